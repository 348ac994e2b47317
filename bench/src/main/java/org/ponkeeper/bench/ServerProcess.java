package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A {@code ponkeeper serve} as a user starts it, with its log in a file; closing it stops it. */
final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern SERVING = Pattern.compile("serving on http://[^ ;]*:(\\d+)");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final Path folder;
  private final Process process;
  private final int port;

  private ServerProcess(Path folder, Process process) throws IOException {
    this.folder = folder;
    this.process = process;
    this.port = awaitPort();
  }

  /** Starts a server on a store, and waits until it serves. */
  static ServerProcess start(String url, String basePath) {
    List<String> command =
        List.of(
            Commands.root().resolve("ponkeeper").toString(),
            "serve",
            "--store",
            url,
            "--base-path",
            basePath,
            "--template-path",
            templates(basePath),
            "--port",
            "0");
    System.err.println(String.join(" ", command));
    try {
      Path folder = Files.createTempDirectory("ponkeeper-server");
      return new ServerProcess(
          folder,
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log(folder).toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of the templates that belong to a base path. */
  static String templates(String basePath) {
    return basePath + "/technology_profiles";
  }

  private static Path log(Path folder) {
    return folder.resolve("log");
  }

  private int awaitPort() throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher serving = SERVING.matcher(Files.readString(log(folder)));
      if (serving.find()) {
        return Integer.parseInt(serving.group(1));
      }
      sleep(Duration.ofMillis(50));
    }
    process.destroyForcibly();
    throw new IllegalStateException("the server does not start:\n" + Files.readString(log(folder)));
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its port on loopback. */
  int port() {
    return port;
  }

  /** The processor time that it has used. */
  Duration processorTime() {
    return processorTime(process.toHandle());
  }

  /** The processor time that a process has used. */
  static Duration processorTime(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * What it uses.
   *
   * @param residentBytes memory, as the system counts it
   * @param heapBytes the heap after a full collection, which this asks for
   * @param threads threads of the system
   * @param descriptors open files and sockets
   */
  record Usage(long residentBytes, long heapBytes, long threads, long descriptors) {}

  /** What it uses now. */
  Usage usage() {
    try {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      List<String> status = Files.readAllLines(proc.resolve("status"));
      long descriptors;
      try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
        descriptors = open.count();
      }
      return new Usage(
          number(status, "VmRSS:") * 1024, heap() * 1024, number(status, "Threads:"), descriptors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(List<String> status, String field) {
    return status.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** The heap in use after a collection, in KiB: the generations, without the classes. */
  private long heap() {
    jcmd("GC.run");
    return jcmd("GC.heap_info")
        .lines()
        .takeWhile(line -> !line.contains("Metaspace"))
        .flatMap(line -> USED.matcher(line).results())
        .mapToLong(used -> Long.parseLong(used.group(1)))
        .sum();
  }

  private String jcmd(String command) {
    return Commands.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(process.pid()),
            command));
  }

  /** Stops it as an operator does. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    try {
      Commands.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
