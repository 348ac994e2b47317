package org.ponkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own. */
final class CommandProcess implements AutoCloseable {

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command, written as words with single spaces between them, on a store. */
  static CommandProcess start(Path folder, String store, String words) throws IOException {
    return startWith("-XX:+UseSerialGC", folder, store, words);
  }

  /** The same with an option of the JVM. */
  static CommandProcess startWith(String option, Path folder, String store, String words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            // As at a terminal: who tests in the background may have told us to ignore Ctrl-C.
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            option,
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.sqlite.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(words.split(" ", -1)));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PONKEEPER_STORE", store);
    builder.environment().remove("PONKEEPER_WATCHED");
    return new CommandProcess(builder.start(), out, err);
  }

  /** Sends SIGINT, as Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).inheritIO().start().waitFor();
  }

  /** Sends SIGKILL; returns when the process has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the process does not end");
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
