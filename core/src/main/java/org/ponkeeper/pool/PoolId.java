package org.ponkeeper.pool;

import java.util.Comparator;

/**
 * A pool of an OLT.
 *
 * @param type what its ids are
 * @param index the PON's number, or the index of a shared pool; 0 to 255, both included
 */
public record PoolId(ResourceType type, int index) implements Comparable<PoolId> {

  private static final Comparator<PoolId> ORDER =
      Comparator.comparing(PoolId::type).thenComparingInt(PoolId::index);

  @Override
  public int compareTo(PoolId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type + " pool " + index;
  }
}
