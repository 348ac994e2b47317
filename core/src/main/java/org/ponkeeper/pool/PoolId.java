package org.ponkeeper.pool;

import java.util.Comparator;

/**
 * Identifies a pool of an OLT.
 *
 * @param type the type of its ids
 * @param index the PON's number, or the index of a shared pool; 0 to 255, both inclusive
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
