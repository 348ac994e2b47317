package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;

/**
 * The other technologies of an OLT's device whose pools have the same keys, because the keys do not
 * contain the technology. An id owned by one technology is owned for all of them. Every change of
 * an owner writes the pool's key, so its version orders the changes of all technologies.
 *
 * @param states the state of each: its registration, instances and claims, on all PONs that may use
 *     a loaded pool
 */
public record SharedPoolPeers(List<OltState> states) {

  /** There are none. */
  public static final SharedPoolPeers NONE = new SharedPoolPeers(List.of());

  public SharedPoolPeers {
    states = List.copyOf(states);
  }

  /** Whether the others are the same technologies with the same registrations. */
  public boolean areRegisteredAs(SharedPoolPeers others) {
    return records().equals(others.records());
  }

  /**
   * The pools found of an OLT without a record that belong to other technologies: these use them,
   * and no PON with instances of this OLT does.
   */
  public Set<PoolId> onlyTheirs(
      Map<PoolId, Stored<ResourcePool>> found, Set<Integer> ponsWithInstances) {
    Registration all =
        Registration.inferred(found, ponsWithInstances, PoolKeyLayout.WITHOUT_TECHNOLOGY);
    Set<PoolId> foreign = new TreeSet<>();
    for (PoolId pool : found.keySet()) {
      boolean ours = all.ponsOf(pool).stream().anyMatch(ponsWithInstances::contains);
      if (!ours && !technologiesOn(pool).isEmpty()) {
        foreign.add(pool);
      }
    }
    return foreign;
  }

  private Map<Technology, Stored<OltRecord>> records() {
    Map<Technology, Stored<OltRecord>> records = new TreeMap<>();
    states.forEach(state -> records.put(state.technology(), state.record()));
    return records;
  }

  /** The technologies that use the pool. */
  public SortedSet<Technology> technologiesOn(PoolId pool) {
    SortedSet<Technology> technologies = new TreeSet<>();
    for (OltState state : states) {
      if (!users(state, pool).isEmpty()) {
        technologies.add(state.technology());
      }
    }
    return technologies;
  }

  /** Adds the ids of the pool that they own. */
  void addOwned(PoolId pool, BitSet ids) {
    for (OltState state : states) {
      state.addOwned(pool.type(), users(state, pool), ids);
    }
  }

  /** Their owners of the id of the pool. */
  public List<IdOwner> ownersOf(PoolId pool, int id) {
    List<IdOwner> owners = new ArrayList<>();
    for (OltState state : states) {
      state
          .ownersOf(pool.type(), users(state, pool), id)
          .forEach(owner -> owners.add(new IdOwner.ByNeighbour(state.technology(), owner)));
    }
    return owners;
  }

  /** Every id of the pool that they own, with its owners. */
  Map<Integer, List<IdOwner>> ownersOn(PoolId pool) {
    Map<Integer, List<IdOwner>> all = new TreeMap<>();
    for (OltState state : states) {
      PoolOwners.of(state, pool.type(), users(state, pool))
          .forEach((id, owners) ->
              owners.forEach(owner ->
                  all.computeIfAbsent(id, n -> new ArrayList<>())
                      .add(new IdOwner.ByNeighbour(state.technology(), owner))));
    }
    return all;
  }

  /** An unreadable value of one of them that may own ids of the pool, if any. */
  Optional<UnreadableOwner> unreadableOwnerOn(PoolId pool) {
    for (OltState state : states) {
      if (state.record() instanceof Stored.Unreadable<OltRecord> record) {
        return Optional.of(
            new UnreadableOwner(
                Optional.empty(),
                CorruptDataException.of(
                    "the record of OLT %s (%s)".formatted(state.olt(), state.technology()),
                    record.reason())));
      }
      Optional<UnreadableOwner> unreadable = state.unreadableOwner(pool.type(), users(state, pool));
      if (unreadable.isPresent()) {
        return unreadable.map(UnreadableOwner::ofNeighbour);
      }
    }
    return Optional.empty();
  }

  /**
   * The PONs of another technology that use the pool. Without a record, only PONs with instances or
   * claims count, because any pool might otherwise be inferred to be one of its own.
   */
  private static Set<Integer> users(OltState state, PoolId pool) {
    Set<Integer> users = new TreeSet<>(state.registration().ponsOf(pool));
    users.retainAll(state.pons().keySet());
    if (state.registration().record().isPresent()) {
      users.retainAll(state.registration().pons());
    } else {
      users.removeIf(pon -> state.pon(pon).entries().isEmpty() && state.claims().on(pon).isEmpty());
    }
    return users;
  }
}
