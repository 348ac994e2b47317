package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.api.v1.ChangeServiceGrpc;
import org.ponkeeper.api.v1.GetOltRequest;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.OnuMapServiceGrpc;
import org.ponkeeper.api.v1.PutFlowInfoRequest;
import org.ponkeeper.api.v1.WatchChangesRequest;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.error.RequestException.Code;

/** What is too much is refused, and says which limit it was. */
@Timeout(60)
class LimitsTest {

  private static final String OLT = "technologies/XGS-PON/olts/olt-1";

  /** Calls that wait until they are let go. */
  private static final class Gate implements Runnable {
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void run() {
      arrived.release();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitArrivals(int number) throws InterruptedException {
      assertThat(arrived.tryAcquire(number, 20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Status get(TestFrontend server) {
    return server.call(
        OltServiceGrpc.getGetOltMethod(), GetOltRequest.newBuilder().setName(OLT).build(), "");
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedByGrpcAndByJson() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.LIMITS_MESSAGE_BYTES, "2048"))) {
      PutFlowInfoRequest large =
          PutFlowInfoRequest.newBuilder()
              .setParent(OLT + "/pons/0/onus/1")
              .setJson(ByteString.copyFrom(new byte[4000]))
              .build();

      assertThat(server.call(OnuMapServiceGrpc.getPutFlowInfoMethod(), large, "").getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      HttpResponse<String> json =
          server.send(
              server
                  .request("/v1/" + OLT + ":register")
                  .header("content-type", "application/json")
                  .POST(BodyPublishers.ofString("{\"model\": \"" + "x".repeat(4000) + "\"}")));
      assertThat(json.statusCode()).isIn(413, 429);
      assertThat(json.body()).contains("LIMIT_EXCEEDED");
      assertThat(get(server).isOk()).isTrue();
    }
  }

  @Test
  void headersThatAreTooLargeAreRefusedAndOthersAreServed() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.LIMITS_HEADER_BYTES, "2048"))) {
      assertThat(
              server.raw(
                  "GET /healthz HTTP/1.1", "Host: localhost", "X-Large: " + "x".repeat(10_000)))
          .startsWith("HTTP/1.1 431");
      assertThat(server.raw("GET /healthz HTTP/1.1", "Host: localhost")).contains("200");
    }
  }

  @Test
  void callsThatFindNoPlaceAreRefusedAtOnceAndThoseInsideEnd() throws Exception {
    Gate gate = new Gate();
    Map<Setting, String> settings =
        Map.of(
            Setting.LIMITS_CALLS, "1",
            Setting.LIMITS_STREAMS, "1",
            Setting.LIMITS_WAITING_CALLS, "1");
    try (TestFrontend server = new TestFrontend(settings, gate);
        ExecutorService clients = Executors.newFixedThreadPool(4)) {
      CompletionService<Status> calls = new ExecutorCompletionService<>(clients);
      for (int i = 0; i < 4; i++) {
        calls.submit(() -> get(server));
      }
      Status refused = calls.take().get();
      HttpResponse<String> json = server.send(server.request("/v1/" + OLT));
      int health = server.send(server.request("/healthz")).statusCode();
      gate.open.countDown();

      assertThat(refused.getDescription()).contains("limits.waiting_calls=1");
      assertThat(json.statusCode()).isEqualTo(429);
      assertThat(json.body()).contains("LIMIT_EXCEEDED");
      assertThat(health).isEqualTo(200);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      for (int i = 0; i < 3; i++) {
        assertThat(calls.take().get().isOk()).isTrue();
      }
      assertThat(get(server).isOk()).isTrue();
    }
  }

  @Test
  void streamsHaveALimitOfTheirOwn() throws Exception {
    Gate gate = new Gate();
    try (TestFrontend server = new TestFrontend(Map.of(Setting.LIMITS_STREAMS, "1"), gate)) {
      CompletableFuture<Status> first = CompletableFuture.supplyAsync(() -> watch(server));
      gate.awaitArrivals(1);
      Status second = watch(server);
      gate.open.countDown();

      assertThat(second.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(second.getDescription()).contains("limits.streams=1");
      assertThat(first.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    }
  }

  private static Status watch(TestFrontend server) {
    return server.call(
        ChangeServiceGrpc.getWatchChangesMethod(), WatchChangesRequest.getDefaultInstance(), "");
  }

  @Test
  void aCallThatTakesTooLongEnds() throws Exception {
    Gate gate = new Gate();
    try (TestFrontend server =
        new TestFrontend(Map.of(Setting.LIMITS_REQUEST_TIME, "200ms"), gate)) {
      assertThat(get(server).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(server.send(server.request("/v1/" + OLT)).statusCode()).isEqualTo(504);
      gate.open.countDown();
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndAFreedPlaceIsUsed() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.LIMITS_CONNECTIONS, "2"))) {
      try (Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port());
          Socket two = new Socket(InetAddress.getLoopbackAddress(), server.port());
          Socket three = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        three.setSoTimeout(20_000);
        assertThat(isClosed(three)).isTrue();
        assertThat(one.isConnected() && two.isConnected()).isTrue();
      }
      String answer = "";
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!answer.contains("200") && System.nanoTime() < end) {
        answer = rawOrClosed(server);
      }
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  /** An answer; empty if the connection was closed, because the place was not free yet. */
  private static String rawOrClosed(TestFrontend server) {
    try {
      return server.raw("GET /healthz HTTP/1.1", "Host: localhost");
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void anIdleConnectionEnds() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.LIMITS_IDLE, "1s"));
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      idle.setSoTimeout(20_000);

      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whenItStopsItIsNotReadyAndACallInProgressEnds() throws Exception {
    Gate gate = new Gate();
    try (TestFrontend server = new TestFrontend(Map.of(Setting.STOP_GRACE, "20s"), gate)) {
      CompletableFuture<Status> call = CompletableFuture.supplyAsync(() -> get(server));
      CompletableFuture<Status> stream = CompletableFuture.supplyAsync(() -> watch(server));
      gate.awaitArrivals(2);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.frontend()::close);

      assertThat(stream.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(stream.get().getDescription()).contains(Code.STOPPING.message());
      assertThat(server.send(server.request("/readyz")).statusCode()).isEqualTo(503);
      Status refused = get(server);
      assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refused.getDescription()).contains("the server is stopping");
      assertThat(server.send(server.request("/v1/" + OLT)).statusCode()).isEqualTo(503);
      assertThat(stopped.isDone()).isFalse();
      assertThat(call.isDone()).isFalse();
      gate.open.countDown();

      assertThat(call.get(20, TimeUnit.SECONDS).isOk()).isTrue();
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void beforeItStopsItIsNotReadyForTheDelayAndServesAsBefore() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.STOP_DELAY, "1h"))) {
      Thread stop = Thread.ofPlatform().start(server.frontend()::close);
      while (server.send(server.request("/readyz")).statusCode() != 503) {
        Thread.onSpinWait();
      }

      assertThat(get(server).isOk()).isTrue();
      assertThat(watch(server).isOk()).isTrue();
      assertThat(server.raw("GET /v1/" + OLT + " HTTP/1.1", "Host: localhost")).contains("200 OK");
      assertThat(
              HealthGrpc.newBlockingStub(server.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(stop.isAlive()).isTrue();
      stop.interrupt();

      assertThat(stop.join(Duration.ofSeconds(20))).isTrue();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aCallThatDoesNotEndDelaysTheStopOnlyForTheGrace() throws Exception {
    Gate gate = new Gate();
    try (TestFrontend server = new TestFrontend(Map.of(Setting.STOP_GRACE, "300ms"), gate)) {
      CompletableFuture<Status> call = CompletableFuture.supplyAsync(() -> get(server));
      gate.awaitArrivals(1);

      CompletableFuture.runAsync(server.frontend()::close).get(20, TimeUnit.SECONDS);

      assertThat(call.get(20, TimeUnit.SECONDS).isOk()).isFalse();
      gate.open.countDown();
    }
  }

  @Test
  void clientsThatAreRefusedAndTryAgainDoNotDelayTheStop() throws Exception {
    try (TestFrontend server = new TestFrontend(Map.of(Setting.STOP_GRACE, "1h"))) {
      AtomicBoolean isStopped = new AtomicBoolean();
      CompletableFuture<Void> client =
          CompletableFuture.runAsync(() -> {
            while (!isStopped.get()) {
              get(server);
            }
          });

      CompletableFuture.runAsync(server.frontend()::close).get(20, TimeUnit.SECONDS);

      isStopped.set(true);
      client.get(20, TimeUnit.SECONDS);
    }
  }
}
