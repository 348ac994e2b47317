package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.ponkeeper.olt.IdSpan;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;

/**
 * The ids of a pool as sets of bits, so that counting them does not look at each one. Nobody
 * changes the sets. Pure.
 *
 * @param whole from the lowest to the highest id that there is something to say about
 * @param offered the ids that the pool offers and the technology allows
 * @param usable the offered ids within the stored range of the pool, which differs from the
 *     registered ranges during a resize
 * @param owned the ids that an instance or a claim owns
 * @param taken the owned ids, and those that are taken in the bitmap
 * @param reserved the ids that are never allocated: listed ones, multicast ones, and gaps
 */
record PoolSpace(
    IdRange whole, BitSet offered, BitSet usable, BitSet owned, BitSet taken, BitSet reserved) {

  /** A pool that does not exist yet is empty; it must not be unreadable. */
  static PoolSpace of(OltState state, PoolBinding.Bound bound) {
    IdRange legal = bound.id().type().legalSpace(state.technology());
    IdRange ranges = bound.ranges().whole();
    ResourcePool pool =
        state.pool(bound.id()) instanceof Stored.Present<ResourcePool> present
            ? present.value()
            : ResourcePool.empty(bound.id().index(), ranges);
    BitSet offered = new BitSet();
    bound.ranges().parts().forEach(part -> set(offered, part));
    keep(offered, legal);
    BitSet usable = (BitSet) offered.clone();
    keep(usable, pool.range());
    BitSet owned = state.ownedOn(bound.id());
    BitSet taken = (BitSet) owned.clone();
    pool.addTaken(taken);
    int last = Math.max(Math.max(legal.last(), ranges.last()), taken.length() - 1);
    IdRange whole = new IdRange(Math.min(legal.first(), ranges.first()), last);
    return new PoolSpace(whole, offered, usable, owned, taken, reserved(state, bound, last));
  }

  private static BitSet reserved(OltState state, PoolBinding.Bound bound, int last) {
    BitSet reserved = new BitSet();
    List<IdRange> parts = bound.ranges().parts();
    for (int i = 1; i < parts.size(); i++) {
      reserved.set(parts.get(i - 1).last() + 1, parts.get(i).first());
    }
    if (bound.id().type() == ResourceType.GEM_PORT_ID) {
      if (state.reserved() instanceof Stored.Present<Set<Integer>> listed) {
        add(listed.value(), last, reserved);
      }
      state.multicastIdsOn(bound.id()).values().forEach(ids -> add(ids, last, reserved));
    }
    return reserved;
  }

  /** Adds those up to the last; what is stored may be any number. */
  private static void add(Iterable<Integer> ids, int last, BitSet all) {
    for (int id : ids) {
      if (id >= 0 && id <= last) {
        all.set(id);
      }
    }
  }

  private static void set(BitSet ids, IdRange range) {
    ids.set(range.first(), range.last() + 1);
  }

  private static void keep(BitSet ids, IdRange range) {
    ids.clear(0, range.first());
    ids.clear(range.last() + 1, Math.max(range.last() + 1, ids.length()));
  }

  /** The number of ids that the pool offers and the technology allows. */
  int offeredCount() {
    return offered.cardinality();
  }

  /** The number of ids that can be allocated. */
  int freeCount() {
    BitSet free = (BitSet) usable.clone();
    free.andNot(taken);
    free.andNot(reserved);
    return free.cardinality();
  }

  /** The number of offered ids that nobody owns because they are reserved. */
  int reservedCount() {
    BitSet without = (BitSet) reserved.clone();
    without.and(offered);
    without.andNot(owned);
    return without.cardinality();
  }

  /** All ids by their state, ascending. */
  List<IdSpan> spans() {
    List<IdSpan> spans = new ArrayList<>();
    int first = whole.first();
    for (int id = first + 1; id <= whole.last() + 1; id++) {
      IdSpan.State before = state(first);
      if (id > whole.last() || state(id) != before) {
        spans.add(new IdSpan(new IdRange(first, id - 1), before));
        first = id;
      }
    }
    return spans;
  }

  private IdSpan.State state(int id) {
    if (owned.get(id)) {
      return IdSpan.State.TAKEN;
    }
    if (reserved.get(id)) {
      return IdSpan.State.RESERVED;
    }
    if (taken.get(id)) {
      return IdSpan.State.TAKEN;
    }
    return usable.get(id) ? IdSpan.State.FREE : IdSpan.State.OUTSIDE;
  }
}
