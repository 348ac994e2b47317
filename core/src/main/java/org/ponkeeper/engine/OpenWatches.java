package org.ponkeeper.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ponkeeper.store.Subscription;

/** The watches that end when the Ponkeeper is closed. Thread-safe. */
public final class OpenWatches {

  private final Set<Subscription> watches = ConcurrentHashMap.newKeySet();
  private final Lifecycle lifecycle;

  public OpenWatches(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /** Adds a watch that has begun; the result ends it. */
  public Subscription add(Subscription watch) {
    watches.add(watch);
    if (lifecycle.isClosed()) {
      closeAll();
    }
    return new Subscription() {
      @Override
      public void onConnectionChange(ConnectionListener listener) {
        watch.onConnectionChange(listener);
      }

      @Override
      public void close() {
        watches.remove(watch);
        watch.close();
      }
    };
  }

  /** Ends all watches. */
  public void closeAll() {
    for (Subscription watch : List.copyOf(watches)) {
      watches.remove(watch);
      watch.close();
    }
  }
}
