package org.ponkeeper.cli;

import java.io.IOException;

/** Standard output could not be written. */
final class OutputFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean readerGone;

  OutputFailedException(IOException cause) {
    super(String.valueOf(cause.getMessage()), cause);
    // Java has no type for EPIPE; this is the C library's text, which Java does not translate.
    readerGone = "Broken pipe".equals(cause.getMessage());
  }

  /** Whether the reader has closed the output, like {@code head} when it has read enough. */
  boolean isReaderGone() {
    return readerGone;
  }
}
