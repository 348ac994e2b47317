package org.ponkeeper.state;

import java.util.Arrays;
import java.util.BitSet;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;

/**
 * The positions of a PON's instances in their array, which is ordered by ONU, UNI and template. A
 * search looks up the ONU by its number, and then searches its few instances. Adapters wait for
 * this search with every flow, so it must be fast. Immutable.
 */
final class InstanceIndex {

  private static final int ONU_SHIFT = Integer.SIZE + Byte.SIZE;

  /** The {@linkplain #order order} of each instance, so that a search reads only one array. */
  private final long[] orders;

  /** The position of each ONU's first instance, by ONU number, and the end of the last ONU. */
  private final int[] firsts;

  private InstanceIndex(long[] orders) {
    this.orders = orders;
    this.firsts = firsts(orders);
  }

  /** An index of instances that are sorted, one for each path. */
  static InstanceIndex of(StoredInstance[] sorted) {
    return new InstanceIndex(
        Arrays.stream(sorted).mapToLong(entry -> order(entry.path())).toArray());
  }

  private static int[] firsts(long[] orders) {
    int onus = orders.length == 0 ? 0 : onu(orders[orders.length - 1]) + 1;
    int[] firsts = new int[onus + 1];
    for (long order : orders) {
      firsts[onu(order) + 1]++;
    }
    for (int onu = 0; onu < onus; onu++) {
      firsts[onu + 1] += firsts[onu];
    }
    return firsts;
  }

  /** The order of a path within its PON, as a number: by ONU, UNI and template. */
  static long order(InstancePath path) {
    return order(path.template(), path.uniPort());
  }

  private static long order(TechProfileId template, UniPort uniPort) {
    return (long) uniPort.onu().number() << ONU_SHIFT
        | (long) uniPort.number() << Integer.SIZE
        | Integer.toUnsignedLong(template.value());
  }

  private static int onu(long order) {
    return (int) (order >>> ONU_SHIFT);
  }

  /**
   * The position of the instance; if there is none, the negative insertion point as in {@link
   * Arrays#binarySearch(long[], long)}. Allocates nothing.
   */
  int find(TechProfileId template, UniPort uniPort) {
    int onu = uniPort.onu().number();
    return Arrays.binarySearch(orders, firstOf(onu), endOf(onu), order(template, uniPort));
  }

  /** The position of the ONU's first instance. */
  int firstOf(int onu) {
    return firsts[Math.min(onu, firsts.length - 1)];
  }

  /** The end of the ONU's instances, exclusive. */
  int endOf(int onu) {
    return firstOf(onu + 1);
  }

  /** Adds the numbers of the ONUs that have instances. */
  void addOnus(BitSet numbers) {
    for (int onu = 0; onu < firsts.length - 1; onu++) {
      if (firsts[onu] < firsts[onu + 1]) {
        numbers.set(onu);
      }
    }
  }

  /** A copy with one more instance at this position. */
  InstanceIndex with(int at, InstancePath path) {
    long[] next = new long[orders.length + 1];
    System.arraycopy(orders, 0, next, 0, at);
    next[at] = order(path);
    System.arraycopy(orders, at, next, at + 1, orders.length - at);
    return new InstanceIndex(next);
  }
}
