package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs actors one at a time, each on its own thread; a seed decides which is next. An actor keeps
 * its turn until it {@linkplain #giveWay yields} or ends.
 */
final class Turns {

  /** A time-out; no step of an actor takes this long. */
  private static final long STEP_SECONDS = 60;

  private static final ThreadLocal<@Nullable Actor> CURRENT = new ThreadLocal<>();

  private final SplittableRandom random;
  private final Semaphore coordinator = new Semaphore(0);

  private static final class Actor {
    private final Semaphore turn = new Semaphore(0);
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    void begin(Runnable body, Semaphore coordinator) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            CURRENT.set(this);
            turn.acquireUninterruptibly();
            try {
              body.run();
            } catch (Throwable t) {
              failure = t;
            } finally {
              ended = true;
              coordinator.release();
            }
          });
    }
  }

  Turns(SplittableRandom random) {
    this.random = random;
  }

  /** Yields and waits for the next turn; no effect on a thread that is not an actor. */
  void giveWay() {
    Actor actor = CURRENT.get();
    if (actor != null) {
      coordinator.release();
      actor.turn.acquireUninterruptibly();
    }
  }

  /** Runs the actors to their ends, and {@code afterStep} on this thread after each turn. */
  void run(List<Runnable> bodies, Runnable afterStep) throws InterruptedException {
    List<Actor> actors = new ArrayList<>();
    for (Runnable body : bodies) {
      Actor actor = new Actor();
      actor.begin(body, coordinator);
      actors.add(actor);
    }
    while (!actors.isEmpty()) {
      Actor next = actors.get(random.nextInt(actors.size()));
      next.turn.release();
      if (!coordinator.tryAcquire(STEP_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("an actor did not give way for " + STEP_SECONDS + " s");
      }
      if (next.failure != null) {
        throw new IllegalStateException("an actor failed", next.failure);
      }
      if (next.ended) {
        actors.remove(next);
      }
      afterStep.run();
    }
  }
}
