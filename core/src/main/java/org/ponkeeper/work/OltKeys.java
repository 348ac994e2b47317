package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OpenOltKeys;
import org.ponkeeper.keyspace.ResourceKey;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.InstanceWalk;

/** Every key of an OLT at one instant, except its record. For one thread. */
final class OltKeys {

  private final OltStore at;
  private final Snapshot snapshot;
  private final KeyOwnership ownership;
  private final Set<Integer> ponsWithTpIds;

  private OltKeys(
      OltStore at, Snapshot snapshot, KeyOwnership ownership, Set<Integer> ponsWithTpIds) {
    this.at = at;
    this.snapshot = snapshot;
    this.ownership = ownership;
    this.ponsWithTpIds = ponsWithTpIds;
  }

  /** The keys of the OLT with that record, if it has one. */
  static OltKeys read(Snapshot snapshot, OltStore at, Optional<OltRecord> record) {
    KeyOwnership ownership = KeyOwnership.read(snapshot, at, record);
    // These keys contain no technology; on a device with two they are kept.
    Set<Integer> ponsWithTpIds =
        record
            .filter(r -> r.adapterState() && ownership.isAlone())
            .<Set<Integer>>map(OltRecord::pons)
            .orElse(Set.of());
    return new OltKeys(at, snapshot, ownership, ponsWithTpIds);
  }

  /** The conditions that these keys still belong to the OLT. */
  List<Condition> unchanged() {
    return ownership.unchanged();
  }

  /** Counts the keys. */
  OltContents count(boolean hasRecord) {
    long pools = 0;
    long onuMaps = 0;
    long flowInfos = 0;
    long others = 0;
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      for (Key key : resources(layout, Long.MAX_VALUE)) {
        switch (at.keys().parseResource(layout, at.technology(), at.olt(), key).orElseThrow()) {
          case ResourceKey.Pool pool -> pools++;
          case ResourceKey.OfOnu map -> onuMaps++;
          case ResourceKey.FlowInfo info -> flowInfos++;
          case ResourceKey.Other other -> others++;
        }
      }
    }
    return new OltContents(
        at.technology(),
        at.olt(),
        hasRecord ? 1 : 0,
        keys(instances(), Long.MAX_VALUE).size(),
        keys(olderInstances(), Long.MAX_VALUE).size(),
        pools,
        onuMaps,
        flowInfos,
        keys(List.of(claims()), Long.MAX_VALUE).size(),
        others + tpIds(Long.MAX_VALUE).size());
  }

  /** Some of the keys, up to a limit; empty if there are none. Owners of ids come first. */
  List<Key> some(int most) {
    List<KeyRange> ranges = new ArrayList<>(instances());
    ranges.addAll(olderInstances());
    ranges.add(claims());
    ranges.add(at.keys().turns(at.technology(), at.olt()));
    List<Key> some = new ArrayList<>(keys(ranges, most));
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      if (some.size() < most) {
        some.addAll(resources(layout, most - some.size()));
      }
    }
    if (some.size() < most) {
      some.addAll(tpIds(most - some.size()));
    }
    return some;
  }

  /** The openolt adapter's template ids of the UNI ports, if the OLT maintains them. */
  private List<Key> tpIds(long most) {
    OpenOltKeys openOlt = new OpenOltKeys(keySpace(), olt());
    List<Key> found = new ArrayList<>();
    for (int pon : ponsWithTpIds) {
      try (Scan scan = snapshot.scan(List.of(openOlt.tpIds(pon)), ScanOptions.KEYS_ONLY)) {
        while (scan.hasNext() && found.size() < most) {
          Key key = scan.next().key();
          if (openOlt.parseTpId(key).isPresent()) {
            found.add(key);
          }
        }
      }
    }
    return found;
  }

  private List<Key> resources(PoolKeyLayout layout, long most) {
    return ownership.keys(snapshot, layout, most);
  }

  /** The ranges of the OLT's instances of the older format. */
  List<KeyRange> olderInstances() {
    return InstanceWalk.ofOlder(at.keys(), this::first).rangesOf(technology(), olt());
  }

  private List<KeyRange> instances() {
    return InstanceWalk.ofInstances(at.keys(), this::first).rangesOf(technology(), olt());
  }

  private KeyRange claims() {
    return keySpace().claims(technology(), olt());
  }

  private Optional<Key> first(KeyRange range) {
    return OltStore.first(snapshot, range);
  }

  private List<Key> keys(List<KeyRange> ranges, long most) {
    return snapshot.scan(ranges, ScanOptions.KEYS_ONLY.limit(most)).toList().stream()
        .map(KeyValue::key)
        .toList();
  }

  private KeySpace keySpace() {
    return at.keys();
  }

  private Technology technology() {
    return at.technology();
  }

  private OltId olt() {
    return at.olt();
  }
}
