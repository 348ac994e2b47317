package org.ponkeeper.tck;

import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.store.WatchEvent;

/** A consumer that records the events of a watch of changes, for tests. Thread-safe. */
public final class WatchedEvents extends RecordedEvents<WatchEvent> {

  /** Creates an empty record. */
  public WatchedEvents() {}

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
}
