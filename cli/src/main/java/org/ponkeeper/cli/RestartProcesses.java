package org.ponkeeper.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ponkeeper.cli.bench.Restarts;
import org.ponkeeper.cli.sandbox.StoppedException;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs restarts in separate processes: this program starts itself with hidden options. */
final class RestartProcesses implements Restarts {

  /** The hidden option that says what to do in the new process. */
  static final String OPTION = "--restart";

  /** Exit codes above this are of processes that a signal ended. */
  private static final int SIGNALS = 128;

  private final PonkeeperCommand ponkeeper;
  private final Optional<String> heap;
  private final BooleanSupplier stopped;

  /**
   * Restarts on the store that the command line selects.
   *
   * @param heap the maximum heap of a process, as for {@code -Xmx}
   */
  RestartProcesses(PonkeeperCommand ponkeeper, Optional<String> heap, BooleanSupplier stopped) {
    this.ponkeeper = ponkeeper;
    this.heap = heap;
    this.stopped = stopped;
  }

  @Override
  public Sample once(Kind kind, KeySpace space, int olts) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(RestartProcesses::isInherited)
        .forEach(command::add);
    heap.ifPresent(most -> command.add("-Xmx" + most));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "bench",
            OPTION,
            kind.name(),
            "--base-path",
            space.basePath(),
            "--template-path",
            space.templatePath(),
            "--olts",
            Integer.toString(olts),
            "--timeout",
            ponkeeper.timeout().toMillis() + "ms"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("PONKEEPER_"));
    builder.environment().putAll(ponkeeper.storeVariables());
    long begin = System.nanoTime();
    String said = run(builder);
    return decode(said, System.nanoTime() - begin);
  }

  /** Options of the JVM that the new process needs too. */
  private static boolean isInherited(String argument) {
    return argument.startsWith("-X")
        || argument.startsWith("--enable-native-access")
        || argument.startsWith("-Dorg.sqlite.");
  }

  private String run(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode == 0) {
        return said;
      }
      if (stopped.getAsBoolean() || exitCode > SIGNALS) {
        // Ctrl-C is sent to every process of the terminal.
        throw new StoppedException();
      }
      if (exitCode == ExitCode.of(ErrorClass.STORE_FAILED)) {
        throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE)
            .with("reason", "a restarted process reported: " + said.strip());
      }
      throw new IllegalStateException("a restart failed: " + said);
    } catch (IOException e) {
      throw new IllegalStateException("a process cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** Writes the results of a new process, for the one that started it. */
  static void encode(JsonGenerator json, Sample sample) {
    json.writeStartObject();
    json.writeNumberProperty("nanos", sample.nanos());
    json.writeNumberProperty("count", sample.count());
    json.writeNumberProperty("heap_bytes", sample.heapBytes());
    json.writeNumberProperty("resident_bytes", sample.residentBytes());
    json.writeEndObject();
  }

  private static Sample decode(String said, long processNanos) {
    // A JVM may print messages before.
    String answer = said.lines().filter(line -> line.startsWith("{")).findFirst().orElse(said);
    JsonNode json = JsonMapper.shared().readTree(answer);
    return new Sample(
        json.required("nanos").longValue(),
        json.required("count").longValue(),
        json.required("heap_bytes").longValue(),
        json.required("resident_bytes").longValue(),
        processNanos);
  }
}
