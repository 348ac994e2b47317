package org.ponkeeper.cli;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ponkeeper serve} in a process of its own, with a channel to it. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("serving on (http://127.0.0.1:[0-9]+);");

  private final CommandProcess process;
  private final URI url;
  private final ManagedChannel channel;
  private volatile boolean killed;

  private ServerProcess(CommandProcess process, URI url) {
    this.process = process;
    this.url = url;
    channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
  }

  /**
   * Starts it on a free port, and waits until it listens.
   *
   * @param option an option of the JVM
   */
  static ServerProcess start(String option, Path folder, String store) throws Exception {
    CommandProcess process =
        CommandProcess.startWith(
            option, Files.createDirectories(folder), store, "serve --port 0 --timeout 3s");
    return new ServerProcess(process, awaitUrl(process));
  }

  private static URI awaitUrl(CommandProcess process) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end && process.isAlive()) {
      Matcher found = URL.matcher(process.err());
      if (found.find()) {
        return URI.create(found.group(1));
      }
      Thread.sleep(20);
    }
    process.close();
    throw new AssertionError(process.err());
  }

  ManagedChannel channel() {
    return channel;
  }

  int port() {
    return url.getPort();
  }

  /** Whether the test has killed it. */
  boolean isKilled() {
    return killed;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String err() throws IOException {
    return process.err();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    killed = true;
    process.kill();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.close();
  }
}
