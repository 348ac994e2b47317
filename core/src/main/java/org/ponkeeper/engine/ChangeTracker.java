package org.ponkeeper.engine;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.Version;

/**
 * The latest versions of an OLT's keys that the store's watch reported. A key with a newer version
 * than in memory is stale, and its PON is read again before any decision uses it. Thread-safe.
 *
 * <p>Only versions that make loaded data stale are kept, so there are never more than loaded keys:
 * data that is not loaded will be read from the store anyway. During a read all versions are kept,
 * because they may make the data being read stale.
 *
 * <p>The watch also reports this process's own commits; they are in memory soon after, and are then
 * removed here.
 */
public final class ChangeTracker {

  private final Map<ReadKey, Version> newest = new ConcurrentHashMap<>();
  private final AtomicInteger reading = new AtomicInteger();
  private volatile Optional<OltState> inMemory = Optional.empty();
  private volatile long listAgain;
  private volatile long listedAgain;

  /** A key was written or deleted. */
  void changed(ReadKey readKey, Version version) {
    // In this order: a read that begins after the first check sees the change.
    if (reading.get() > 0
        || inMemory.filter(state -> isStale(state, readKey, version)).isPresent()) {
      newest.merge(readKey, version, ChangeTracker::later);
    }
  }

  /**
   * If the histories differ, the version reported last: it makes data of any other history stale.
   */
  private static Version later(Version before, Version now) {
    return before.history() == now.history() && before.token() > now.token() ? before : now;
  }

  /** Some changes may be missing: all data is stale. */
  synchronized void missedSome() {
    listAgain++;
  }

  /** A read of the store begins; until it ends, all changes are kept. */
  void beginReading() {
    reading.incrementAndGet();
  }

  /** The read ended, and its result is in memory. */
  void endReading() {
    if (reading.decrementAndGet() == 0) {
      Optional<OltState> state = inMemory;
      newest
          .entrySet()
          .removeIf(
              known -> state.isEmpty() || !isStale(state.get(), known.getKey(), known.getValue()));
    }
  }

  /** The state in memory has changed. */
  void remembered(Optional<OltState> state) {
    inMemory = state;
  }

  /**
   * The changes known at one moment, to be {@linkplain #forget removed} once a load that began
   * later has ended.
   *
   * @param changed the newest version of each key
   * @param listAgain how often changes may have been missed
   */
  record Mark(Map<ReadKey, Version> changed, long listAgain) {}

  /** The changes known now. */
  Mark mark() {
    return new Mark(Map.copyOf(newest), listAgain);
  }

  /**
   * Whether part of the state is known to have changed since it was read. Removes the changes that
   * the state already contains. The state must be the newest one in memory, which is only replaced
   * by newer ones.
   */
  boolean isNewerThan(OltState state) {
    if (isIncomplete()) {
      return true;
    }
    if (newest.isEmpty()) {
      return false;
    }
    newest
        .entrySet()
        .removeIf(known ->
            state.isAbout(known.getKey()) && !isStale(state, known.getKey(), known.getValue()));
    return !staleIn(state).isEmpty();
  }

  /** Whether changes may have been missed since the last load of all data. */
  boolean isIncomplete() {
    return listAgain != listedAgain;
  }

  /** The number of changes kept, for tests. */
  int size() {
    return newest.size();
  }

  /** The loaded keys of the state that have changed since they were read. */
  Set<ReadKey> staleIn(OltState state) {
    Set<ReadKey> stale = new HashSet<>();
    newest.forEach((readKey, version) -> {
      if (isStale(state, readKey, version)) {
        stale.add(readKey);
      }
    });
    return stale;
  }

  private static boolean isStale(OltState state, ReadKey readKey, Version version) {
    return state.isAbout(readKey)
        && (version.history() != state.history() || version.token() > state.lastChangeOf(readKey));
  }

  /** Removes the changes in the mark, after the store was read again. */
  void forget(Mark mark) {
    mark.changed().forEach(newest::remove);
  }

  /** The same, after all data was read. */
  synchronized void forgetAll(Mark mark) {
    forget(mark);
    listedAgain = Math.max(listedAgain, mark.listAgain());
  }
}
