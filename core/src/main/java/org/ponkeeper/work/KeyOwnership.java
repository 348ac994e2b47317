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
 * Decides which resource keys of a device belong to one of its technologies. In the layout with
 * technology the key contains it. In the layout without it the keys of all technologies of the
 * device are mixed, and a key belongs to this technology if its PON does, and no other technology
 * uses it there. All keys belong to the only technology of a device.
 */
public final class KeyOwnership {

  /**
   * What one technology of the device uses.
   *
   * @param pons the numbers of its PONs
   * @param sharedPools the indexes of the pools that its PONs share
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

  /**
   * Reads the registrations on the device; {@code record} is that of the OLT itself, if it has one.
   */
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

  /**
   * What another technology uses in the layout without technology; empty if it is not on the
   * device.
   */
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

  /** This technology's resource keys in the layout, in key order, up to a limit. */
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

  /** Other technologies that use the same key in the layout without technology. */
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

  /** Whether the store has no other technology of the device. */
  boolean isAlone() {
    return others.isEmpty();
  }

  /** The PONs that decide which keys belong to this technology, if the device has others. */
  Set<Integer> ownPons() {
    return ours.pons();
  }

  /** The conditions that this is still valid: on the records of the other technologies. */
  public List<Condition> unchanged() {
    return unchanged;
  }
}
