package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long short commands take, and how much of that is due to the launcher and the JVM.
 */
public final class CommandStart {

  private static final String PORT = "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";

  private final Results results;
  private final int runs;

  private CommandStart(Results results, int runs) {
    this.results = results;
    this.runs = runs;
  }

  /**
   * Runs the benchmark.
   *
   * @param args the result folder and the number of runs
   */
  public static void main(String[] args) {
    CommandStart start = new CommandStart(new Results(Path.of(args[0])), Integer.parseInt(args[1]));
    Commands.onNew(
        "sqlite",
        url -> {
          start.run(url);
          return url;
        });
  }

  private void run(String store) {
    StringBuilder page = new StringBuilder("# The start of a command\n\n");
    page.append(Machine.describe("bench/run start --runs " + runs)).append('\n');
    String ponkeeper = Commands.root().resolve("ponkeeper").toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    prepare(ponkeeper, store);
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put(
        "a JVM that does nothing",
        new Command(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version"), ""));
    commands.put(
        "the launcher, and a JVM that does nothing",
        new Command(List.of(ponkeeper, "--version"), "-version"));
    commands.put("`ponkeeper --version`", new Command(List.of(ponkeeper, "--version"), ""));
    commands.put(
        "`ponkeeper instance get` on SQLite",
        new Command(
            List.of(
                ponkeeper,
                "instance",
                "get",
                "--store",
                store,
                "--technology",
                "XGS-PON",
                "--template",
                "64",
                PORT),
            ""));
    page.append(Results.head(List.of("command", "best ms", "median ms")));
    commands.forEach((what, command) -> {
      double[] millis = new double[runs];
      command.millis();
      for (int run = 0; run < runs; run++) {
        millis[run] = command.millis();
      }
      Arrays.sort(millis);
      page.append(
          Results.row(
              List.of(what, Results.whole(millis[0]), Results.whole(millis[millis.length / 2]))));
    });
    results.write("start.md", page.toString());
  }

  private static void prepare(String ponkeeper, String store) {
    Commands.run(
        List.of(
            ponkeeper,
            "olt",
            "register",
            "--store",
            store,
            "--technology",
            "XGS-PON",
            "--olt",
            "olt-1",
            "--pons",
            "0-15",
            "--onu-ids",
            "1-32",
            "--alloc-ids",
            "1024-1152",
            "--gem-port-ids",
            "1024-2048"));
    Commands.run(
        List.of(
            ponkeeper,
            "instance",
            "create",
            "--store",
            store,
            "--technology",
            "XGS-PON",
            "--template",
            "64",
            PORT));
  }

  /**
   * A short command.
   *
   * @param words the command and its arguments
   * @param javaOptions additional options for the launcher's JVM
   */
  private record Command(List<String> words, String javaOptions) {

    double millis() {
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectOutput(Redirect.DISCARD).redirectErrorStream(true);
      builder.environment().put("PONKEEPER_JAVA_OPTS", javaOptions);
      try {
        long begin = System.nanoTime();
        int exitCode = builder.start().waitFor();
        long nanos = System.nanoTime() - begin;
        if (exitCode != 0) {
          throw new IllegalStateException("exit code " + exitCode + ": " + words);
        }
        return nanos / 1e6;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
