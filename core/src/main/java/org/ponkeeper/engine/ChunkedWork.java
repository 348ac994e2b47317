package org.ponkeeper.engine;

import java.util.function.Consumer;
import org.ponkeeper.olt.WorkProgress;

/**
 * Work on an OLT that needs more than one transaction: delete, move, resize, fill pools, migrate.
 *
 * <p>All such work follows the same rules. The OLT's record is the fence: it shows the unfinished
 * work if requests must be refused meanwhile, and every transaction depends on it. A chunk is one
 * transaction, decided from what was just read. Between two chunks nothing is remembered that the
 * store does not hold, so any process can complete interrupted work by running it again.
 */
public final class ChunkedWork {
  private ChunkedWork() {}

  /** One transaction of the work. */
  @FunctionalInterface
  public interface Chunk {
    /**
     * Runs it.
     *
     * @return the number of items that it handled; 0 if nothing was left
     */
    int run();
  }

  /**
   * Runs chunks until nothing is left.
   *
   * @param total the expected number of items
   * @param progress receives the number of handled items after each chunk, {@code total} at most
   * @return the number of handled items
   */
  public static long run(long total, Consumer<WorkProgress> progress, Chunk chunk) {
    long done = 0;
    while (true) {
      int handled = chunk.run();
      if (handled == 0) {
        return done;
      }
      done += handled;
      progress.accept(new WorkProgress(Math.min(done, total), total));
    }
  }

  /** Runs chunks until nothing is left, without reporting progress. */
  public static long run(Chunk chunk) {
    return run(0, progress -> {}, chunk);
  }
}
