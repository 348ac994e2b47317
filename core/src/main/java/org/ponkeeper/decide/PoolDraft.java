package org.ponkeeper.decide;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntPredicate;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.InstanceIds;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.UnreadableOwner;

/**
 * The pool from which a request on a PON allocates ids, or to which it releases them, as it is
 * stored or will be created. The pool is in the read set of the request, which covers the owners of
 * its ids.
 */
final class PoolDraft {

  private final StateView view;
  private final PoolBinding.Bound bound;
  private final ResourcePool pool;
  private final BitSet owned;

  private PoolDraft(StateView view, PoolBinding.Bound bound, ResourcePool pool, BitSet owned) {
    this.view = view;
    this.bound = bound;
    this.pool = pool;
    this.owned = owned;
  }

  /**
   * Determines the pool from which a PON allocates ids of the type.
   *
   * @throws RefusedException {@code RANGE_DIFFERS} if the range of such ids is unknown
   * @throws CorruptDataException if the pool is ambiguous
   */
  private static PoolBinding.Bound bind(StateView view, ResourceType type, int pon) {
    return switch (view.registration().bind(type, pon)) {
      case PoolBinding.NoRange none -> throw none.refusal(view.olt());
      case PoolBinding.Ambiguous ambiguous -> {
        // A pool of the PON's own would resolve this.
        view.pool(new PoolId(type, pon));
        throw CorruptDataException.of(type + " pools of OLT " + view.olt(), ambiguous.reason());
      }
      case PoolBinding.Bound bound -> bound;
    };
  }

  /**
   * The pool from which a PON allocates ids of the type. If it is missing although instances exist,
   * it is created with their ids taken.
   *
   * @throws RefusedException as {@link #bind}
   * @throws CorruptDataException if the pool cannot be read, or is missing and an unreadable value
   *     may own ids of it
   */
  static PoolDraft of(StateView view, ResourceType type, int pon) {
    PoolBinding.Bound bound = bind(view, type, pon);
    BitSet owned = view.state().ownedOn(bound.id());
    return switch (view.pool(bound.id())) {
      case Stored.Unreadable<ResourcePool> unreadable ->
          throw unreadable.error(bound.id() + " of OLT " + view.olt());
      case Stored.Present<ResourcePool> present ->
          new PoolDraft(view, bound, present.value(), owned);
      case Stored.Absent<ResourcePool> absent -> {
        IntPredicate reserved = view.reservedOf(bound.id());
        ResourcePool empty = view.registration().newPool(bound, pon, reserved);
        PoolDraft draft = new PoolDraft(view, bound, empty, owned);
        // The ids of an unreadable owner are unknown, so a new pool could allocate them again.
        draft.requireReadableOwners();
        yield new PoolDraft(view, bound, empty.take(InstanceIds.of(owned), reserved), owned);
      }
    };
  }

  /** The pool's id. */
  PoolId id() {
    return bound.id();
  }

  /** The pool's id and the ids that it offers. */
  PoolBinding.Bound bound() {
    return bound;
  }

  /** The pool as it is stored or will be created. */
  ResourcePool pool() {
    return pool;
  }

  /** The ids that instances and claims own, taken in the bitmap or not. */
  BitSet owned() {
    return owned;
  }

  /** A change that marks these ids as taken. */
  Change.PutPool take(Collection<Integer> ids) {
    return new Change.PutPool(id(), pool.take(ids, reserved()));
  }

  /** A change that frees these ids. */
  Change.PutPool release(Collection<Integer> ids) {
    return new Change.PutPool(id(), pool.release(ids));
  }

  /** A change that frees some ids and marks others as taken. */
  Change.PutPool exchange(Collection<Integer> freed, Collection<Integer> taken) {
    return new Change.PutPool(id(), pool.release(freed).take(taken, reserved()));
  }

  /**
   * Writes the pool with these ids of one owner free. Reserved ids stay taken, and so do ids with
   * another owner, which Ponkeeper never writes.
   */
  Change.PutPool releaseOwned(Collection<Integer> ids) {
    IntPredicate reserved = reserved();
    return release(
        ids.stream().filter(id -> !reserved.test(id) && ownersOf(id).size() == 1).toList());
  }

  /** Matches ids that are never allocated. */
  IntPredicate reserved() {
    return view.reservedOf(id());
  }

