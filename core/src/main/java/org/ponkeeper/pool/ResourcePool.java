package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which ids of a range are taken. Immutable.
 *
 * <p>The bitmap may be shorter than the range: ids beyond it are free. It may also be longer, and
 * then have ids taken past the range's end: the Go library makes such pools. They are kept, but an
 * allocation gives none of them out.
 */
public final class ResourcePool {

  private final int madeByPon;
  private final IdRange range;
  private final byte[] bits;

  private ResourcePool(int madeByPon, IdRange range, byte[] bits) {
    this.madeByPon = madeByPon;
    this.range = range;
    this.bits = bits;
  }

  /**
   * A pool as it was read.
   *
   * @param madeByPon the number of the PON that made the pool, kept as it is
   * @param range the first and the last id of the range as it was asked for
   * @param bits bit <i>i</i>, counted from the least significant one of each byte, is set when the
   *     id {@code range.first() + i} is taken; copied
   */
  public static ResourcePool of(int madeByPon, IdRange range, byte[] bits) {
    return new ResourcePool(madeByPon, range, bits.clone());
  }

  /** A new pool in which nothing is taken, with a bitmap of no bytes. */
  public static ResourcePool empty(int madeByPon, IdRange range) {
    return new ResourcePool(madeByPon, range, new byte[0]);
  }

  /** The number of the PON that made the pool; of a shared pool it need not be its index. */
  public int madeByPon() {
    return madeByPon;
  }

  /** The range as it was asked for; the technology's legal space is not applied to it. */
  public IdRange range() {
    return range;
  }

  /** A copy of the bitmap. */
  public byte[] bits() {
    return bits.clone();
  }

  /** The length of the bitmap in bytes. */
  public int length() {
    return bits.length;
  }

  /** The length that the Go library gives the bitmap of such a range, in bytes. */
  public int goLength() {
    return (range.last() + 7) / 8;
  }

  /** Whether the id is taken; an id that the bitmap does not reach is not. */
  public boolean isTaken(int id) {
    int bit = id - range.first();
    return bit >= 0 && bit >> 3 < bits.length && (bits[bit >> 3] >> (bit & 7) & 1) != 0;
  }

  /**
   * Whether {@link #take} takes the id: the range has it, or the bitmap reaches it past the range's
   * end, where the Go library hands ids out too.
   */
  public boolean canTake(int id) {
    int bit = id - range.first();
    return range.contains(id) || (bit >= 0 && bit >> 3 < bits.length);
  }

  /** The ids that are taken, also those past the range's end, in ascending order. */
  public IntStream taken() {
    return BitSet.valueOf(bits).stream().map(bit -> bit + range.first());
  }

  /** The same as a set; it takes about as much memory as the bitmap. */
  public IdSet takenIds() {
    BitSet ids = new BitSet(range.first() + bits.length * 8);
    taken().forEach(ids::set);
    return IdSet.copyOf(ids);
  }

  /** How many ids are taken, also those past the range's end. */
  public int takenCount() {
    return BitSet.valueOf(bits).cardinality();
  }

  /**
   * The lowest ids that are free.
   *
   * @param count how many, 0 or more
   * @param legal ids outside it are left out, besides those outside the range
   * @param excluded ids for which it is true are left out
   * @return {@code count} ids in ascending order, or nothing if there are fewer
   */
  public Optional<int[]> lowestFree(int count, IdRange legal, IntPredicate excluded) {
    int[] found = new int[count];
    int n = 0;
    int from = Math.max(range.first(), legal.first());
    int to = Math.min(range.last(), legal.last());
    for (int id = from; n < count && id <= to; id++) {
      int bit = id - range.first();
      if ((bit & 7) == 0 && bit >> 3 < bits.length && bits[bit >> 3] == (byte) 0xff) {
        id += 7;
      } else if (!isTaken(id) && !excluded.test(id)) {
        found[n++] = id;
      }
    }
    return n == count ? Optional.of(found) : Optional.empty();
  }

