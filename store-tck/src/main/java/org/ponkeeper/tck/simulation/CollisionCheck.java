package org.ponkeeper.tck.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.store.KeyValueStore;

/** Whenever the collisions in the store change, an audit must report exactly these. */
final class CollisionCheck {

  private final KeyValueStore store;
  private final KeyValueStore audited;
  private final Set<Collision> collided = new HashSet<>();
  private Set<Collision> collisions = Set.of();

  /**
   * A check.
   *
   * @param store the store
   * @param audited the store as the audit sees it
   */
  CollisionCheck(KeyValueStore store, KeyValueStore audited) {
    this.store = store;
    this.audited = audited;
  }

  /** The number of ids that have collided at some time. */
  int collided() {
    return collided.size();
  }

  /** Checks the store, and adds problems to the violations. */
  void check(List<Violation> violations) {
    Set<Collision> now = Simulation.CHECK.collisions(store, violations);
    if (now.equals(collisions)) {
      return;
    }
    collisions = now;
    collided.addAll(now);
    Set<Collision> named = named();
    if (!named.equals(now)) {
      violations.add(
          new Violation(
              Invariant.EVERY_COLLISION_IS_NAMED, named + " were named where there are " + now));
    }
  }

  /** The collisions that an audit finds. */
  private Set<Collision> named() {
    Set<Collision> named = new HashSet<>();
    try (Ponkeeper auditor = Ponkeeper.on(audited, PonkeeperOptions.DEFAULTS.withWatch(false))) {
      for (Finding finding :
          auditor.olt(Simulation.TECHNOLOGY, Simulation.OLT).audit().findings()) {
        switch (finding.kind()) {
          case ID_OWNED_TWICE -> named.addAll(collisions(Collision.Kind.OWNED_TWICE, finding));
          case OWNED_NOT_TAKEN -> named.addAll(collisions(Collision.Kind.OWNED_NOT_TAKEN, finding));
          default -> {}
        }
      }
    }
    return named;
  }

  private static List<Collision> collisions(Collision.Kind kind, Finding finding) {
    PoolId pool = finding.pool().orElseThrow();
    return finding.ids().stream().map(id -> new Collision(kind, pool, id)).toList();
  }
}
