package org.ponkeeper.tck.etcd;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A real etcd with one member, on free ports of the loopback interface and with its own directory.
 * It can be stopped, killed, frozen and restarted; closing it stops it and deletes its data.
 */
public final class EtcdServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(30);

  private static final int FIRST_PORT = 12_000;

  /** Linux assigns ports from here on when a program requests any port. */
  private static final int FIRST_EPHEMERAL_PORT = 32_768;

  private static final int MAX_ATTEMPTS = 100;

  private final Path binary;
  private final Path directory;
  private final List<String> flags;
  private final String scheme;
  private final String name;
  private final int port;
  private final int peerPort;
  private String cluster;
  private int snapshots;
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

  /** Starts the first etcd, with additional flags. */
  public static EtcdServer start(String... flags) throws Exception {
    return start(EtcdBinary.first(), flags);
  }

  public static EtcdServer start(Path binary, String... flags) throws Exception {
    EtcdServer server = new EtcdServer(binary, "only", "http", List.of(flags));
    server.startAgain();
    return server;
  }

  /** Starts an etcd that only speaks TLS, without waiting for it. */
  public static EtcdServer startWithTls(String... flags) throws Exception {
    EtcdServer server = new EtcdServer(EtcdBinary.first(), "only", "https", List.of(flags));
    server.startProcess();
    return server;
  }

  /** A member of a future cluster, not started yet. */
  public static EtcdServer unstarted(String name) throws IOException {
    return new EtcdServer(EtcdBinary.first(), name, "http", List.of());
  }

  /** Its address for other members. */
  public String asPeer() {
    return name + "=http://127.0.0.1:" + peerPort;
  }

  /** Makes it a member of a cluster, before it is started. */
  public void joins(String peers) {
    cluster = peers;
  }

  /**
   * A port of the loopback interface that is free now. It is not one that the system assigns to
   * clients and to other tests, which might take it before the server does or while it restarts.
   */
  public static int freePort() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  public int port() {
    return port;
  }

  /** The port for other members; clients get no answer there. */
  public int peerPort() {
    return peerPort;
  }

  /** The URL for clients. */
  public String url() {
    return "etcd://127.0.0.1:" + port;
  }

  /** Restarts it with its data, and waits until it answers. */
  public void startAgain() throws Exception {
    startProcess();
    awaitAnswer();
  }

  /** Restarts it without waiting. */
  public void startProcess() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    String client = scheme + "://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + peerPort;
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--name", name, "--initial-cluster", cluster));
    // Tests do not simulate power failures; without waiting for the disk they take a tenth of the
    // time.
    command.add("--unsafe-no-fsync");
    // Security does not matter here: the cheapest hash saves a tenth of a second for each login.
    command.add("--bcrypt-cost=4");
    command.addAll(flags);
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
  }

  /** Waits until it answers. */
  public void awaitAnswer() throws Exception {
    long end = System.nanoTime() + START.toNanos();
    while (!isHealthy()) {
      if (System.nanoTime() > end || !process.orElseThrow().isAlive()) {
        throw new IllegalStateException(
            "etcd does not start:\n" + Files.readString(directory.resolve("log")));
      }
      Thread.sleep(20);
    }
  }

  private boolean isHealthy() throws InterruptedException {
    try {
      return EtcdHttp.get(this, "/health").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes a key, which need not be text. */
  public void put(byte[] key, byte[] value) throws Exception {
    String json = "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value));
    EtcdHttp.post(this, "kv/put", json, Optional.empty());
  }

  /** Deletes every key, in one transaction; the history continues. */
  public void deleteAllKeys() throws Exception {
    // One zero byte as both the key and the end means all keys.
    String json = "{\"key\":\"AA==\",\"range_end\":\"AA==\"}";
    EtcdHttp.post(this, "kv/deleterange", json, Optional.empty());
  }

  /** The lines of its Prometheus metrics. */
  public Stream<String> metrics() throws Exception {
    return EtcdHttp.get(this, "/metrics").body().lines();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Stops it like an operator. */
  public void stop() throws InterruptedException {
    process.orElseThrow().destroy();
    process.orElseThrow().waitFor();
  }

  /** Kills it at once. */
  public void kill() throws InterruptedException {
    process.orElseThrow().destroyForcibly().waitFor();
  }

  /** Freezes the process; data sent to it stays in the buffers of the kernel. */
  public void freeze() throws Exception {
    signal("STOP");
  }

  /** Lets the process continue. */
  public void thaw() throws Exception {
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

  /** Creates a backup like an operator; the file is deleted with the server. */
  public Path saveSnapshot() throws Exception {
    Path file = directory.resolve("snapshot-" + snapshots++);
    control("--endpoints", "127.0.0.1:" + port, "snapshot", "save", file.toString());
    return file;
  }

  /**
   * Replaces its data by a backup like an operator; it must not be running. The cluster keeps its
   * id.
   */
  public void restoreSnapshot(Path file) throws Exception {
    wipe();
    control(
        "snapshot",
        "restore",
        file.toString(),
        "--data-dir=" + directory.resolve("data"),
        "--name=" + name,
        "--initial-cluster=" + cluster,
        "--initial-advertise-peer-urls=http://127.0.0.1:" + peerPort);
  }

  private void control(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(binary.resolveSibling("etcdctl").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    Process etcdctl = builder.start();
    String output = new String(etcdctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (etcdctl.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }

  /** Deletes all its data; it must not be running. */
  public void wipe() throws IOException {
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
