package org.ponkeeper.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ponkeeper.olt.WorkProgress;

/** Prints the progress of long work, at most once per second. For one thread. */
final class ProgressNotes implements Consumer<WorkProgress> {

  private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Terminal terminal;
  private final String what;
  private long last = System.nanoTime();

  /**
   * Notes for one operation.
   *
   * @param what the operation, printed before the numbers
   */
  ProgressNotes(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  @Override
  public void accept(WorkProgress progress) {
    long now = System.nanoTime();
    if (now - last >= APART_NANOS) {
      last = now;
      terminal.say("%s: %s of %s".formatted(what, progress.done(), progress.total()));
    }
  }
}
