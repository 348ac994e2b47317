package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/**
 * One step towards pools in the form that the Go library writes: each with the Go library's length
 * and with all reserved ids taken, and no pool missing. No id changes its owner. The first step
 * marks the OLT's record, so that pools created meanwhile by other requests have this form too; the
 * following steps fill the other pools.
 *
 * <p>Unreadable pools are not changed. A missing pool is not created if an unreadable value may own
 * ids of it.
 *
 * @param pons the numbers of all PONs of the OLT
 */
public record FillPools(Set<Integer> pons) implements Request<FillPools.Step> {

  public FillPools {
    pons = Set.copyOf(pons);
  }

  /**
   * The changes of a step.
   *
   * @param registers whether the OLT has no record yet and gets one with its existing data
   * @param padded the pools that are extended, or in which reserved ids are marked as taken
   * @param made the pools that were missing
   */
  public record Step(boolean registers, List<PoolId> padded, List<PoolId> made) {
    public Step {
      padded = List.copyOf(padded);
      made = List.copyOf(made);
    }

    /** How many pools it writes; 0 if no pool is left. */
    public int pools() {
      return padded.size() + made.size();
    }
  }

  @Override
  public Proposal<Step> propose(StateView view) {
    OltState state = view.state();
    OltRecord record = record(view);
    if (state.registration().record().isEmpty()) {
      // The record determines which pools there are, so it is written first.
      return new Proposal<>(
          new Step(true, List.of(), List.of()), List.of(new Change.PutRecord(record)));
    }
    List<Change.PutPool> some = PoolChunk.firstOf(changes(state, record));
    List<Change> made = new ArrayList<>();
    if (!state.registration().fullPools()) {
      made.add(new Change.PutRecord(record));
    }
    some.forEach(change -> view.read(change.readKey()));
    made.addAll(some);
    return new Proposal<>(step(false, state, some), made);
  }

  /**
   * The remaining work.
   *
   * @param step all changes as one step
   * @param after the state after all changes
   */
  public record Plan(Step step, OltState after) {}

  /**
   * Determines the remaining work.
   *
   * @throws PonkeeperException if the request is refused
   */
  public static Plan plan(OltState state) {
    OltRecord record = record(new StateView(state));
    boolean registers = state.registration().record().isEmpty();
    OltState registered =
        state.apply(List.of(new Change.PutRecord(record)), state.record().version());
    List<Change.PutPool> pools = changes(registered, record);
    return new Plan(
        step(registers, registered, pools),
        registered.apply(List.copyOf(pools), registered.record().version()));
  }

  private static Step step(boolean registers, OltState state, List<Change.PutPool> changes) {
    List<PoolId> padded = new ArrayList<>();
    List<PoolId> made = new ArrayList<>();
    changes.forEach(
        change -> (state.pool(change.id()).isAbsent() ? made : padded).add(change.id()));
    return new Step(registers, padded, made);
  }

  /** The record that the OLT finally has. */
  private static OltRecord record(StateView view) {
    Registration registration = view.registration();
    Preconditions.check(view, registration.pons().stream().findFirst().orElse(0));
    view.requireReservedIds();
    return registration
        .record()
        .orElseGet(() -> Adoption.record(view.state(), OltRegistration.adoptExisting(), false))
        .withFullPools();
  }

  /** The new content of every pool that has to change. */
  private static List<Change.PutPool> changes(OltState state, OltRecord record) {
    Registration registration = Registration.of(record);
    Map<PoolId, ResourcePool> changes = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      for (int pon : record.pons()) {
        if (registration.bind(type, pon) instanceof PoolBinding.Bound bound
            && !changes.containsKey(bound.id())) {
          full(state, registration, bound, pon).ifPresent(pool -> changes.put(bound.id(), pool));
        }
      }
    }
    return changes.entrySet().stream()
        .map(change -> new Change.PutPool(change.getKey(), change.getValue()))
        .toList();
  }

  /** The new content of the pool; empty if it does not change. */
  private static Optional<ResourcePool> full(
      OltState state, Registration registration, PoolBinding.Bound bound, int pon) {
    PoolId id = bound.id();
    IntPredicate reserved = number -> state.isReserved(id, number);
    Set<Integer> owned = new TreeSet<>();
    state.ownedOn(id).stream().forEach(owned::add);
    return switch (state.pool(id)) {
      case Stored.Unreadable<ResourcePool> unreadable -> Optional.empty();
      case Stored.Absent<ResourcePool> absent ->
          state.unreadableOwnerOn(id).isPresent()
              ? Optional.empty()
              : Optional.of(registration.newPool(bound, pon, reserved).take(owned, reserved));
      case Stored.Present<ResourcePool> present -> {
        ResourcePool pool = present.value();
        // Ids past the range's end are not in a short bitmap, but owned ids there counted as taken.
        owned.removeIf(pool.range()::contains);
        ResourcePool full =
            pool.padTo(pool.goLength(), reserved).reserve(reserved).take(owned, reserved);
        yield full.equals(pool) ? Optional.empty() : Optional.of(full);
      }
    };
  }
}
