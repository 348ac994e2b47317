package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;

/**
 * An instance of the older format gets its successor: a resource instance with the ids that it has,
 * which are taken in the pools, whether they were or not. Nothing is allocated.
 *
 * @param path where the instance lives
 * @param resource what was assigned to it
 */
public record AdoptInstance(InstancePath path, ResourceInstance resource) {

  /** What becomes of it. */
  public sealed interface Outcome {

    /**
     * It gets a successor.
     *
     * @param outside ids of it that its pool does not hold, because they lie outside its range
     */
    record Adopted(List<Change> changes, Set<Fact> reliesOn, Set<Integer> outside)
        implements Outcome {}

    /** Its successor is there already. */
    record AlreadyThere(Set<Fact> reliesOn) implements Outcome {}

    /** It cannot have one as things are. */
    record Left(String reason) implements Outcome {}

    /** No instance of the OLT can. */
    record Refused(PonkeeperException error) implements Outcome {}
  }

  /** Ends a decision. */
  private static final class Stopped extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Outcome outcome;

    Stopped(Outcome outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }

    static Stopped left(String reason) {
      return new Stopped(new Outcome.Left(reason));
    }
  }

  /** Decides. Pure; every PON of the OLT and the instance's template must be loaded. */
  public Outcome decide(OltState state) {
    try {
      return adopt(state);
    } catch (Stopped stopped) {
      return stopped.outcome;
    }
  }

  private Outcome adopt(OltState state) throws Stopped {
    int pon = path.uniPort().pon().number();
    Optional<PonkeeperException> closed = Gate.closed(state, pon);
    if (closed.isPresent()) {
      throw closed.get().code() == ErrorCode.PON_NOT_REGISTERED
          ? left(closed.get())
          : new Stopped(new Outcome.Refused(closed.get()));
    }
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    reliesOn.add(new Fact.OfInstance(path));
    Optional<Slot> there = state.find(path);
    if (there.isPresent()) {
      requireSame(there.get());
      return new Outcome.AlreadyThere(reliesOn);
    }
    Set<Integer> gemPorts = new TreeSet<>();
    for (GemPortId id : resource.gemPortIds()) {
      if (!gemPorts.add(id.value())) {
        throw Stopped.left("it has GEM port id " + id + " twice");
      }
    }
    Set<Integer> outside = new TreeSet<>();
    List<Change> changes = new ArrayList<>();
    Instance instance =
        InstanceResolver.resolve(path, resource, state.template(path.template())).instance();
    changes.add(new Change.PutInstance(resource, instance));
    Set<Integer> allocId = Set.of(resource.allocId().value());
    changes.add(take(state, pon, ResourceType.ALLOC_ID, allocId, reliesOn, outside));
    changes.add(take(state, pon, ResourceType.GEM_PORT_ID, gemPorts, reliesOn, outside));
    try {
      AdapterEntries.add(state, instance, changes, reliesOn);
    } catch (CorruptDataException e) {
      throw left(e);
    }
    return new Outcome.Adopted(changes, reliesOn, outside);
  }

  private void requireSame(Slot there) throws Stopped {
    switch (there) {
      case Slot.Garbled garbled ->
          throw Stopped.left("the value at its new key cannot be read: " + garbled.reason());
      case Slot.Held held -> {
        boolean same =
            held.instance().allocId().equals(resource.allocId())
                && held.instance().gemPortIds().equals(resource.gemPortIds());
        if (!same) {
          throw Stopped.left(
              "the instance is there already, with Alloc-ID %s and GEM ports %s, not %s and %s"
                  .formatted(
                      held.instance().allocId(),
                      held.instance().gemPortIds(),
                      resource.allocId(),
                      resource.gemPortIds()));
        }
      }
    }
  }

  private Change take(
      OltState state,
      int pon,
      ResourceType type,
      Set<Integer> ids,
      Set<Fact> reliesOn,
      Set<Integer> outside)
      throws Stopped {
    PoolDraft.Result result = PoolDraft.of(state, type, pon);
    if (result.draft().isEmpty()) {
      reliesOn.addAll(result.because());
      PonkeeperException error = result.error().orElseThrow();
      throw error.code() == ErrorCode.CORRUPT_DATA
          ? left(error)
          : new Stopped(new Outcome.Refused(error));
    }
    PoolDraft draft = result.draft().get();
    PoolId pool = draft.bound().id();
    for (int id : ids) {
      for (Holder owner : state.ownersOf(pool, id)) {
        if (!mayShare(type, owner)) {
          throw Stopped.left("its id %s of %s is owned by %s".formatted(id, pool, owner));
        }
      }
    }
    reliesOn.add(new Fact.OfReservedIds());
    reliesOn.add(draft.fact());
    Change.PutPool put = new Change.PutPool(pool, draft.pool().take(ids, draft.reserved(state)));
    ids.stream().filter(id -> !put.pool().isTaken(id)).forEach(outside::add);
    return put;
  }

  /** The instances of one template on one ONU may share an Alloc-ID. */
  private boolean mayShare(ResourceType type, Holder owner) {
    return type == ResourceType.ALLOC_ID
        && owner instanceof Holder.ByInstance by
        && by.path().template().equals(path.template())
        && by.path().uniPort().onu().equals(path.uniPort().onu());
  }

  /** What concerns one PON or pool keeps back the instances there, and no others. */
  private static Stopped left(PonkeeperException error) {
    return Stopped.left(error.code().message() + " " + error.facts());
  }
}
