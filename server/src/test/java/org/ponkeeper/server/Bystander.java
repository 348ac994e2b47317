package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.api.v1.ListOltsRequest;
import org.ponkeeper.api.v1.OltServiceGrpc;

/**
 * A client that calls a server all the time, by gRPC and as JSON, while others misuse it. Each call
 * must be answered within {@link #PATIENCE}; {@link #close} fails if one was not, or if there was
 * none.
 */
final class Bystander implements AutoCloseable {

  /** Far more than a call takes, on a machine that does other things too. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int port;
  private final ManagedChannel channel;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread thread;
  private volatile boolean ends;
  private volatile int answered;
  private volatile Optional<Exception> failure = Optional.empty();

  Bystander(int port) throws Exception {
    this.port = port;
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .usePlaintext()
            .build();
    // Its connection is there before others come.
    call();
    thread = Thread.ofPlatform().start(this::run);
  }

  private void run() {
    try {
      while (!ends) {
        call();
      }
    } catch (Exception e) {
      failure = Optional.of(e);
    }
  }

  private void call() throws Exception {
    var unused =
        OltServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .listOlts(ListOltsRequest.newBuilder().setParent("technologies/-").build());
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/v1/technologies/XGS-PON/olts"))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    synchronized (this) {
      answered++;
      notifyAll();
    }
  }

  /** Waits until it was answered once more, from now on. */
  synchronized void awaitAnswer() throws InterruptedException {
    int enough = answered + 2;
    long end = System.nanoTime() + 2 * PATIENCE.toNanos();
    while (answered < enough && failure.isEmpty()) {
      assertThat(System.nanoTime()).as("somebody else is not served").isLessThan(end);
      wait(100);
    }
  }

  @Override
  public void close() {
    try {
      if (failure.isEmpty()) {
        awaitAnswer();
      }
      ends = true;
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ends = true;
      channel.shutdownNow();
      http.shutdownNow();
    }
    if (failure.isPresent()) {
      throw new AssertionError("somebody else was not served", failure.get());
    }
  }
}
