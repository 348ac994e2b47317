package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.decide.AllocateIds;
import org.ponkeeper.decide.ReleaseIds;
import org.ponkeeper.decide.ReleaseUnclaimed;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.olt.IdSpan;
import org.ponkeeper.olt.PoolContents;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Stored;

/**
 * Ids that are allocated directly to named owners: ONU ids to serial numbers, flow ids, and
 * Alloc-IDs and GEM port ids that are not for instances. An owner has at most one claim for each
 * type on a PON. The claim and the pool are written in one transaction.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #allocate}, {@link #reserve} and the releases block until
 * the outcome is known, at most for the call time-out. {@link #list}, {@link #find}, {@link
 * #claims} and {@link #owner} read from memory and block only if a PON has not been loaded yet.
 *
 * <p><b>Errors.</b> Those of {@link Instances}, those that each method names, and {@link
 * org.ponkeeper.error.InvalidRequestException} {@code ID_OUT_OF_LEGAL_SPACE} for a PON number that
 * is not 0 to 255.
 */
public final class ResourceIds {

  private final OltId olt;
  private final OltCommitter committer;

  ResourceIds(OltId olt, OltCommitter committer) {
    this.olt = olt;
    this.committer = committer;
  }

  /**
   * Allocates the lowest free ids, all of them or none. An owner that already has a claim of that
   * many ids gets those, so this is safe to repeat.
   *
   * @param count how many, 1 to {@value AllocateIds#MAX_COUNT}
   * @throws org.ponkeeper.error.InvalidRequestException {@code COUNT_OUT_OF_RANGE}, also if the
   *     owner has a claim of another number of ids
   * @throws RefusedException {@code POOL_EXHAUSTED}, {@code RANGE_DIFFERS} if the OLT has no range
   *     of such ids, and those of {@link Instances#create}
   */
  public IdAllocation allocate(int pon, ResourceType type, OwnerName owner, int count) {
    requireNonNull(type, "type");
    requireNonNull(owner, "owner");
    return committer.submit(new AllocateIds(claim(pon, type, owner), count, Set.of()));
  }

  /**
   * Allocates exactly these ids, all of them or none. Succeeds if the owner already has a claim of
   * exactly these.
   *
   * @param ids 1 to {@value AllocateIds#MAX_COUNT} ids of the pool's range
   * @throws org.ponkeeper.error.InvalidRequestException {@code COUNT_OUT_OF_RANGE}, also if the
   *     owner has a claim of other ids; {@code ID_OUT_OF_LEGAL_SPACE}
   * @throws RefusedException {@code ID_OWNED} if one is taken, owned or reserved
   */
  public IdAllocation reserve(int pon, ResourceType type, OwnerName owner, Set<Integer> ids) {
    requireNonNull(type, "type");
    requireNonNull(owner, "owner");
    requireNonNull(ids, "ids");
    return committer.submit(new AllocateIds(claim(pon, type, owner), ids.size(), ids));
  }

  /**
   * Releases all ids of an owner of one type on a PON. Succeeds if there are none. If others may
   * allocate ids to the owner again meanwhile, only a release with an {@linkplain #release(int,
   * ResourceType, OwnerName, Etag) etag} is safe to repeat.
   */
  public IdRelease release(int pon, ResourceType type, OwnerName owner) {
    requireNonNull(type, "type");
    requireNonNull(owner, "owner");
    return committer.submit(new ReleaseIds(claim(pon, type, owner)));
  }

  /**
   * Releases the ids of a claim only if it is the one that was read. So it can be repeated at any
   * time, in any process, and never releases ids that were allocated to the owner later. Succeeds
   * if there is no claim.
   *
   * @param etag from {@link #find} or {@link #claims}
   * @throws RefusedException {@code ETAG_MISMATCH} if the owner has another claim now
   */
  public IdRelease release(int pon, ResourceType type, OwnerName owner, Etag etag) {
    requireNonNull(type, "type");
    requireNonNull(owner, "owner");
    requireNonNull(etag, "etag");
    return committer.submit(new ReleaseIds(claim(pon, type, owner), Optional.of(etag)));
  }

  /**
   * Releases ids that are taken but have no owner, such as those that the Go library left; all of
   * them or none.
   *
   * @throws RefusedException {@code ID_OWNED} if an instance or a claim has one, or it is reserved;
   *     {@code ID_NOT_TAKEN} if one is free
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} if one is not
   *     taken and outside the pool's range; {@code COUNT_OUT_OF_RANGE} without any id
   * @throws org.ponkeeper.error.StoreFailedException {@code OUTCOME_UNKNOWN}: whether it was done
   *     cannot be determined later
   */
  public IdRelease releaseUnclaimed(int pon, ResourceType type, Set<Integer> ids) {
    requireNonNull(type, "type");
    requireNonNull(ids, "ids");
    return committer.submit(new ReleaseUnclaimed(numberOf(pon), type, ids));
  }