  /** How many ids {@link #lowestFree} could give at the most. */
  public int freeCount(IdRange legal, IntPredicate excluded) {
    int free = 0;
    int to = Math.min(range.last(), legal.last());
    for (int id = Math.max(range.first(), legal.first()); id <= to; id++) {
      if (!isTaken(id) && !excluded.test(id)) {
        free++;
      }
    }
    return free;
  }

  /**
   * The pool with these ids taken. The bitmap grows to hold them; where it grows, reserved ids are
   * taken too, so that a reader who does not know which ids are reserved leaves them alone. Ids
   * before the range's start or past its end are left out, unless the bitmap already reaches them.
   */
  public ResourcePool take(Collection<Integer> ids, IntPredicate reserved) {
    int needed = bits.length;
    for (int id : ids) {
      if (range.contains(id)) {
        needed = Math.max(needed, ((id - range.first()) >> 3) + 1);
      }
    }
    byte[] next = grownTo(needed, reserved);
    for (int id : ids) {
      set(next, id - range.first());
    }
    return new ResourcePool(madeByPon, range, next);
  }

  /** The pool with these ids free. The bitmap keeps its length. */
  public ResourcePool release(Collection<Integer> ids) {
    byte[] next = bits.clone();
    for (int id : ids) {
      int bit = id - range.first();
      if (bit >= 0 && bit >> 3 < next.length) {
        next[bit >> 3] &= (byte) ~(1 << (bit & 7));
      }
    }
    return new ResourcePool(madeByPon, range, next);
  }

  /**
   * The pool with a bitmap of at least {@code length} bytes; where it grows, reserved ids are
   * taken.
   */
  public ResourcePool padTo(int length, IntPredicate reserved) {
    return length <= bits.length
        ? this
        : new ResourcePool(madeByPon, range, grownTo(length, reserved));
  }

  /** The pool with the reserved ids taken, as far as its bitmap reaches and its range has them. */
  public ResourcePool reserve(IntPredicate reserved) {
    byte[] next = bits.clone();
    setReserved(next, 0, reserved);
    return new ResourcePool(madeByPon, range, next);
  }

  /**
   * The pool with another range, and the same ids taken. The bitmap is as short as they allow, or
   * as long as the Go library makes it if it was that long before.
   *
   * @throws IllegalArgumentException if an id before the new range's start is taken
   */
  public ResourcePool withRange(IdRange next) {
    BitSet taken = new BitSet();
    taken()
        .forEach(id -> {
          if (id < next.first()) {
            throw new IllegalArgumentException("id " + id + " is taken, before " + next);
          }
          taken.set(id - next.first());
        });
    ResourcePool moved = new ResourcePool(madeByPon, next, taken.toByteArray());
    return length() < goLength() ? moved : moved.padTo(moved.goLength(), id -> false);
  }

  /** A copy of the bitmap of {@code length} bytes, with reserved ids set where it is new. */
  private byte[] grownTo(int length, IntPredicate reserved) {
    byte[] next = Arrays.copyOf(bits, length);
    setReserved(next, bits.length, reserved);
    return next;
  }

  private void setReserved(byte[] bitmap, int fromByte, IntPredicate reserved) {
    int first = range.first() + fromByte * 8;
    int last = Math.min(range.last(), range.first() + bitmap.length * 8 - 1);
    for (int id = first; id <= last; id++) {
      if (reserved.test(id)) {
        set(bitmap, id - range.first());
      }
    }
  }

  private static void set(byte[] bits, int bit) {
    if (bit >= 0 && bit >> 3 < bits.length) {
      bits[bit >> 3] |= (byte) (1 << (bit & 7));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourcePool pool
        && madeByPon == pool.madeByPon
        && range.equals(pool.range)
        && Arrays.equals(bits, pool.bits);
  }

  @Override
  public int hashCode() {
    return 31 * range.hashCode() + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return range + " with " + takenCount() + " taken, made by PON " + madeByPon;
  }
}
