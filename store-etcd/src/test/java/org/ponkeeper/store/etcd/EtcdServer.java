package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ponkeeper.store.Key;

/**
 * A real etcd of one member, on free ports of the loopback interface and with a directory of its
 * own. It may be stopped, killed, frozen and started again; closing it ends it and removes what it
 * wrote.
 */
final class EtcdServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(30);

  private final Path binary;
  private final Path directory;
  private final List<String> flags;
  private final String scheme;
  private final String name;
  private final int port;
  private final int peerPort;
  private String cluster;
  private Optional<Process> process = Optional.empty();

  private EtcdServer(Path binary, String name, String scheme, List<String> flags)
      throws IOException {
    this.binary = binary;
    this.name = name;
    this.scheme = scheme;
    this.flags = List.copyOf(flags);
    this.directory = Files.createTempDirectory("ponkeeper-etcd");
    this.port = freePort();
    this.peerPort = freePort();
    this.cluster = asPeer();
  }

  /** Starts the first etcd that there is, with more flags. */
  static EtcdServer start(String... flags) throws Exception {
    return start(EtcdBinary.first(), flags);
  }

  static EtcdServer start(Path binary, String... flags) throws Exception {
    EtcdServer server = new EtcdServer(binary, "only", "http", List.of(flags));
    server.startAgain();
    return server;
  }

  /** Starts one that speaks TLS only; who waits for it must know how to. */
  static EtcdServer startWithTls(String... flags) throws Exception {
    EtcdServer server = new EtcdServer(EtcdBinary.first(), "only", "https", List.of(flags));
    server.startProcess();
    return server;
  }

  /** A member of a cluster to be; not started yet. */
  static EtcdServer unstarted(String name) throws IOException {
    return new EtcdServer(EtcdBinary.first(), name, "http", List.of());
  }

  /** How other members find it. */
  String asPeer() {
    return name + "=http://127.0.0.1:" + peerPort;
  }

  /** Makes it a member of a cluster, before it is started. */
  void joins(String peers) {
    cluster = peers;
  }

  /** A port that nobody listens on just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** Where members speak to each other: no client is answered there. */
  int peerPort() {
    return peerPort;
  }

  EtcdOptions options() {
    return EtcdUrl.parse("etcd://127.0.0.1:" + port);
  }

  /** Starts it again on what it had written, and waits until it answers. */
  void startAgain() throws Exception {
    startProcess();
    awaitAnswer();
  }

  /** Starts it again and does not wait. */
  void startProcess() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    String client = scheme + "://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + peerPort;
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--name", name, "--initial-cluster", cluster));
    // Tests do not switch off the power; without waiting for the disk they take a tenth of the
    // time.
    command.add("--unsafe-no-fsync");
    command.addAll(flags);
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
  }

  /** Waits until it answers. */
  void awaitAnswer() throws Exception {
    long end = System.nanoTime() + START.toNanos();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      while (true) {
        try {
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(2, TimeUnit.SECONDS)
              .range(RangeRequest.newBuilder().setKey(EtcdMessages.bytes(new Key("x"))).build());
          return;
        } catch (StatusRuntimeException e) {
          switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> {
              if (System.nanoTime() > end || !process.orElseThrow().isAlive()) {
                throw new IllegalStateException(
                    "etcd does not start:\n" + Files.readString(directory.resolve("log")), e);
              }
              channel.resetConnectBackoff();
              Thread.sleep(20);
            }
            // It asks who we are, so it is there.
            default -> {
              return;
            }
          }
        }
      }
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /** Ends it as an operator would. */
  void stop() throws InterruptedException {
    process.orElseThrow().destroy();
    process.orElseThrow().waitFor();
  }

  /** Ends it at once, wherever it is. */
  void kill() throws InterruptedException {
    process.orElseThrow().destroyForcibly().waitFor();
  }

  /** Lets it stand still; what is sent to it stays in the buffers of the kernel. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** Lets it go on. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.orElseThrow().pid())
            .inheritIO()
            .start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill -" + name);
    }
  }

  /** Removes everything that it stored; it must not be running. */
  void wipe() throws IOException {
    delete(directory.resolve("data"));
  }

  @Override
  public void close() throws IOException {
    process.ifPresent(started -> started.destroyForcibly().onExit().join());
    delete(directory);
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
