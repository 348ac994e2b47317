package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.plan.AllocateIds;
import org.ponkeeper.plan.ClaimKey;
import org.ponkeeper.plan.Holder;
import org.ponkeeper.plan.IdsAnswer;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.PoolBinding;
import org.ponkeeper.plan.ReleaseIds;
import org.ponkeeper.plan.ReleaseUnclaimed;
import org.ponkeeper.plan.Stored;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/**
 * Ids that are allocated directly, to owners whom the caller names: ONU ids to serial numbers, flow
 * ids, and Alloc-IDs and GEM port ids that no instance needs. An owner has one claim for each type
 * on a PON; his claim and the pool are written in one transaction.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #allocate}, {@link #reserve} and the releases block until
 * the store said what happened, at most for the time-out of a call. {@link #list} and {@link #who}
 * answer from memory and block only for a PON that was not loaded yet.
 *
 * <p><b>Errors.</b> As {@link Instances} has them; besides, those that each method names.
 */
public final class ResourceIds {

  private final OltId olt;
  private final OltCommitter committer;

  ResourceIds(OltId olt, OltCommitter committer) {
    this.olt = olt;
    this.committer = committer;
  }

  /**
   * Allocates ids: the lowest that are free, all of them or none. An owner who has a claim of that
   * many ids gets those, so that it is safe to repeat.
   *
   * @param count how many, 1 to {@value AllocateIds#MAX_COUNT}
   * @throws org.ponkeeper.error.InvalidRequestException {@code COUNT_OUT_OF_RANGE}, also when the
   *     owner has a claim of another number of ids
   * @throws RefusedException {@code POOL_EXHAUSTED}, {@code RANGE_DIFFERS} if the OLT has no range
   *     of such ids, and as {@link Instances#create} says
   */
  public IdsAnswer allocate(PonId pon, ResourceType type, OwnerName owner, int count) {
    return committer.submit(new AllocateIds(claim(pon, type, owner), count, Set.of()));
  }

  /**
   * Allocates just these ids, all of them or none. An owner who has a claim of just these gets
   * them.
   *
   * @param ids 1 to {@value AllocateIds#MAX_COUNT} ids of the pool's range
   * @throws org.ponkeeper.error.InvalidRequestException {@code COUNT_OUT_OF_RANGE}, also when the
   *     owner has a claim of other ids; {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws RefusedException {@code ID_OWNED} if one is taken, owned or reserved
   */
  public IdsAnswer reserve(PonId pon, ResourceType type, OwnerName owner, Set<Integer> ids) {
    return committer.submit(new AllocateIds(claim(pon, type, owner), ids.size(), ids));
  }

  /** Releases all that an owner has of a type on a PON. Nothing there is fine. */
  public IdsAnswer release(PonId pon, ResourceType type, OwnerName owner) {
    return committer.submit(new ReleaseIds(claim(pon, type, owner)));
  }

  /**
   * Releases ids that are taken though nobody owns them, as the Go library leaves them; all of them
   * or none.
   *
   * @throws RefusedException {@code ID_OWNED} if an instance or a claim has one, or it is reserved;
   *     {@code ID_NOT_TAKEN} if one is free
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} if one is not
   *     taken and outside the pool's range; {@code COUNT_OUT_OF_RANGE} without any id
   * @throws org.ponkeeper.error.StoreFailedException {@code OUTCOME_UNKNOWN}: nothing tells
   *     afterwards whether it was done
   */
  public IdsAnswer releaseUnclaimed(PonId pon, ResourceType type, Set<Integer> ids) {
    requireOurs(pon);
    return committer.submit(new ReleaseUnclaimed(pon.number(), type, ids));
  }

  /**
   * A pool with who has what.
   *
   * @param id the pool
   * @param ranges the ids that it offers
   * @param free how many ids can be handed out: reserved and multicast ones are left out
   * @param taken every id that is taken or owned, ascending, with who has it
   */
  public record PoolView(PoolId id, IdRanges ranges, int free, List<Taken> taken) {}

