package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;

/** {@code docs/errors.md} and the codes are the same. */
class ErrorsDocumentTest {

  private static String document() throws IOException {
    return Files.readString(Path.of(System.getProperty("ponkeeper.root"), "docs", "errors.md"));
  }

  @Test
  void everyCodeOfTheLibraryAndOfTheCommandLineHasOneRowWithItsTextAndRemedy() throws IOException {
    List<String> rows =
        document().lines().filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")).toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            DocumentedError.all().stream().map(DocumentedError::row).toList())
        .containsSubsequence(
            Arrays.stream(ErrorCode.values())
                .map(DocumentedError::of)
                .map(DocumentedError::row)
                .toList());
  }

  @Test
  void noCodeOfTheCommandLineIsAlsoOneOfTheLibrary() {
    assertThat(DocumentedError.all()).extracting(DocumentedError::code).doesNotHaveDuplicates();
  }

  @Test
  void theDocumentHasEveryCodeUnderItsClass() throws IOException {
    for (String section : document().split("(?m)^## ", -1)) {
      for (DocumentedError error : DocumentedError.all()) {
        if (section.contains("| `" + error.code() + "` |")) {
          assertThat(section).startsWith(nameOf(error.errorClass()));
        }
      }
    }
  }

  @Test
  void theDocumentHasEveryClassWithItsExitCode() throws IOException {
    for (ErrorClass errorClass : ErrorClass.values()) {
      assertThat(document())
          .containsPattern(
              Pattern.quote("| `" + nameOf(errorClass) + "` | " + ExitCode.of(errorClass) + " |"));
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
