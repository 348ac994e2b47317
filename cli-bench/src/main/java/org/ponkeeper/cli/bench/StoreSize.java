package org.ponkeeper.cli.bench;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.ponkeeper.store.KeyValueStore;

/** The size of a store, once it no longer changes. */
final class StoreSize {

  /** Longer than etcd waits before it writes commits to its file. */
  private static final Duration REST = Duration.ofMillis(250);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final KeyValueStore store;

  StoreSize(KeyValueStore store) {
    this.store = store;
  }

  /** The bytes in use, as soon as they stay the same; empty if the store does not report them. */
  OptionalDouble settled() {
    OptionalLong last = store.health().sizeInUse();
    if (last.isEmpty()) {
      return OptionalDouble.empty();
    }
    long begin = System.nanoTime();
    long since = begin;
    long now = begin;
    while (now - since < REST.toNanos() && now - begin < LONGEST.toNanos()) {
      pause();
      OptionalLong size = store.health().sizeInUse();
      now = System.nanoTime();
      if (!size.equals(last)) {
        last = size;
        since = now;
      }
    }
    return OptionalDouble.of((double) last.orElse(0));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
