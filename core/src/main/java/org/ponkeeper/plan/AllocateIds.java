package org.ponkeeper.plan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.TechProfileId;

/**
 * Ids for an owner whom the caller names: the lowest that are free, all of them or none. If the
 * owner has a claim, its ids are the answer; so it is safe to repeat, and an unknown outcome needs
 * no more than to decide again.
 *
 * @param claim who asks for what
 * @param count how many ids, 1 to {@value #MAX_COUNT}
 * @param wanted these ids and no others; empty for the lowest that are free
 */
public record AllocateIds(ClaimKey claim, int count, Set<Integer> wanted)
    implements Request<IdsAnswer> {

  /** The most ids of one claim. */
  public static final int MAX_COUNT = 1024;

  public AllocateIds {
    wanted = Set.copyOf(wanted);
    if (count < 1 || count > MAX_COUNT) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("count", count)
          .with("legal", "1-" + MAX_COUNT);
    }
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(claim.pon());
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<IdsAnswer> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }

  @Override
  public Decision<IdsAnswer> decide(OltState state) {
    Set<Fact> reliesOn = new HashSet<>(Gate.facts());
    Optional<PonkeeperException> closed = Gate.closed(state, claim.pon());
    if (closed.isPresent()) {
      return new Decision.Refusal<>(closed.get(), reliesOn);
    }
    reliesOn.add(new Fact.OfClaim(claim));
    reliesOn.add(new Fact.OfReservedIds());
    if (state.reserved().value() instanceof ReservedState.Unreadable unreadable) {
      return refuse(PoolDraft.corrupt("the reserved GEM port ids", unreadable.reason()), reliesOn);
    }
    PoolDraft.Result result = PoolDraft.of(state, claim.type(), claim.pon());
    if (result.draft().isEmpty()) {
      return result.refusal(reliesOn);
    }
    PoolDraft pool = result.draft().get();
    Optional<ClaimState> existing = state.claim(claim);
    if (existing.isPresent()) {
      return existing(existing.get(), pool, reliesOn);
    }
    reliesOn.add(pool.fact());
    return allocate(state, pool, reliesOn);
  }

  private Decision<IdsAnswer> existing(ClaimState existing, PoolDraft pool, Set<Fact> reliesOn) {
    return switch (existing) {
      case ClaimState.Garbled garbled ->
          refuse(
              new CorruptDataException(ErrorCode.CORRUPT_DATA)
                  .with("what", claim)
                  .with("reason", garbled.reason()),
              reliesOn);
      case ClaimState.Held held -> {
        boolean same = wanted.isEmpty() ? held.ids().size() == count : held.ids().equals(wanted);
        yield same
            ? new Decision.NoChange<>(
                new IdsAnswer(pool.bound().id(), List.copyOf(held.ids()), false), reliesOn)
            : refuse(
                new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
                    .with("owner", claim.owner())
                    .with("asked for", wanted.isEmpty() ? count : new TreeSet<>(wanted))
                    .with("already has", held.ids()),
                reliesOn);
      }
    };
  }

  private Decision<IdsAnswer> allocate(OltState state, PoolDraft pool, Set<Fact> reliesOn) {
    Set<Integer> multicast = new HashSet<>();
    state
        .multicastIdsOn(pool.bound().id())
        .forEach((template, ids) -> {
          reliesOn.add(new Fact.OfTemplate(template));
          multicast.addAll(ids);
        });
    List<Integer> ids;
    if (wanted.isEmpty()) {
      Optional<int[]> free = pool.lowestFree(state, count, multicast);
      if (free.isEmpty()) {
        return refuse(pool.exhausted(state, count, multicast), reliesOn);
      }
      ids = Arrays.stream(free.get()).boxed().toList();
    } else {
      ids = List.copyOf(new TreeSet<>(wanted));
      for (int id : ids) {
        if (!pool.offers(state, id)) {
          return refuse(
              new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
                  .with("id", id)
                  .with("range", pool.bound().ranges())
                  .with("legal", claim.type().legalSpace(state.technology())),
              reliesOn);
        }
        if (pool.pool().isTaken(id)
            || pool.owned().get(id)
            || multicast.contains(id)
            || state.isReserved(pool.bound().id(), id)) {
          return refuse(
              new RefusedException(ErrorCode.ID_OWNED)
                  .with("id", id)
                  .with("pool", pool.bound().id())
                  .with(
                      "held by",
                      state.holderOf(pool.bound().id(), id).orElse(new Holder.Reserved())),
              reliesOn);
        }
      }
    }
    return new Decision.Commit<>(
        new IdsAnswer(pool.bound().id(), ids, true),
        List.of(
            new Change.PutClaim(claim, new TreeSet<>(ids)),
            new Change.PutPool(pool.bound().id(), pool.pool().take(ids, pool.reserved(state)))),
        reliesOn);
  }

  private static Decision<IdsAnswer> refuse(PonkeeperException error, Set<Fact> reliesOn) {
    return new Decision.Refusal<>(error, reliesOn);
  }
}
