package org.ponkeeper.pool;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A pool: a range of ids, and which of them are taken. Immutable.
 *
 * <p>The bitmap may be shorter than the range: ids beyond it are free. It may also be longer and
 * have taken ids past the range's end: the Go library creates such pools. Those ids are kept, but
 * an allocation never returns one of them.
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
   * @param madeByPon the number of the PON that created the pool, stored unchanged
   * @param range the range that was configured
   * @param bits bit <i>i</i>, counted from the least significant one of each byte, is set if the id
   *     {@code range.first() + i} is taken; copied
   */
  public static ResourcePool of(int madeByPon, IdRange range, byte[] bits) {
    return new ResourcePool(madeByPon, range, bits.clone());
  }

  /** A new pool without taken ids, with a bitmap of 0 bytes. */
  public static ResourcePool empty(int madeByPon, IdRange range) {
    return new ResourcePool(madeByPon, range, new byte[0]);
  }

  /**
   * The number of the PON that created the pool; for a shared pool it may differ from the pool's
   * index.
   */
  public int madeByPon() {
    return madeByPon;
  }

  /** The configured range; not limited to the technology's legal ids. */
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

  /** The length of the bitmap that the Go library creates for this range, in bytes. */
  public int goLength() {
    return (range.last() + 7) / 8;
  }

  /** Whether the id is taken; an id beyond the bitmap is not. */
  public boolean isTaken(int id) {
    int bit = id - range.first();
    return bit >= 0 && bit >> 3 < bits.length && (bits[bit >> 3] >> (bit & 7) & 1) != 0;
  }

  /**
   * Whether {@link #take} can take the id: it is in the range, or the bitmap extends to it past the
   * range's end. The Go library allocates such ids too.
   */
  public boolean canTake(int id) {
    int bit = id - range.first();
    return range.contains(id) || (bit >= 0 && bit >> 3 < bits.length);
  }

  /** The taken ids in ascending order, including those past the range's end. */
  public IntStream taken() {
    return BitSet.valueOf(bits).stream().map(bit -> bit + range.first());
  }

  /** The taken ids as a set, which needs about as much memory as the bitmap. */
  public IdSet takenIds() {
    BitSet ids = new BitSet(range.first() + bits.length * 8);
    taken().forEach(ids::set);
    return IdSet.copyOf(ids);
  }

  /** Adds the taken ids, including those past the range's end. */
  public void addTaken(BitSet ids) {
    taken().forEach(ids::set);
  }

  /** The number of taken ids, including those past the range's end. */
  public int takenCount() {
    return BitSet.valueOf(bits).cardinality();
  }

  /**
   * The lowest free ids.
   *
   * @param count how many, 0 or more
   * @param legal only ids in both this range and the pool's are returned
   * @param excluded ids that match are not returned
   * @return {@code count} ids in ascending order; empty if there are fewer
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

  /** The maximum number of ids that {@link #lowestFree} can return. */
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
   * A copy with these ids taken. The bitmap grows if needed; in its new part, reserved ids are
   * marked as taken too, so that a reader that does not know the reserved ids does not use them.
   * Ids outside the range are ignored, unless the bitmap already extends to them.
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

  /** A copy with these ids free. The length of the bitmap does not change. */
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
   * A copy with a bitmap of at least {@code length} bytes; reserved ids in its new part are marked
   * as taken.
   */
  public ResourcePool padTo(int length, IntPredicate reserved) {
    return length <= bits.length
        ? this
        : new ResourcePool(madeByPon, range, grownTo(length, reserved));
  }

  /**
   * A copy with the reserved ids marked as taken, where both the bitmap and the range contain them.
   */
  public ResourcePool reserve(IntPredicate reserved) {
    byte[] next = bits.clone();
    setReserved(next, 0, reserved);
    return new ResourcePool(madeByPon, range, next);
  }

  /**
   * A copy with another range and the same ids taken. The bitmap has the minimum length, or the Go
   * library's length if it had that length before.
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

  /**
   * A copy of the bitmap, extended to {@code length} bytes, with the reserved ids of its new part
   * set.
   */
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