  /**
   * The ids that the owner has of one type on a PON, with the etag of the claim; empty if it has
   * none.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}
   * @throws CorruptDataException {@code CORRUPT_DATA} if the claim cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if the PON could not be loaded
   */
  public Optional<Tagged<IdSet>> find(int pon, ResourceType type, OwnerName owner) {
    requireNonNull(type, "type");
    requireNonNull(owner, "owner");
    ClaimKey key = claim(pon, type, owner);
    OltState state = stateOf(pon);
    return state.claim(key).required(key).map(ids -> tagged(state, key, ids));
  }

  /**
   * The readable claims on a PON with their ids and etags, by type and owner, as they were at one
   * instant. Errors as {@link #find}, without {@code CORRUPT_DATA}.
   */
  public SortedMap<ClaimKey, Tagged<IdSet>> claims(int pon) {
    OltState state = stateOf(pon);
    SortedMap<ClaimKey, Tagged<IdSet>> claims = new TreeMap<>();
    state
        .claims()
        .on(pon)
        .forEach((key, claim) ->
            claim.readable().ifPresent(ids -> claims.put(key, tagged(state, key, ids))));
    return Collections.unmodifiableSortedMap(claims);
  }

  private static Tagged<IdSet> tagged(OltState state, ClaimKey key, Set<Integer> ids) {
    return new Tagged<>(IdSet.copyOf(ids), new Etags(state).of(key).orElseThrow());
  }

  /**
   * The pool from which the PON allocates ids of the type.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}, {@code
   *     RANGE_DIFFERS} if the OLT has no range of such ids
   * @throws CorruptDataException {@code CORRUPT_DATA} if the pool cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if the PON could not be loaded
   */
  public PoolContents list(int pon, ResourceType type) {
    requireNonNull(type, "type");
    OltState state = stateOf(pon);
    PoolBinding.Bound bound = bound(state, pon, type);
    requireReadable(state, bound);
    SortedMap<Integer, IdOwner> holders = state.holders(bound.id());
    List<TakenId> taken = new ArrayList<>(holders.size());
    holders.forEach((id, holder) -> taken.add(new TakenId(id, holder)));
    return new PoolContents(bound.id(), bound.ranges(), state.freeOn(bound), List.copyOf(taken));
  }

  /**
   * The same pool by ranges of ids in the same state, ascending and without gaps: from the lowest
   * to the highest id that the technology allows, the OLT offers or somebody has. Much shorter than
   * {@link #list}. Errors as there.
   */
  public List<IdSpan> spans(int pon, ResourceType type) {
    requireNonNull(type, "type");
    OltState state = stateOf(pon);
    PoolBinding.Bound bound = bound(state, pon, type);
    requireReadable(state, bound);
    return state.spansOf(bound);
  }

  /**
   * The owner of an id; empty if the id is free. Errors as {@link #list}.
   *
   * @param id any number
   */
  public Optional<IdOwner> owner(int pon, ResourceType type, int id) {
    requireNonNull(type, "type");
    OltState state = stateOf(pon);
    PoolBinding.Bound bound = bound(state, pon, type);
    requireReadable(state, bound);
    Optional<IdOwner> holder = state.holderOf(bound.id(), id);
    return holder.isPresent() || bound.ranges().contains(id)
        ? holder
        : Optional.of(new IdOwner.Outside(bound.ranges()));
  }

  private OltState stateOf(int pon) {
    OltState state = committer.stateWith(new PonSelection.Pons(Set.of(numberOf(pon))));
    if (state.registration().isUnknown()) {
      throw OltErrors.notRegistered(state.technology(), olt);
    }
    if (!state.registration().pons().contains(pon)) {
      throw OltErrors.ponNotRegistered(olt, pon, state.registration().pons());
    }
    return state;
  }

  private static PoolBinding.Bound bound(OltState state, int pon, ResourceType type) {
    return switch (state.registration().bind(type, pon)) {
      case PoolBinding.Bound bound -> bound;
      case PoolBinding.NoRange none -> throw none.refusal(state.olt());
      case PoolBinding.Ambiguous ambiguous ->
          throw CorruptDataException.of(type + " pools of OLT " + state.olt(), ambiguous.reason());
    };
  }

  private static void requireReadable(OltState state, PoolBinding.Bound bound) {
    if (state.pool(bound.id()) instanceof Stored.Unreadable<ResourcePool> unreadable) {
      throw unreadable.error(bound.id() + " of OLT " + state.olt());
    }
  }

  private ClaimKey claim(int pon, ResourceType type, OwnerName owner) {
    return new ClaimKey(numberOf(pon), type, owner);
  }

  private int numberOf(int pon) {
    return new PonId(olt, pon).number();
  }

  @Override
  public String toString() {
    return "resource ids of OLT " + olt;
  }
}