  /** An id that is not free, and who has it. */
  public record Taken(int id, Holder holder) {}

  /**
   * The pool that a PON takes ids of the type from.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}, {@code
   *     RANGE_DIFFERS} if the OLT has no range of such ids
   * @throws CorruptDataException {@code CORRUPT_DATA} if the pool cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if the PON had to be loaded and could not
   */
  public PoolView list(PonId pon, ResourceType type) {
    OltState state = stateOf(pon);
    PoolBinding.Bound bound = bound(state, pon, type);
    ResourcePool pool = pool(state, bound);
    SortedMap<Integer, Holder> holders = state.holders(bound.id());
    List<Taken> taken = new ArrayList<>(holders.size());
    holders.forEach((id, holder) -> taken.add(new Taken(id, holder)));
    Set<Integer> multicast = new TreeSet<>();
    state.multicastIdsOn(bound.id()).values().forEach(multicast::addAll);
    int free =
        pool.freeCount(
            type.legalSpace(state.technology()),
            id ->
                holders.containsKey(id)
                    || multicast.contains(id)
                    || !bound.ranges().contains(id)
                    || state.isReserved(bound.id(), id));
    return new PoolView(bound.id(), bound.ranges(), free, List.copyOf(taken));
  }

  /**
   * Who has an id, if it is not free. Errors as {@link #list}.
   *
   * @param id any number
   */
  public Optional<Holder> who(PonId pon, ResourceType type, int id) {
    OltState state = stateOf(pon);
    PoolBinding.Bound bound = bound(state, pon, type);
    pool(state, bound);
    Optional<Holder> holder = state.holderOf(bound.id(), id);
    return holder.isPresent() || bound.ranges().contains(id)
        ? holder
        : Optional.of(new Holder.Outside(bound.ranges()));
  }

  private OltState stateOf(PonId pon) {
    requireOurs(pon);
    OltState state = committer.stateWith(new Scope.Pons(Set.of(pon.number())));
    if (state.registration().isUnknown()) {
      throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED).with("OLT", olt);
    }
    if (!state.registration().pons().contains(pon.number())) {
      throw new RefusedException(ErrorCode.PON_NOT_REGISTERED)
          .with("OLT", olt)
          .with("PON", pon.number());
    }
    return state;
  }

  private static PoolBinding.Bound bound(OltState state, PonId pon, ResourceType type) {
    return switch (state.registration().bind(type, pon.number())) {
      case PoolBinding.Bound bound -> bound;
      case PoolBinding.NoRange none -> throw none.refusal(pon.olt());
      case PoolBinding.Ambiguous ambiguous ->
          throw new CorruptDataException(ErrorCode.CORRUPT_DATA)
              .with("what", type + " pools of OLT " + pon.olt())
              .with("reason", ambiguous.reason());
    };
  }

  private static ResourcePool pool(OltState state, PoolBinding.Bound bound) {
    return switch (state.pool(bound.id())) {
      case Stored.Present<ResourcePool> present -> present.value();
      case Stored.Absent<ResourcePool> absent ->
          ResourcePool.empty(bound.id().index(), bound.ranges().whole());
      case Stored.Unreadable<ResourcePool> unreadable ->
          throw new CorruptDataException(ErrorCode.CORRUPT_DATA)
              .with("what", bound.id() + " of OLT " + state.olt())
              .with("reason", unreadable.reason());
    };
  }

  private ClaimKey claim(PonId pon, ResourceType type, OwnerName owner) {
    requireOurs(pon);
    return new ClaimKey(pon.number(), type, owner);
  }

  private void requireOurs(PonId pon) {
    if (!olt.equals(pon.olt())) {
      throw new IllegalArgumentException("of OLT " + pon.olt() + ", not of " + olt);
    }
  }
}
