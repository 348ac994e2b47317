package org.ponkeeper.olt;

import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * How much a store holds of an OLT, in keys. What other OLTs and other technologies of the same
 * device have is not counted.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param records 1 if it has a record, else 0
 * @param instances resource instances, also those that cannot be read
 * @param olderInstances instances of the older format, whole instances as JSON
 * @param pools pools, in both layouts
 * @param onuMaps the maps of its ONUs: {@code alloc_ids} and the like, in both layouts
 * @param flowInfos what the adapter keeps of flows, in both layouts
 * @param claims ids allocated to named owners
 * @param others other keys among those of its resources, and, where the OLT keeps adapter state,
 *     the {@code tp_id} of its UNI ports
 */
public record OltContents(
    Technology technology,
    OltId olt,
    long records,
    long instances,
    long olderInstances,
    long pools,
    long onuMaps,
    long flowInfos,
    long claims,
    long others) {

  /** All of it together. */
  public long total() {
    return records + instances + olderInstances + pools + onuMaps + flowInfos + claims + others;
  }
}
