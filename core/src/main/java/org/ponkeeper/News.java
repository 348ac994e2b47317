package org.ponkeeper;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltState;

/**
 * What a watch told of an OLT's facts: the newest version of each. A fact with a newer version than
 * its stamp in memory is stale, and its PON is read again before anybody relies on it. Thread-safe.
 *
 * <p>The versions of this process's own commits are told too; they are in memory by the time that
 * anybody asks, and so not stale.
 */
final class News {

  private final Map<Fact, Long> newest = new ConcurrentHashMap<>();
  private volatile long listAgain;
  private volatile long listedAgain;

  /** A fact was written or removed. */
  void changed(Fact fact, long version) {
    newest.merge(fact, version, Math::max);
  }

  /** Some changes may have been missed: everything is stale. */
  synchronized void missedSome() {
    listAgain++;
  }

  /**
   * What is known at one moment, to be {@linkplain #forget forgotten} once a load that began later
   * has ended.
   *
   * @param changed the newest version of each fact
   * @param listAgain how often changes may have been missed
   */
  record Edition(Map<Fact, Long> changed, long listAgain) {}

  /** What is known now. */
  Edition edition() {
    return new Edition(Map.copyOf(newest), listAgain);
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
            state.isAbout(known.getKey()) && known.getValue() <= state.stampOf(known.getKey()));
    return !staleIn(state).isEmpty();
  }

  /** Whether changes may have been missed since the last load of everything. */
  boolean isIncomplete() {
    return listAgain != listedAgain;
  }

  /** The facts of the state that were changed since they were read, as far as they are loaded. */
  Set<Fact> staleIn(OltState state) {
    Set<Fact> stale = new HashSet<>();
    newest.forEach((fact, version) -> {
      if (state.isAbout(fact) && version > state.stampOf(fact)) {
        stale.add(fact);
      }
    });
    return stale;
  }

  /** Forgets what an edition knew; whoever calls this has read the store since. */
  void forget(Edition edition) {
    edition.changed().forEach(newest::remove);
  }

  /** The same, after everything was read. */
  synchronized void forgetAll(Edition edition) {
    forget(edition);
    listedAgain = Math.max(listedAgain, edition.listAgain());
  }
}
