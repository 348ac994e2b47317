package org.ponkeeper.state;

import java.util.Arrays;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;

/**
 * Where the slots of a PON are in their array, which is ordered by ONU, UNI and template. A search
 * goes to the ONU by its number and then among the few slots that it has; that is what adapters
 * wait for with each flow. Immutable.
 */
final class InstanceIndex {

  private static final int ONU_SHIFT = Integer.SIZE + Byte.SIZE;

  /** The {@linkplain #order order} of each slot, so that a search stays within one array. */
  private final long[] orders;

  /**
   * By the number of an ONU its first slot; one entry more, where the slots of the last one end.
   */
  private final int[] firsts;

  private InstanceIndex(long[] orders) {
    this.orders = orders;
    this.firsts = firsts(orders);
  }

  /** The index of slots in order, one a path. */
  static InstanceIndex of(StoredInstance[] sorted) {
    return new InstanceIndex(Arrays.stream(sorted).mapToLong(slot -> order(slot.path())).toArray());
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

  /** Where a path stands among those of its PON: by ONU, UNI and template, each as a number. */
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
   * Where the slot is; if there is none, where it would be, as a negative number, as {@link
   * Arrays#binarySearch(long[], long)} says it. Makes no object.
   */
  int find(TechProfileId template, UniPort uniPort) {
    int onu = uniPort.onu().number();
    return Arrays.binarySearch(orders, firstOf(onu), endOf(onu), order(template, uniPort));
  }

  /** Where the slots of the ONU begin. */
  int firstOf(int onu) {
    return firsts[Math.min(onu, firsts.length - 1)];
  }

  /** Where they end; not included. */
  int endOf(int onu) {
    return firstOf(onu + 1);
  }

  /** The index with one slot more, at this place. */
  InstanceIndex with(int at, InstancePath path) {
    long[] next = new long[orders.length + 1];
    System.arraycopy(orders, 0, next, 0, at);
    next[at] = order(path);
    System.arraycopy(orders, at, next, at + 1, orders.length - at);
    return new InstanceIndex(next);
  }
}
