package org.ponkeeper.pool;

import java.util.Comparator;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;

/**
 * Identifies a per-ONU map: the ids of one type that an adapter has stored for an ONU, or for one
 * of its UNI ports.
 *
 * @param of the ONU or UNI port
 * @param type the type of the ids
 */
public record OnuMapId(OnuOrUni of, OnuMapType type) implements Comparable<OnuMapId> {

  /** An ONU sorts before its UNI ports. */
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
