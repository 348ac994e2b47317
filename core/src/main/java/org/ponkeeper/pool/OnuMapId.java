package org.ponkeeper.pool;

import java.util.Comparator;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;

/**
 * A map of an ONU: which ids of a type an adapter has noted for it, or for one of its UNI ports.
 *
 * @param of whose map it is
 * @param type what its ids are
 */
public record OnuMapId(OnuOrUni of, OnuMapType type) implements Comparable<OnuMapId> {

  /** An ONU stands before its UNI ports. */
  private static final Comparator<OnuMapId> ORDER =
      Comparator.<OnuMapId, OnuId>comparing(id -> id.of().onu())
          .thenComparingInt(id -> id.of() instanceof UniPort uni ? uni.number() : -1)
          .thenComparing(OnuMapId::type);

  @Override
  public int compareTo(OnuMapId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type + " map of " + of;
  }
}
