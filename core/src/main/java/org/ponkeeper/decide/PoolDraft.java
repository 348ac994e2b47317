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
import org.ponkeeper.pon.InstancePath;
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
 * The pool that a request on a PON takes ids from or gives them back to, as it is or as it will be
 * made. It is in the read set of the request, and with it who owns which of its ids.
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
   * Which pool a PON takes ids of the type from.
   *
   * @throws RefusedException {@code RANGE_DIFFERS} if nothing tells the range of such ids
   * @throws CorruptDataException if several pools could be meant
   */
  private static PoolBinding.Bound bind(StateView view, ResourceType type, int pon) {
    return switch (view.registration().bind(type, pon)) {
      case PoolBinding.NoRange none -> throw none.refusal(view.olt());
      case PoolBinding.Ambiguous ambiguous -> {
        // A pool of the PON's own would tell.
        view.pool(new PoolId(type, pon));
        throw CorruptDataException.of(type + " pools of OLT " + view.olt(), ambiguous.reason());
      }
      case PoolBinding.Bound bound -> bound;
    };
  }

  /**
   * The pool that a PON takes ids of the type from. One that is missing though instances exist is
   * made with their ids taken.
   *
   * @throws RefusedException as {@link #bind}
   * @throws CorruptDataException if the pool cannot be read, or is missing and something cannot be
   *     read that may own ids of it
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
        // Its ids are not known, so a new pool could give them out again.
        draft.requireReadableOwners();
        yield new PoolDraft(view, bound, empty.take(InstanceIds.of(owned), reserved), owned);
      }
    };
  }

  /** Which pool it is. */
  PoolId id() {
    return bound.id();
  }

  /** The same with the ids that it offers. */
  PoolBinding.Bound bound() {
    return bound;
  }

  /** What is there, or will be made. */
  ResourcePool pool() {
    return pool;
  }

  /** The ids that instances and claims own, taken in the bitmap or not. */
  BitSet owned() {
    return owned;
  }

  /** Writes the pool with these ids taken. */
  Change.PutPool take(Collection<Integer> ids) {
    return new Change.PutPool(id(), pool.take(ids, reserved()));
  }

  /** Writes the pool with these ids free. */
  Change.PutPool release(Collection<Integer> ids) {
    return new Change.PutPool(id(), pool.release(ids));
  }

  /** Tells which ids are never handed out. */
  IntPredicate reserved() {
    return view.reservedOf(id());
  }

  /** Who owns the id: instances first, then claims; more than one is a fault. */
  List<IdOwner> ownersOf(int id) {
    return view.state().ownersOf(id(), id);
  }

  /** An owner of the id besides the instance, if there is one, which enters the read set. */
  Optional<IdOwner> otherOwnerOf(int id, InstancePath instance) {
    Optional<IdOwner> other =
        ownersOf(id).stream()
            .filter(owner -> !owner.equals(new IdOwner.ByInstance(instance)))
            .findFirst();
    other.flatMap(ReadKey::of).ifPresent(view::read);
    return other;
  }

  /** Who has the id, if it is not free. */
  Optional<IdOwner> holderOf(int id) {
    view.reservedOf(id());
    return view.state().holderOf(id(), id);
  }

  /** The ids that multicast entries of the templates in use on the PONs of the pool have. */
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
   * Refuses a request that must know every owner.
   *
   * @throws PonkeeperException if something cannot be read that may own ids of the pool
   */
  void requireReadableOwners() {
    unreadableOwner()
        .ifPresent(owner -> {
          throw owner.error();
        });
  }

  /** Something that cannot be read and may own ids of the pool, if there is; it was read then. */
  Optional<UnreadableOwner> unreadableOwner() {
    Optional<UnreadableOwner> owner = view.state().unreadableOwnerOn(id());
    owner.flatMap(UnreadableOwner::fact).ifPresent(view::read);
    return owner;
  }

  /** Whether the OLT offers the id here, and the technology allows it. */
  boolean offers(int id) {
    return pool.range().contains(id) && bound.ranges().whole().contains(id) && legal().contains(id);
  }

  /**
   * The lowest ids that are free, without an owner and not excluded.
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

  /** The ids of the range that no allocation gives out, because the technology forbids them. */
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

  /** The ids that are not handed out though the pool has them free. */
  private IntPredicate kept(Set<Integer> excluded) {
    IntPredicate reserved = reserved();
    return id ->
        owned.get(id) || excluded.contains(id) || !bound.ranges().contains(id) || reserved.test(id);
  }
}
