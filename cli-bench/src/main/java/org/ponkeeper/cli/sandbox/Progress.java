package org.ponkeeper.cli.sandbox;

/** Shows the progress of long-running operations. */
@FunctionalInterface
public interface Progress {

  /** Shows nothing. */
  Progress NONE = (what, total) -> new Unseen();

  /**
   * Starts showing an operation.
   *
   * @param what the operation, in a word or two
   * @param total its number of steps
   */
  Steps show(String what, long total);

  /** The steps of an operation that is shown, until it is closed. */
  interface Steps extends AutoCloseable {

    /** One more step is done. May be called from any thread. */
    void step();

    @Override
    void close();
  }

  /** Steps that are not shown. */
  record Unseen() implements Steps {
    @Override
    public void step() {}

    @Override
    public void close() {}
  }
}
