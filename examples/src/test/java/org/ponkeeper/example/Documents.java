package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents that show parts of the examples, except for their indentation. */
final class Documents {

  static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));

  private Documents() {}

  /** Checks that a document has that many blocks of Java, all of them parts of the program. */
  static void assertShown(String document, int blocks, String program) throws IOException {
    List<String> shown =
        Stream.of(Files.readString(ROOT.resolve(document)).split("```", -1))
            .filter(block -> block.startsWith("java\n"))
            .map(block -> unindented(block.substring("java\n".length())))
            .toList();

    assertThat(shown).hasSize(blocks).allSatisfy(block -> assertThat(program).contains(block));
  }

  /** A source file of the examples, without indentation. */
  static String source(String kind, String name) throws IOException {
    String file = "examples/src/%s/java/org/ponkeeper/example/%s.java".formatted(kind, name);
    return unindented(Files.readString(ROOT.resolve(file)));
  }

  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
