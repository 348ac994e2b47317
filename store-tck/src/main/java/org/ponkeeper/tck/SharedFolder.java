package org.ponkeeper.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder next to the checkout with the golden cases and the templates of operators.
 *
 * <p>If there is no such folder, these tests are skipped with NOT RUN. If there is one, or {@code
 * -Dponkeeper.shared=FOLDER} names one, its cases are expected: a test fails without them, unless
 * {@code -Dponkeeper.without-shared=true} is set.
 *
 * @param folder the folder
 * @param isExpected whether a test fails if its cases are missing
 */
public record SharedFolder(Path folder, boolean isExpected) {

  /** The folder according to the system properties of this test run. */
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
   * The content of one of its folders, sorted by name; skips the test if no cases are expected.
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
