package org.ponkeeper.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} and the codes are the same. */
class ErrorsDocumentTest {

  private static String document() throws IOException {
    return Files.readString(Path.of(System.getProperty("ponkeeper.root"), "docs", "errors.md"));
  }

  @Test
  void theDocumentHasEveryCodeWithTextAndRemedyInTheOrderOfTheEnum() throws IOException {
    List<String> rows =
        document().lines().filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")).toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values())
                .map(c -> "| `%s` | %s | %s |".formatted(c, c.message(), c.remedy()))
                .toList());
  }

  @Test
  void theDocumentHasEveryCodeUnderItsClass() throws IOException {
    for (String section : document().split("(?m)^## ", -1)) {
      for (ErrorCode code : ErrorCode.values()) {
        if (section.contains("| `" + code + "` |")) {
          assertThat(section).startsWith(nameOf(code.errorClass()));
        }
      }
    }
  }

  @Test
  void theDocumentHasEveryClassWithItsExitCode() throws IOException {
    for (ErrorClass errorClass : ErrorClass.values()) {
      assertThat(document())
          .containsPattern(
              Pattern.quote("| `" + nameOf(errorClass) + "` | " + errorClass.exitCode() + " |"));
    }
  }

  private static String nameOf(ErrorClass errorClass) {
    return switch (errorClass) {
      case INVALID_REQUEST -> "InvalidRequestException";
      case REFUSED -> "RefusedException";
      case STORE_FAILED -> "StoreFailedException";
      case CORRUPT_DATA -> "CorruptDataException";
    };
  }
}
