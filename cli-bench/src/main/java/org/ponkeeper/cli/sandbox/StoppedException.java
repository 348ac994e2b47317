package org.ponkeeper.cli.sandbox;

/** The user wants no more of it. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoppedException() {
    super("stopped", null, false, false);
  }
}