  /** The owners of the id: instances first, then claims; more than one is an error. */
  List<IdOwner> ownersOf(int id) {
    return view.state().ownersOf(id(), id);
  }

  /** An owner of the id other than these, if there is one; it is added to the read set. */
  Optional<IdOwner> otherOwnerOf(int id, Set<IdOwner> these) {
    Optional<IdOwner> other =
        ownersOf(id).stream().filter(owner -> !these.contains(owner)).findFirst();
    other.flatMap(ReadKey::of).ifPresent(view::read);
    return other;
  }

  /** The owner of the id; empty if the id is free. */
  Optional<IdOwner> holderOf(int id) {
    view.reservedOf(id());
    return view.state().holderOf(id(), id);
  }

  /** The ids of multicast entries of the templates in use on the PONs of the pool. */
  Set<Integer> multicastIds() {
    Set<Integer> all = new HashSet<>();
    view.state()
        .multicastIdsOn(id())
        .forEach((template, ids) -> {
          view.template(template);
          all.addAll(ids);
        });
    return all;
  }

  /**
   * Refuses a service whose multicast GEM port ids are owned in this pool.
   *
   * @throws RefusedException {@code MULTICAST_GEM_PORT_TAKEN}
   */
  void requireNotOwned(Collection<Integer> multicastIds) {
    for (int id : multicastIds) {
      if (owned.get(id)) {
        throw new RefusedException(ErrorCode.MULTICAST_GEM_PORT_TAKEN)
            .with("GEM port id", id)
            .with("held by", ownersOf(id).getFirst());
      }
    }
  }

  /**
   * Refuses a request that must know every owner.
   *
   * @throws PonkeeperException if an unreadable value may own ids of the pool
   */
  void requireReadableOwners() {
    unreadableOwner()
        .ifPresent(owner -> {
          throw owner.error();
        });
  }

  /** An unreadable value that may own ids of the pool, if any; it is added to the read set. */
  Optional<UnreadableOwner> unreadableOwner() {
    Optional<UnreadableOwner> owner = view.state().unreadableOwnerOn(id());
    owner.flatMap(UnreadableOwner::readKey).ifPresent(view::read);
    return owner;
  }

  /** Whether the OLT offers the id on this PON, and the technology allows it. */
  boolean offers(int id) {
    return pool.range().contains(id) && bound.ranges().whole().contains(id) && legal().contains(id);
  }

  /**
   * The lowest ids that are free, not owned and not excluded.
   *
   * @throws RefusedException {@code POOL_EXHAUSTED} if there are too few
   */
  int[] lowestFree(int count, Set<Integer> excluded) {
    IntPredicate kept = kept(excluded);
    return pool.lowestFree(count, legal(), kept)
        .orElseThrow(() -> exhausted(count, pool.freeCount(legal(), kept)));
  }

  private RefusedException exhausted(int needed, int free) {
    RefusedException exhausted =
        new RefusedException(ErrorCode.POOL_EXHAUSTED)
            .with("pool", bound.id() + " of OLT " + view.olt())
            .with("range", bound.ranges())
            .with("needed", needed)
            .with("free", free);
    String illegal = illegal();
    return illegal.isEmpty()
        ? exhausted
        : exhausted.with("not handed out", illegal + ", outside the legal range " + legal());
  }

  /** The ids of the range that are never allocated, because the technology does not allow them. */
  private String illegal() {
    IdRange whole = bound.ranges().whole();
    IdRange legal = legal();
    StringJoiner ids = new StringJoiner(",");
    if (whole.first() < legal.first()) {
      ids.add(whole.first() + "-" + Math.min(whole.last(), legal.first() - 1));
    }
    if (whole.last() > legal.last()) {
      ids.add(Math.max(whole.first(), legal.last() + 1) + "-" + whole.last());
    }
    return ids.toString();
  }

  private IdRange legal() {
    return bound.id().type().legalSpace(view.technology());
  }

  /** Matches ids that are not allocated although they are free in the pool. */
  private IntPredicate kept(Set<Integer> excluded) {
    IntPredicate reserved = reserved();
    return id ->
        owned.get(id) || excluded.contains(id) || !bound.ranges().contains(id) || reserved.test(id);
  }
}
