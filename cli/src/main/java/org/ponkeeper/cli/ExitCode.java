package org.ponkeeper.cli;

import org.ponkeeper.error.ErrorClass;

/** The exit codes; scripts depend on these numbers. */
final class ExitCode {
  private ExitCode() {}

  /** A bug. */
  static final int BUG = 1;

  /** The exit code that a shell reports for a process ended by a closed pipe. */
  static final int READER_GONE = 141;

  /** The exit code of a command that ends with an error of this class, 2 to 5. */
  static int of(ErrorClass errorClass) {
    return switch (errorClass) {
      case INVALID_REQUEST -> 2;
      case REFUSED -> 3;
      case STORE_FAILED -> 4;
      case CORRUPT_DATA -> 5;
    };
  }
}
