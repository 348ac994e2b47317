package org.ponkeeper.plan;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/**
 * The pool that a request on a PON takes ids from or gives them back to, as it is or as it will be
 * made, with the ids that instances own there.
 *
 * @param bound which pool
 * @param pool what is there; a pool that is missing though instances exist has their ids taken
 * @param owned the ids that instances on the PONs of the pool own, taken in the bitmap or not
 */
record PoolDraft(PoolBinding.Bound bound, ResourcePool pool, BitSet owned) {

  /**
   * A draft, or why there is none; exactly one of both.
   *
   * @param because what the refusal relies on that there is no draft
   */
  record Result(Optional<PoolDraft> draft, Optional<PonkeeperException> error, Set<Fact> because) {
    private static Result of(PonkeeperException error, Set<Fact> because) {
      return new Result(Optional.empty(), Optional.of(error), because);
    }

    private static Result of(PoolDraft draft) {
      return new Result(Optional.of(draft), Optional.empty(), Set.of());
    }

    /** The refusal of a request, where there is no draft. */
    <T> Decision<T> refusal(Set<Fact> reliesOn) {
      reliesOn.addAll(because);
      return new Decision.Refusal<>(error.orElseThrow(), reliesOn);
    }
  }

  static Result of(OltState state, ResourceType type, int pon) {
    return switch (state.registration().bind(type, pon)) {
      case PoolBinding.NoRange none -> Result.of(none.refusal(state.olt()), Set.of());
      case PoolBinding.Ambiguous ambiguous ->
          Result.of(
              corrupt(type + " pools of OLT " + state.olt(), ambiguous.reason()),
              // A pool of the PON's own would tell.
              Set.of(new Fact.OfPool(new PoolId(type, pon))));
      case PoolBinding.Bound bound -> of(state, bound, pon);
    };
  }

  private static Result of(OltState state, PoolBinding.Bound bound, int pon) {
    BitSet owned = state.ownedOn(bound.id());
    return switch (state.pool(bound.id())) {
      case PoolState.Unreadable unreadable ->
          Result.of(
              corrupt(bound.id() + " of OLT " + state.olt(), unreadable.reason()),
              Set.of(new Fact.OfPool(bound.id())));
      case PoolState.Present present -> Result.of(new PoolDraft(bound, present.pool(), owned));
      case PoolState.Absent absent -> {
        Optional<UnreadableOwner> unreadable = state.unreadableOwnerOn(bound.id());
        if (unreadable.isPresent()) {
          // Its ids are not known, so a new pool could give them out again.
          Set<Fact> because = new HashSet<>(Set.of(new Fact.OfPool(bound.id())));
          unreadable.get().fact().ifPresent(because::add);
          yield Result.of(unreadable.get().error(), because);
        }
        Set<Integer> ids = new TreeSet<>();
        owned.stream().forEach(ids::add);
        IntPredicate reserved = id -> state.isReserved(bound.id(), id);
        ResourcePool made = state.registration().newPool(bound, pon, reserved).take(ids, reserved);
        yield Result.of(new PoolDraft(bound, made, owned));
      }
    };
  }

  /** What using the pool relies on: the pool itself. */
  Fact fact() {
    return new Fact.OfPool(bound.id());
  }

  /** The ids of the type that an instance owns. */
  static Set<Integer> idsOf(Instance instance, ResourceType type) {
    BitSet bits = new BitSet();
    addIds(instance, type, bits);
    Set<Integer> ids = new TreeSet<>();
    bits.stream().forEach(ids::add);
    return ids;
  }

  /** Whether an instance owns the id of the type. */
  static boolean owns(Instance instance, ResourceType type, int id) {
    if (type == ResourceType.ALLOC_ID) {
      return instance.allocId().value() == id;
    }
    boolean found = false;
    if (type == ResourceType.GEM_PORT_ID) {
      for (int i = 0; i < instance.gemPortCount(); i++) {
        found |= instance.gemPortIdAt(i) == id;
      }
    }
    return found;
  }

  /** Whether the id is never handed out. */
  IntPredicate reserved(OltState state) {
    return id -> state.isReserved(bound.id(), id);
  }

  /** Whether the OLT offers the id here, and the technology allows it. */
  boolean offers(OltState state, int id) {
    return pool.range().contains(id)
        && bound.ranges().whole().contains(id)
        && legal(state).contains(id);
  }

  /** The lowest ids that are free, owned by nobody and not excluded; empty if there are too few. */
  Optional<int[]> lowestFree(OltState state, int count, Set<Integer> excluded) {
    return pool.lowestFree(count, legal(state), kept(state, excluded));
  }

  /** The error for a pool that has too few ids. */
  RefusedException exhausted(OltState state, int count, Set<Integer> excluded) {
    int free = pool.freeCount(legal(state), kept(state, excluded));
    RefusedException exhausted =
        new RefusedException(ErrorCode.POOL_EXHAUSTED)
            .with("pool", bound.id() + " of OLT " + state.olt())
            .with("range", bound.ranges())
            .with("needed", count)
            .with("free", free);
    String illegal = illegal(state);
    return illegal.isEmpty()
        ? exhausted
        : exhausted.with("not handed out", illegal + ", outside the legal range " + legal(state));
  }

  /** The ids of the range that no allocation gives out, because the technology forbids them. */
  private String illegal(OltState state) {
    IdRange whole = bound.ranges().whole();
    IdRange legal = legal(state);
    StringJoiner ids = new StringJoiner(",");
    if (whole.first() < legal.first()) {
      ids.add(whole.first() + "-" + Math.min(whole.last(), legal.first() - 1));
    }
    if (whole.last() > legal.last()) {
      ids.add(Math.max(whole.first(), legal.last() + 1) + "-" + whole.last());
    }
    return ids.toString();
  }

  private IdRange legal(OltState state) {
    return bound.id().type().legalSpace(state.technology());
  }

  /** The ids that are not handed out though the pool has them free. */
  private IntPredicate kept(OltState state, Set<Integer> excluded) {
    return id ->
        owned.get(id)
            || excluded.contains(id)
            || !bound.ranges().contains(id)
            || state.isReserved(bound.id(), id);
  }

  static void addIds(Instance instance, ResourceType type, BitSet ids) {
    if (type == ResourceType.ALLOC_ID) {
      ids.set(instance.allocId().value());
    } else if (type == ResourceType.GEM_PORT_ID) {
      for (int i = 0; i < instance.gemPortCount(); i++) {
        ids.set(instance.gemPortIdAt(i));
      }
    }
  }

  static CorruptDataException corrupt(String what, String reason) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("what", what)
        .with("reason", reason);
  }
}
