package org.ponkeeper.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;

/** A code that {@code docs/errors.md} lists, of the library or of the command line. */
record DocumentedError(String code, ErrorClass errorClass, String message, String remedy) {

  static DocumentedError of(ErrorCode code) {
    return new DocumentedError(code.name(), code.errorClass(), code.message(), Remedies.of(code));
  }

  static DocumentedError of(CommandError code) {
    return new DocumentedError(code.name(), code.errorClass(), code.message(), code.remedy());
  }

  static List<DocumentedError> all() {
    return Stream.concat(
            Arrays.stream(ErrorCode.values()).map(DocumentedError::of),
            Arrays.stream(CommandError.values()).map(DocumentedError::of))
        .toList();
  }

  /** Its row in the document. */
  String row() {
    return "| `%s` | %s | %s |".formatted(code, message, remedy);
  }
}
