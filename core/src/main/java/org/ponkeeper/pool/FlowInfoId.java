package org.ponkeeper.pool;

import java.util.Comparator;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;

/**
 * Identifies a flow info: the JSON that an adapter has stored of a flow of an ONU, or of one of its
 * UNI ports.
 *
 * @param of the ONU or UNI port
 * @param flowId the id of the flow, 0 or greater
 */
public record FlowInfoId(OnuOrUni of, long flowId) implements Comparable<FlowInfoId> {

  /** An ONU sorts before its UNI ports. */
  private static final Comparator<FlowInfoId> ORDER =
      Comparator.<FlowInfoId, OnuId>comparing(id -> id.of().onu())
          .thenComparingInt(id -> id.of() instanceof UniPort uni ? uni.number() : -1)
          .thenComparingLong(FlowInfoId::flowId);

  @Override
  public int compareTo(FlowInfoId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "flow info " + flowId + " of " + of;
  }
}
