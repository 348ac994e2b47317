package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ponkeeper.server.error.RequestException;

/**
 * Every code of docs/errors.md, and every code of the server itself, is in a test of the server, or
 * here with the reason why it is in none.
 */
class ErrorCodesTest {

  private static final Path ROOT = Path.of(System.getProperty("ponkeeper.root"));

  private static final Map<String, String> NOT_ANSWERED =
      Map.of(
          "USAGE_INVALID", "of the command line",
          "NOT_CONFIRMED", "of the command line",
          "BASE_PATH_IN_USE", "of the command line",
          "CONFIG_INVALID", "before the server starts: ConfigurationTest",
          "STORE_URL_INVALID", "before the server starts: the command line's tests",
          "ADAPTER_DATA_INVALID", "no method writes an adapter's own data");

  private static Set<String> codes() throws IOException {
    Set<String> codes =
        Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|")
            .matcher(
                Files.readString(ROOT.resolve("docs/errors.md"))
                    .replaceFirst("(?s)## Which code is reported.*", ""))
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Stream.of(RequestException.Code.values()).map(Enum::name).forEach(codes::add);
    return codes;
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("server/src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .filter(file -> !file.endsWith("ErrorCodesTest.java"))
          .map(ErrorCodesTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyCodeIsInATestOrHasAReason() throws IOException {
    List<String> tests = tests();
    Set<String> forgotten = new TreeSet<>(codes());
    assertThat(forgotten).hasSizeGreaterThan(50).containsAll(NOT_ANSWERED.keySet());
    forgotten.removeAll(NOT_ANSWERED.keySet());
    forgotten.removeIf(code ->
        tests.stream()
            .anyMatch(test -> Pattern.compile("\\b" + code + "\\b").matcher(test).find()));

    assertThat(forgotten)
        .as("codes without a test of the server: test them, or say here why it never answers them")
        .isEmpty();
  }
}
