package org.ponkeeper.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder beside the checkout with the golden cases and the templates of operators.
 *
 * <p>A checkout may lie alone: then these tests are skipped with NOT RUN. Where the folder is, or
 * where {@code -Dponkeeper.shared=FOLDER} names one, its cases are expected: a test fails without
 * them, unless {@code -Dponkeeper.without-shared=true} says to go without.
 *
 * @param folder the folder
 * @param isExpected whether a test fails if its cases are missing
 */
public record SharedFolder(Path folder, boolean isExpected) {

  /** The folder that the system properties of this test run name. */
  public static SharedFolder ofThisRun() {
    return of(
        System.getProperty("ponkeeper.shared"),
        System.getProperty("ponkeeper.root"),
        Boolean.getBoolean("ponkeeper.without-shared"));
  }

  static SharedFolder of(String shared, String root, boolean without) {
    Path beside = Path.of(root).resolve("../shared").normalize();
    Path folder = shared == null ? beside : Path.of(shared).normalize();
    boolean isNamed = !folder.equals(beside);
    return new SharedFolder(folder, !without && (isNamed || Files.isDirectory(folder)));
  }

  /**
   * What one of its folders holds, sorted by name; skips the test where nothing is expected.
   *
   * @param name the name of a folder in it
   * @return the files or folders, at least one
   * @throws AssertionError if the cases are expected and there are none
   */
  public List<Path> cases(String name) {
    Path cases = folder.resolve(name);
    List<Path> found = Files.isDirectory(cases) ? list(cases) : List.of();
    if (found.isEmpty() && isExpected) {
      throw new AssertionError(
          "no cases in " + cases + "; -Dponkeeper.without-shared=true goes without them");
    }
    NotRun.unless(!found.isEmpty() && isExpected, "cases of ../shared/" + name);
    return found;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
