package org.ponkeeper.keyspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The cases of the folder beside the checkout. {@code SharedFolder} of store-tck, which these tests
 * cannot use because it is built later, says when they are expected and is tested; this does the
 * same.
 */
final class SharedCases {

  private SharedCases() {}

  /** What one of its folders holds, sorted by name; skips the test where nothing is expected. */
  static List<Path> of(String name) throws IOException {
    Path beside = Path.of(System.getProperty("ponkeeper.root")).resolve("../shared").normalize();
    Path shared = Path.of(System.getProperty("ponkeeper.shared", beside.toString())).normalize();
    boolean expected =
        !Boolean.getBoolean("ponkeeper.without-shared")
            && (!shared.equals(beside) || Files.isDirectory(shared));
    if (!expected) {
      System.out.println("NOT RUN: cases of ../shared/" + name);
      Assumptions.abort("NOT RUN: cases of ../shared/" + name);
    }
    Path folder = shared.resolve(name);
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> cases = found.sorted().toList();
      if (cases.isEmpty()) {
        throw new AssertionError("no cases in " + folder);
      }
      return cases;
    }
  }
}
