package org.ponkeeper.cli.sandbox;

/** Shows how far long works are. */
@FunctionalInterface
public interface Progress {

  /** Shows nothing. */
  Progress NONE = (what, total) -> new Unseen();

  /**
   * Begins to show a work.
   *
   * @param what the work, in a word or two
   * @param total how many steps it has
   */
  Steps show(String what, long total);

  /** The steps of a work that is shown, until it is closed. */
  interface Steps extends AutoCloseable {

    /** One more is done. Safe from any thread. */
    void step();

    @Override
    void close();
  }

  /** Steps that nobody looks at. */
  record Unseen() implements Steps {
    @Override
    public void step() {}

    @Override
    public void close() {}
  }
}
