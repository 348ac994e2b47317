package org.ponkeeper.tck.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The etcd programs that {@code scripts/install-etcd} finds or downloads.
 *
 * <p>If there is none, tests that need one fail, unless {@code PONKEEPER_WITHOUT_ETCD=1} is set;
 * both print NOT RUN.
 */
public final class EtcdBinary {

  private static final Optional<List<Path>> FOUND = find();

  private EtcdBinary() {}

  /** Whether tests with a real etcd run; they fail in {@link #first} if there is none. */
  public static boolean isWanted() {
    return !"1".equals(System.getenv("PONKEEPER_WITHOUT_ETCD"));
  }

  /** The etcd of this system's release, or any other one. */
  public static Path first() {
    return FOUND
        .filter(paths -> !paths.isEmpty())
        .orElseThrow(() ->
            new AssertionError(
                "NOT RUN: there is no etcd; see scripts/install-etcd, or set"
                    + " PONKEEPER_WITHOUT_ETCD=1 to go without"))
        .getFirst();
  }

  /** A newer second one, if there is one. */
  public static Optional<Path> second() {
    return FOUND.filter(paths -> paths.size() > 1).map(paths -> paths.get(1));
  }

  /** The etcdctl that belongs to the first one. */
  public static Path control() {
    Path control = first().resolveSibling("etcdctl");
    if (!Files.isExecutable(control)) {
      throw new AssertionError("there is no " + control + "; see scripts/install-etcd");
    }
    return control;
  }

  private static Optional<List<Path>> find() {
    if (!isWanted()) {
      System.out.println("NOT RUN: tests on a real etcd, as PONKEEPER_WITHOUT_ETCD=1 says");
      return Optional.empty();
    }
    Path script = Path.of(System.getProperty("ponkeeper.root"), "scripts", "install-etcd");
    try {
      Process process =
          new ProcessBuilder(script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        System.out.println("NOT RUN: tests on a real etcd, there is none");
        return Optional.empty();
      }
      List<Path> paths = output.lines().map(Path::of).toList();
      if (paths.size() == 1) {
        System.out.println("NOT RUN: the contract on a second, newer etcd; there is only one");
      }
      return Optional.of(paths);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
