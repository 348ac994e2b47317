package org.ponkeeper.template.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The templates of the library's tests. */
final class TestTemplates {
  private TestTemplates() {}

  static String read(String name) throws IOException {
    Path root = Path.of(System.getProperty("ponkeeper.root"));
    return Files.readString(root.resolve("core/src/test/resources/templates").resolve(name));
  }
}
