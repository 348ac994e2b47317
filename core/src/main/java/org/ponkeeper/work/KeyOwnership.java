package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ResourceKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.InstanceWalk;

/**
 * Which resource keys of a device are those of one of its technologies. Where the technology stands
 * in the key, the key tells. In the layout without it all technologies of the device lie together,
 * and PONs tell them apart: a key is ours if it is of a PON of ours that no other technology uses
 * there. A device with one technology has all of them.
 */
public final class KeyOwnership {

  /**
   * What one technology of the device uses.
   *
   * @param pons the numbers of its PONs
   * @param sharedPools the index of each pool that its PONs share
   */
  private record KeyClaims(Set<Integer> pons, Map<ResourceType, Integer> sharedPools) {

    private static final KeyClaims NOTHING = new KeyClaims(Set.of(), Map.of());

    boolean has(ResourceKey key) {
      if (key instanceof ResourceKey.Pool pool) {
        Integer shared = sharedPools.get(pool.id().type());
        return shared == null ? pons.contains(pool.id().index()) : shared.equals(pool.id().index());
      }
      return key.ponNumber().filter(pons::contains).isPresent();
    }
  }

  private final OltStore at;
  private final KeyClaims ours;
  private final Map<Technology, KeyClaims> others;
  private final List<Condition> unchanged;

  private KeyOwnership(
      OltStore at, KeyClaims ours, Map<Technology, KeyClaims> others, List<Condition> unchanged) {
    this.at = at;
    this.ours = ours;
    this.others = others;
    this.unchanged = List.copyOf(unchanged);
  }

  /** Reads who uses the device; {@code record} is that of the OLT itself, if it has one. */
  public static KeyOwnership read(Snapshot snapshot, OltStore at, Optional<OltRecord> record) {
    Map<Technology, KeyClaims> others = new TreeMap<>();
    List<Condition> unchanged = new ArrayList<>();
    for (Technology other : Technology.values()) {
      if (other != at.technology()) {
        OltStore.FoundRecord found = at.record(snapshot, other);
        unchanged.add(found.unchanged());
        use(snapshot, at, other, found.record()).ifPresent(use -> others.put(other, use));
      }
    }
    KeyClaims ours =
        record
            .map(KeyOwnership::use)
            .orElseGet(
                () -> new KeyClaims(ponsWithInstances(snapshot, at, at.technology()), Map.of()));
    return new KeyOwnership(at, ours, others, unchanged);
  }

  /** What another technology uses in the layout without technology; empty if it is not there. */
  private static Optional<KeyClaims> use(
      Snapshot snapshot, OltStore at, Technology other, Optional<OltRecord> record) {
    if (record.isPresent()) {
      boolean usesThem =
          record.get().layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY
              || record.get().state() == OltRecord.State.MIGRATING
              || record.get().isPartial();
      return Optional.of(usesThem ? use(record.get()) : KeyClaims.NOTHING);
    }
    boolean hasOwnKeys =
        OltStore.first(
                snapshot, at.keys().resourcesOf(PoolKeyLayout.WITH_TECHNOLOGY, other, at.olt()))
            .isPresent();
    if (hasOwnKeys) {
      return Optional.of(KeyClaims.NOTHING);
    }
    Set<Integer> pons = ponsWithInstances(snapshot, at, other);
    return pons.isEmpty() ? Optional.empty() : Optional.of(new KeyClaims(pons, Map.of()));
  }

  private static KeyClaims use(OltRecord record) {
    return new KeyClaims(record.pons(), record.sharedPools());
  }

  private static Set<Integer> ponsWithInstances(Snapshot snapshot, OltStore at, Technology of) {
    KeySpace keys = at.keys();
    Set<Integer> pons = new TreeSet<>();
    List<KeyRange> ranges =
        new ArrayList<>(
            InstanceWalk.ofInstances(keys, range -> OltStore.first(snapshot, range))
                .rangesOf(of, at.olt()));
    for (KeyValue kv : snapshot.scan(ranges, ScanOptions.KEYS_ONLY).toList()) {
      keys.parseInstance(of, kv.key()).ifPresent(path -> pons.add(path.uniPort().pon().number()));
    }
    return pons;
  }

  /** Up to so many of our resource keys in that layout, in key order. */
  public List<Key> keys(Snapshot snapshot, PoolKeyLayout layout, long most) {
    KeyRange range = at.keys().resourcesOf(layout, at.technology(), at.olt());
    boolean all = layout == PoolKeyLayout.WITH_TECHNOLOGY || others.isEmpty();
    ScanOptions options = all ? ScanOptions.KEYS_ONLY.limit(most) : ScanOptions.KEYS_ONLY;
    return snapshot.scan(List.of(range), options).toList().stream()
        .map(KeyValue::key)
        .filter(key -> all || isOurs(resource(key)))
        .limit(most)
        .toList();
  }

  private boolean isOurs(ResourceKey key) {
    return ours.has(key) && users(key).isEmpty();
  }

  private ResourceKey resource(Key key) {
    return at.keys()
        .parseResource(PoolKeyLayout.WITHOUT_TECHNOLOGY, at.technology(), at.olt(), key)
        .orElseThrow();
  }

  /** Who else uses, without technology in the key, what is ours there. */
  public Set<Technology> alsoUsedBy(ResourceKey key) {
    return ours.has(key) ? users(key) : Set.of();
  }

  private Set<Technology> users(ResourceKey resource) {
    Set<Technology> users = new TreeSet<>();
    others.forEach((technology, use) -> {
      if (use.has(resource)) {
        users.add(technology);
      }
    });
    return users;
  }

  /** Whether no other technology of the device is in the store. */
  boolean isAlone() {
    return others.isEmpty();
  }

  /** The numbers of the PONs that tell which keys are ours, where others are on the device. */
  Set<Integer> ownPons() {
    return ours.pons();
  }

  /** What must hold for this to be so still: the records of the other technologies. */
  public List<Condition> unchanged() {
    return unchanged;
  }
}
