package org.ponkeeper.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ponkeeper.store.WatchEvent;

/** A consumer that records the events of a watch, for tests. Thread-safe. */
public final class WatchedEvents implements Consumer<WatchEvent> {

  /** A time-out; no event of a healthy store takes this long. */
  private static final Duration MOST = Duration.ofSeconds(20);

  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

  /** Creates an empty record. */
  public WatchedEvents() {}

  @Override
  public void accept(WatchEvent event) {
    events.add(event);
  }

  /** The next event; waits for it, at most 20 s. */
  public WatchEvent next() throws InterruptedException {
    WatchEvent event = events.poll(MOST.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new AssertionError("no event came within " + MOST.toSeconds() + " s");
    }
    return event;
  }

  /** The events up to and including the first change of a key with this text. */
  public List<WatchEvent> upTo(String key) throws InterruptedException {
    List<WatchEvent> all = new ArrayList<>();
    while (true) {
      WatchEvent event = next();
      all.add(event);
      if (event instanceof WatchEvent.Change change && change.key().text().equals(key)) {
        return all;
      }
    }
  }

  /** Whether no event is waiting. */
  public boolean isEmpty() {
    return events.isEmpty();
  }
}
