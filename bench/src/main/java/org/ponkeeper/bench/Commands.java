package org.ponkeeper.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ponkeeper.tck.etcd.EtcdServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs Ponkeeper's command line as a user does, each time on a new store. */
final class Commands {

  /** The stores to measure by default. */
  static final List<String> STORES = List.of("etcd", "sqlite");

  private Commands() {}

  /** The root folder of the project. */
  static Path root() {
    return Path.of(System.getProperty("ponkeeper.root", "."));
  }

  static List<String> words(String first, String... more) {
    List<String> words = new ArrayList<>();
    words.add(first);
    words.addAll(List.of(more));
    return words;
  }

  /**
   * Runs an action on a new store, and removes the store afterwards.
   *
   * @param store {@code etcd}: one member on this machine's disk; {@code sqlite}: a file; anything
   *     else: the URL of an existing store, which is not removed
   */
  static <T> T onNew(String store, Function<String, T> what) {
    try {
      return switch (store) {
        case "etcd" -> onNewEtcd(what);
        case "sqlite" -> {
          Path folder = Files.createTempDirectory("ponkeeper-bench");
          try {
            yield what.apply("sqlite:" + folder.resolve("store.db"));
          } finally {
            delete(folder);
          }
        }
        default -> what.apply(store);
      };
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs an action on a new etcd of one member, and removes it afterwards.
   *
   * @param flags flags of etcd in addition to the usual ones
   */
  static <T> T onNewEtcd(Function<String, T> what, String... flags) {
    // As in production, acknowledged writes are on disk. The quota has room for a million
    // instances.
    List<String> all = words("--unsafe-no-fsync=false", "--quota-backend-bytes=8589934592");
    all.addAll(List.of(flags));
    try (EtcdServer server = EtcdServer.start(all.toArray(String[]::new))) {
      return what.apply(server.url());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The results of {@code ponkeeper bench} for these workloads, as JSON. */
  static JsonNode bench(String url, String... options) {
    List<String> command = words(root().resolve("ponkeeper").toString(), "bench", "-o", "json");
    command.addAll(List.of("--store", url));
    command.addAll(List.of(options));
    System.err.println(String.join(" ", command));
    return JsonMapper.shared().readTree(run(command));
  }

  /** The output of a command; its standard error goes to that of this process. */
  static String run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(root().toFile())
              .redirectError(Redirect.INHERIT)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IllegalStateException(
            "exit code %s: %s".formatted(exitCode, String.join(" ", command)));
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
