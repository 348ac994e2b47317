package org.ponkeeper.cli;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.InstanceServiceGrpc.InstanceServiceBlockingStub;
import org.ponkeeper.api.v1.ListOltsRequest;
import org.ponkeeper.api.v1.OltRegistration;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.OltServiceGrpc.OltServiceBlockingStub;
import org.ponkeeper.api.v1.PonRanges;
import org.ponkeeper.api.v1.RegisterOltRequest;
import org.ponkeeper.api.v1.ResourceType;
import org.slf4j.LoggerFactory;

/**
 * Prepares a build for fast starts of the server, as {@link AotTraining} does for other commands:
 * {@code ponkeeper serve} for some seconds, and calls as an adapter makes them. What is kept of it
 * is a file of its own: in one file, the server's classes would delay all other commands.
 */
final class ServeTraining {

  private static final String TECHNOLOGY = "technologies/XGS-PON";
  private static final int ONUS = 100;
  private static final String SECONDS = "6";

  private final int port;

  private ServeTraining(int port) {
    this.port = port;
  }

  /**
   * Runs the training; its output is not used.
   *
   * @param args an empty folder for the store of the training
   */
  public static void main(String[] args) throws IOException {
    run(Path.of(args[0]));
  }

  /**
   * Runs the training. Blocks for some seconds.
   *
   * @throws IllegalStateException if the server or a call failed
   */
  static void run(Path folder) throws IOException {
    ServeTraining training = new ServeTraining(freePort());
    // Logging is there before two threads ask for it: the server needs its real classes.
    LoggerFactory.getILoggerFactory();
    CompletableFuture<Void> calls = CompletableFuture.runAsync(training::call);
    int exitCode =
        Main.run(
            new String[] {
              "serve",
              "--store",
              StoreUrl.SQLITE + folder.resolve("served.db"),
              "--port",
              String.valueOf(training.port),
              "--seconds",
              SECONDS
            },
            Terminal.ofProcess());
    if (exitCode != 0 || !calls.isDone()) {
      throw new IllegalStateException("the server ended early, with exit code " + exitCode);
    }
    calls.join();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void call() {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      OltServiceBlockingStub olts = OltServiceGrpc.newBlockingStub(channel).withWaitForReady();
      olts.registerOlt(
          RegisterOltRequest.newBuilder()
              .setName(TECHNOLOGY + "/olts/olt-1")
              .setRegistration(
                  OltRegistration.newBuilder()
                      .addPons(0)
                      .addRanges(ranges(ResourceType.ONU_ID, 1, 128))
                      .addRanges(ranges(ResourceType.ALLOC_ID, 1024, 2047))
                      .addRanges(ranges(ResourceType.GEM_PORT_ID, 1024, 2047)))
              .build());
      olts.listOlts(ListOltsRequest.newBuilder().setParent(TECHNOLOGY).build());
      InstanceServiceBlockingStub instances = InstanceServiceGrpc.newBlockingStub(channel);
      for (int onu = 1; onu <= ONUS; onu++) {
        instances.createInstance(
            CreateInstanceRequest.newBuilder()
                .setPath("XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{" + onu + "}/uni-{0}")
                .build());
      }
      read("/readyz");
      read("/v1/" + TECHNOLOGY + "/olts/olt-1");
    } catch (IOException e) {
      throw new IllegalStateException("the training of the server failed", e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static PonRanges ranges(ResourceType type, int first, int last) {
    return PonRanges.newBuilder()
        .setType(type)
        .addRanges(IdRange.newBuilder().setFirst(first).setLast(last))
        .build();
  }

  private void read(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.getInputStream().readAllBytes();
  }
}
