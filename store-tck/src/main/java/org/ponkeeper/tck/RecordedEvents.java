package org.ponkeeper.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A consumer that records events, for tests. Thread-safe.
 *
 * @param <E> the events
 */
public class RecordedEvents<E> implements Consumer<E> {

  /** A time-out; no event of a healthy store takes this long. */
  private static final Duration MOST = Duration.ofSeconds(20);

  private final BlockingQueue<E> events = new LinkedBlockingQueue<>();

  /** Creates an empty record. */
  public RecordedEvents() {}

  @Override
  public void accept(E event) {
    events.add(event);
  }

  /** The next event; waits for it, at most 20 s. */
  public E next() throws InterruptedException {
    E event = events.poll(MOST.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new AssertionError("no event came within " + MOST.toSeconds() + " s");
    }
    return event;
  }

  /** The next events, in order. */
  public List<E> next(int count) throws InterruptedException {
    List<E> next = new ArrayList<>();
    while (next.size() < count) {
      next.add(next());
    }
    return next;
  }

  /** Whether no event is waiting. */
  public boolean isEmpty() {
    return events.isEmpty();
  }
}
