package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Mutation;

/**
 * The end of a service: the instance goes, and its ids are free in the same transaction; its
 * Alloc-ID only when no other instance on the PONs of its pool holds it, of whatever template. An
 * instance that is absent is fine.
 *
 * @param path where the instance lives
 * @param adapterData what the adapter writes of its own, in the same transaction; written also
 *     where there is no instance, so that to repeat a delete whose reply was lost gives the same
 *     end
 * @param onlyAtStamp after an unknown outcome, the stamp of the instance that the first decision
 *     was about: gone or changed since means that it was done
 */
public record DeleteInstance(
    InstancePath path, List<Mutation> adapterData, OptionalLong onlyAtStamp)
    implements Request<DeleteAnswer> {

  public DeleteInstance {
    adapterData = List.copyOf(adapterData);
  }

  /** A first request. */
  public DeleteInstance(InstancePath path, List<Mutation> adapterData) {
    this(path, adapterData, OptionalLong.empty());
  }

  /** A first request, without data of the adapter's own. */
  public DeleteInstance(InstancePath path) {
    this(path, List.of());
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<DeleteAnswer> afterUnknownOutcome(OltState decidedOn) {
    long stamp = decidedOn.stampOf(new Fact.OfInstance(path));
    return onlyAtStamp.isPresent() || stamp == Stamped.ABSENT
        ? this
        : new DeleteInstance(path, adapterData, OptionalLong.of(stamp));
  }

  @Override
  public Decision<DeleteAnswer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    Optional<PonkeeperException> closed = Gate.closed(state, pon());
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    reliesOn.add(new Fact.OfInstance(path));
    Optional<Slot> found = state.find(path);
    if (found.isEmpty()) {
      // After an unknown outcome the adapter's data may be written already; again is the same.
      return Decision.of(
          new DeleteAnswer(onlyAtStamp.isPresent(), Optional.empty(), List.of()),
          Change.ofAdapter(adapterData),
          reliesOn);
    }
    if (onlyAtStamp.isPresent() && found.get().stamp() != onlyAtStamp.getAsLong()) {
      // It was deleted and is there anew: what belongs to the new one is left alone.
      return new Decision.NoChange<>(new DeleteAnswer(true, Optional.empty(), List.of()), reliesOn);
    }
    for (Slot slot : state.pon(pon()).ofOnu(path.uniPort().onu().number())) {
      if (slot instanceof Slot.Garbled garbled) {
        // It may hold the same Alloc-ID, which must stay taken then.
        reliesOn.add(new Fact.OfInstance(garbled.path()));
        return new Decision.Refusal<>(
            new CorruptDataException(ErrorCode.CORRUPT_DATA)
                .with("what", "instance " + garbled.path())
                .with("reason", garbled.reason()),
            reliesOn);
      }
    }
    return delete(state, ((Slot.Held) found.get()).instance(), reliesOn);
  }

  private int pon() {
    return path.uniPort().pon().number();
  }

  private Decision<DeleteAnswer> delete(OltState state, Instance instance, Set<Fact> reliesOn) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.DropInstance(path));
    List<Integer> freedAllocIds = new ArrayList<>();
    List<Integer> freedGemPortIds = new ArrayList<>();
    for (ResourceType type : List.of(ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID)) {
      PoolDraft.Result result = PoolDraft.of(state, type, pon());
      if (result.draft().isEmpty()) {
        return result.refusal(reliesOn);
      }
      PoolDraft pool = result.draft().get();
      reliesOn.add(pool.fact());
      List<Integer> freed = type == ResourceType.ALLOC_ID ? freedAllocIds : freedGemPortIds;
      for (int id : PoolDraft.idsOf(instance, type)) {
        Optional<Holder> other =
            state.ownersOf(pool.bound().id(), id).stream()
                .filter(owner -> !owner.equals(new Holder.ByInstance(path)))
                .findFirst();
        other.flatMap(Holder::fact).ifPresent(reliesOn::add);
        if (other.isEmpty() && !state.isReserved(pool.bound().id(), id)) {
          freed.add(id);
        }
      }
      changes.add(new Change.PutPool(pool.bound().id(), pool.pool().release(freed)));
    }
    try {
      AdapterEntries.remove(state, instance, changes, reliesOn);
    } catch (CorruptDataException e) {
      return new Decision.Refusal<>(e, reliesOn);
    }
    changes.addAll(Change.ofAdapter(adapterData));
    reliesOn.add(new Fact.OfReservedIds());
    return new Decision.Commit<>(
        new DeleteAnswer(
            true,
            freedAllocIds.stream().findFirst().map(AllocId::new),
            freedGemPortIds.stream().sorted().map(GemPortId::new).toList()),
        changes,
        reliesOn);
  }
}
