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
 * than in memory is stale, and its PON is read again before anything relies on it. Thread-safe.
 *
 * <p>Only what makes something in memory stale is kept, so there is never more than there is in
 * memory: what is not loaded is read from the store when it is. While something is being read,
 * everything is kept, because it may make that stale.
 *
 * <p>The watch reports this process's own commits too; they are in memory soon after, and then
 * forgotten here.
 */
public final class ChangeTracker {

  private final Map<ReadKey, Version> newest = new ConcurrentHashMap<>();
  private final AtomicInteger reading = new AtomicInteger();
  private volatile Optional<OltState> inMemory = Optional.empty();
  private volatile long listAgain;
  private volatile long listedAgain;

  /** A fact was written or removed. */
  void changed(ReadKey fact, Version version) {
    // In this order: a read that begins after the first look sees the change.
    if (reading.get() > 0 || inMemory.filter(state -> isStale(state, fact, version)).isPresent()) {
      newest.merge(fact, version, ChangeTracker::later);
    }
  }

  /** Of two histories, what was reported last: it makes stale whatever is not of its own. */
  private static Version later(Version before, Version now) {
    return before.history() == now.history() && before.token() > now.token() ? before : now;
  }

  /** Some changes may have been missed: everything is stale. */
  synchronized void missedSome() {
    listAgain++;
  }

  /** A read of the store begins; until it ends, everything that changes is kept. */
  void beginReading() {
    reading.incrementAndGet();
  }

  /** The read ended, and what it gave is in memory. */
  void endReading() {
    if (reading.decrementAndGet() == 0) {
      Optional<OltState> state = inMemory;
      newest
          .entrySet()
          .removeIf(
              known -> state.isEmpty() || !isStale(state.get(), known.getKey(), known.getValue()));
    }
  }

  /** What is in memory from now on. */
  void remembered(Optional<OltState> state) {
    inMemory = state;
  }

  /**
   * What is known at one moment, to be {@linkplain #forget forgotten} once a load that began later
   * has ended.
   *
   * @param changed the newest version of each fact
   * @param listAgain how often changes may have been missed
   */
  record Mark(Map<ReadKey, Version> changed, long listAgain) {}

  /** What is known now. */
  Mark mark() {
    return new Mark(Map.copyOf(newest), listAgain);
  }

  /**
   * Whether something of the state is known to have changed since it was read. What the state has
   * already is forgotten; so it must be the newest that there is in memory, which only gets newer.
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

  /** Whether changes may have been missed since the last load of everything. */
  boolean isIncomplete() {
    return listAgain != listedAgain;
  }

  /** How many facts are kept, for tests. */
  int size() {
    return newest.size();
  }

  /** The facts of the state that were changed since they were read, as far as they are loaded. */
  Set<ReadKey> staleIn(OltState state) {
    Set<ReadKey> stale = new HashSet<>();
    newest.forEach((fact, version) -> {
      if (isStale(state, fact, version)) {
        stale.add(fact);
      }
    });
    return stale;
  }

  private static boolean isStale(OltState state, ReadKey fact, Version version) {
    return state.isAbout(fact)
        && (version.history() != state.history() || version.token() > state.lastChangeOf(fact));
  }

  /** Forgets what an mark knew; the store was read since. */
  void forget(Mark mark) {
    mark.changed().forEach(newest::remove);
  }

  /** The same, after everything was read. */
  synchronized void forgetAll(Mark mark) {
    forget(mark);
    listedAgain = Math.max(listedAgain, mark.listAgain());
  }
}
