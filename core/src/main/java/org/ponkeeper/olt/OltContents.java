package org.ponkeeper.olt;

import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * The number of keys that a store has of an OLT. Keys of other OLTs, or of other technologies of
 * the same device, are not counted.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param records 1 if it has a record, else 0
 * @param instances resource instances, including those that cannot be read
 * @param olderInstances instances of the older format, complete instances as JSON
 * @param pools pools, in both layouts
 * @param onuMaps the maps of its ONUs, such as {@code alloc_ids}, in both layouts
 * @param flowInfos the adapter's flow infos, in both layouts
 * @param claims claims of named owners
 * @param others other keys among its resources, and, if the OLT keeps adapter state, the {@code
 *     tp_id} of its UNI ports
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

  /** The sum of all keys. */
  public long total() {
    return records + instances + olderInstances + pools + onuMaps + flowInfos + claims + others;
  }
}
