package org.ponkeeper.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.ponkeeper.cli.sandbox.Progress;

/** Shows progress as one line, only on a terminal. */
final class ProgressBar implements Progress {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int WIDTH = 30;

  private final Terminal terminal;

  private ProgressBar(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Shows progress on standard error, if it is a terminal. */
  static Progress on(Terminal terminal) {
    return terminal.isWatched() ? new ProgressBar(terminal) : Progress.NONE;
  }

  @Override
  public Steps show(String what, long total) {
    LongAdder done = new LongAdder();
    Thread painter = Thread.ofVirtual().start(() -> paint(what, total, done));
    return new Steps() {
      @Override
      public void step() {
        done.increment();
      }

      @Override
      public void close() {
        painter.interrupt();
        try {
          painter.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        terminal.status("");
      }
    };
  }

  private void paint(String what, long total, LongAdder done) {
    long begin = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      terminal.status(line(what, done.sum(), total, System.nanoTime() - begin));
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** For example {@code churn [######------] 120 of 240, 1,200/s}. */
  static String line(String what, long done, long total, long nanos) {
    int filled = total == 0 ? WIDTH : (int) Math.min(WIDTH, WIDTH * done / total);
    long rate = Math.round(done / Math.max(1e-3, nanos / 1e9));
    return String.format(
        Locale.ROOT,
        "%-20s [%s%s] %,d of %,d, %,d/s",
        what,
        "#".repeat(filled),
        "-".repeat(WIDTH - filled),
        done,
        total,
        rate);
  }
}
