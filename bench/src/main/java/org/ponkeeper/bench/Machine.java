package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Describes the machine used for a measurement, and its load from other processes. */
final class Machine {

  private Machine() {}

  /** A few lines of Markdown; call it before the measurement begins. */
  static String describe(String command) {
    return """
    - command: `%s`
    - when: %s, at commit %s
    - machine: %s, %s processors, %s of memory; %s %s
    - Java: %s %s
    - load before: %s
    """
        .formatted(
            command,
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            commit(),
            field("/proc/cpuinfo", "model name"),
            Runtime.getRuntime().availableProcessors(),
            field("/proc/meminfo", "MemTotal"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vendor"),
            System.getProperty("java.version"),
            load());
  }

  /** The load averages of 1, 5 and 15 minutes; results from a busy machine are not usable. */
  private static String load() {
    return first("/proc/loadavg").replaceAll("^(\\S+ \\S+ \\S+).*", "$1");
  }

  private static String field(String file, String name) {
    return lines(file).stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT)))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String first(String file) {
    return lines(file).stream().findFirst().orElse("unknown");
  }

  private static List<String> lines(String file) {
    Path path = Path.of(file);
    try {
      return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commit, with a plus sign if there are uncommitted changes. */
  private static String commit() {
    String commit = git("rev-parse", "--short", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
  }

  private static String git(String... words) {
    try {
      Process process =
          new ProcessBuilder(Commands.words("git", words))
              .directory(Commands.root().toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
