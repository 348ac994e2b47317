package org.ponkeeper.pool;

import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of ids of one pool, in ascending order. Immutable. Uses one bit for each number up to its
 * greatest id, like a pool's bitmap, so it is never much larger than the pool.
 */
public final class IdSet extends AbstractSet<Integer> {

  private final BitSet bits;
  private final int size;

  private IdSet(BitSet bits) {
    this.bits = bits;
    this.size = bits.cardinality();
  }

  /** A copy of the ids whose bits are set. */
  public static IdSet copyOf(BitSet ids) {
    return new IdSet((BitSet) ids.clone());
  }

  /**
   * A copy of the ids.
   *
   * @param ids each of 0 or more, in any order
   */
  public static IdSet copyOf(Collection<Integer> ids) {
    if (ids instanceof IdSet set) {
      return set;
    }
    BitSet bits = new BitSet();
    ids.forEach(bits::set);
    return new IdSet(bits);
  }

  /** These ids, each of 0 or more. */
  public static IdSet of(Integer... ids) {
    return copyOf(List.of(ids));
  }

  /** The ids that match the predicate. */
  public IdSet filter(IntPredicate which) {
    BitSet some = new BitSet();
    bits.stream().filter(which).forEach(some::set);
    return new IdSet(some);
  }

  /** The ids that are in both sets. */
  public IdSet intersect(IdSet other) {
    BitSet common = (BitSet) bits.clone();
    common.and(other.bits);
    return new IdSet(common);
  }

  /** The ids that are in at least one of the sets. */
  public IdSet union(IdSet other) {
    BitSet all = (BitSet) bits.clone();
    all.or(other.bits);
    return new IdSet(all);
  }

  @Override
  public Iterator<Integer> iterator() {
    return bits.stream().iterator();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean contains(Object id) {
    return id instanceof Integer number && number >= 0 && bits.get(number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdSet set ? bits.equals(set.bits) : super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
