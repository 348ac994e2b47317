package org.ponkeeper.cli.sandbox;

/** The user stopped the run. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoppedException() {
    super("stopped", null, false, false);
  }
}
