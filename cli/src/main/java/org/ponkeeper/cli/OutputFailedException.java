package org.ponkeeper.cli;

import java.io.IOException;

/** An answer could not be written to standard output. */
final class OutputFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean readerGone;

  OutputFailedException(IOException cause) {
    super(String.valueOf(cause.getMessage()), cause);
    // Java has no type for EPIPE; this is the text of the C library, which it does not translate.
    readerGone = "Broken pipe".equals(cause.getMessage());
  }

  /** Whether nobody reads any more, as when {@code head} has seen enough. */
  boolean isReaderGone() {
    return readerGone;
  }
}
