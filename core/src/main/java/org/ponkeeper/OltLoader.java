package org.ponkeeper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.keyspace.ClaimCodec;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ReservedIdsCodec;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.plan.ClaimKey;
import org.ponkeeper.plan.ClaimState;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.InstanceResolver;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.PonState;
import org.ponkeeper.plan.PoolBinding;
import org.ponkeeper.plan.PoolState;
import org.ponkeeper.plan.RecordState;
import org.ponkeeper.plan.Registration;
import org.ponkeeper.plan.ReservedState;
import org.ponkeeper.plan.Slot;
import org.ponkeeper.plan.Stamped;
import org.ponkeeper.plan.TemplateState;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.SnapshotLostException;

/**
 * Reads the state of an OLT from the store. The only way in which state comes to be: a restart, a
 * conflict and a lost reply all end here.
 *
 * <p>Everything is read at one instant, and pools before instances, so that even on a store without
 * instants a later change of an owner shows as a conflict on the pool.
 */
final class OltLoader {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;

  OltLoader(KeyValueStore store, KeySpace keys, Technology technology, OltId olt) {
    this.store = store;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
  }

  /** Reads the scope anew, with these templates besides those in use. */
  OltState load(Scope scope, Set<TechProfileId> templates) {
    for (int attempt = 1; ; attempt++) {
      try (Snapshot snapshot = store.snapshot()) {
        return new Load(snapshot).run(scope, templates);
      } catch (SnapshotLostException e) {
        if (attempt == KeyValueStore.MAX_SNAPSHOTS) {
          throw Unavailable.because("the store's history was cut three times while it was read", e);
        }
      }
    }
  }

  /**
   * Reads these PONs and templates anew and keeps the rest of the state, unless something changed
   * that the rest hangs on.
   */
  OltState reload(OltState state, Scope loaded, Set<Integer> pons, Set<TechProfileId> templates) {
    Set<TechProfileId> known = new TreeSet<>(state.templates().keySet());
    known.addAll(templates);
    OltState fresh = load(new Scope.Pons(pons), known);
    boolean restStands =
        fresh.record().equals(state.record())
            && state.record().value() instanceof RecordState.Registered
            && state.templates().entrySet().stream()
                .allMatch(
                    t -> fresh.stampOf(new Fact.OfTemplate(t.getKey())) == t.getValue().stamp());
    return restStands ? merge(state, fresh) : load(loaded.plus(new Scope.Pons(pons)), known);
  }

  private static OltState merge(OltState state, OltState fresh) {
    Map<PoolId, Stamped<PoolState>> pools = new HashMap<>(state.pools());
    pools.putAll(fresh.pools());
    Map<Integer, PonState> pons = new HashMap<>(state.pons());
    pons.putAll(fresh.pons());
    SortedMap<ClaimKey, Stamped<ClaimState>> claims = new TreeMap<>(state.claims());
    claims.keySet().removeIf(claim -> fresh.pons().containsKey(claim.pon()));
    claims.putAll(fresh.claims());
    Map<Integer, List<Finding>> findings = new HashMap<>(state.loadFindings());
    findings.keySet().removeAll(fresh.pons().keySet());
    findings.putAll(fresh.loadFindings());
    return new OltState(
        state.technology(),
        state.olt(),
        fresh.record(),
        fresh.reserved(),
        fresh.registration(),
        fresh.templates(),
        pools,
        pons,
        claims,
        findings);
  }

  /** One load from one snapshot. */
  private final class Load {

    /** The findings of what cannot be counted to a PON. */
    private static final int NO_PON = -1;

    private final Snapshot snapshot;
    private final Map<TechProfileId, Stamped<TemplateState>> templates = new TreeMap<>();
    private final Map<Integer, List<Finding>> findings = new TreeMap<>();

    Load(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    OltState run(Scope scope, Set<TechProfileId> wanted) {
      Stamped<RecordState> record = record();
      Stamped<ReservedState> reserved = reserved();
      Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
      Registration registration;
      Scope effective = scope;
      List<KeyValue> instances;
      if (record.value() instanceof RecordState.Registered registered) {
        registration = Registration.of(registered.record());
        effective = withSharers(registration, scope);
        pools.putAll(pools(registration, effective));
        instances = instances(effective);
      } else {
        // What the Go library left tells more only as a whole.
        effective = new Scope.All();
        PoolKeyLayout layout = PoolKeyLayout.WITHOUT_TECHNOLOGY;
        pools.putAll(allPools(layout));
        if (pools.isEmpty()) {
          layout = PoolKeyLayout.WITH_TECHNOLOGY;
          pools.putAll(allPools(layout));
        }
        instances = instances(effective);
        registration = Registration.inferred(pools, ponsOf(instances), layout);
      }
      SortedMap<ClaimKey, Stamped<ClaimState>> claims = claims(effective);
      Map<Integer, List<Slot>> slots = slots(instances, wanted);
      return new OltState(
          technology,
          olt,
          record,
          reserved,
          registration,
          templates,
          pools,
          ponStates(registration, effective, slots),
          claims,
          findings);
    }

    private Map<Integer, PonState> ponStates(
        Registration registration, Scope scope, Map<Integer, List<Slot>> slots) {
      Map<Integer, PonState> pons = new TreeMap<>();
      Collection<Integer> loaded =
          switch (scope) {
            case Scope.All all -> registration.pons();
            case Scope.Pons some -> some.numbers();
          };
      loaded.forEach(pon -> pons.put(pon, PonState.EMPTY));
      slots.forEach((pon, of) -> pons.put(pon, PonState.of(of)));
      return pons;
    }

    private Stamped<RecordState> record() {
      return snapshot
          .get(keys.oltRecord(technology, olt))
          .map(kv ->
              Load.<RecordState>stamped(
                  kv,
                  switch (OltRecordCodec.decode(kv.value())) {
                    case Reading.Read<OltRecord> read -> new RecordState.Registered(read.value());
                    case Reading.Unreadable<OltRecord> unreadable ->
                        new RecordState.Unreadable(unreadable.reason());
                  }))
          .orElseGet(() -> Stamped.absent(new RecordState.Unregistered()));
    }

    private Stamped<ReservedState> reserved() {
      return snapshot
          .get(keys.reservedGemPortIds())
          .map(kv ->
              Load.<ReservedState>stamped(
                  kv,
                  switch (ReservedIdsCodec.decode(kv.value())) {
                    case Reading.Read<Set<Integer>> read -> new ReservedState.Ids(read.value());
                    case Reading.Unreadable<Set<Integer>> unreadable ->
                        new ReservedState.Unreadable(unreadable.reason());
                  }))
          .orElseGet(() -> Stamped.absent(new ReservedState.Ids(Set.of())));
    }

    private Scope withSharers(Registration registration, Scope scope) {
      boolean shares = Arrays.stream(ResourceType.values()).anyMatch(registration::isShared);
      return shares ? scope.plus(new Scope.Pons(registration.pons())) : scope;
    }

    private Map<PoolId, Stamped<PoolState>> pools(Registration registration, Scope scope) {
      if (scope instanceof Scope.Pons some) {
        Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
        for (ResourceType type : ResourceType.values()) {
          for (int pon : some.numbers()) {
            if (registration.bind(type, pon) instanceof PoolBinding.Bound bound) {
              pools.computeIfAbsent(bound.id(), id -> pool(registration, id));
            }
          }
        }
        return pools;
      }
      Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
      registration.layouts().reversed().forEach(layout -> pools.putAll(allPools(layout)));
      return pools;
    }

    private Stamped<PoolState> pool(Registration registration, PoolId id) {
      for (PoolKeyLayout layout : registration.layouts()) {
        Optional<KeyValue> found = snapshot.get(keys.pool(layout, technology, olt, id));
        if (found.isPresent()) {
          return pool(found.get());
        }
      }
      return Stamped.absent(new PoolState.Absent());
    }

    private Map<PoolId, Stamped<PoolState>> allPools(PoolKeyLayout layout) {
      Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
      for (ResourceType type : ResourceType.values()) {
        KeyRange range = keys.pools(layout, technology, olt, type);
        try (Scan scan = snapshot.scan(List.of(range), ScanOptions.EVERYTHING)) {
          while (scan.hasNext()) {
            KeyValue kv = scan.next();
            keys.parsePool(layout, technology, olt, type, kv.key())
                .ifPresentOrElse(
                    id -> pools.put(id, pool(kv)),
                    () -> found(NO_PON, new Finding.StrayKey(kv.key().text(), "not a pool's key")));
          }
        }
      }
      return pools;
    }

    private Stamped<PoolState> pool(KeyValue kv) {
      return stamped(
          kv,
          switch (PoolCodec.decode(kv.value())) {
            case Reading.Read<ResourcePool> read -> new PoolState.Present(read.value());
            case Reading.Unreadable<ResourcePool> unreadable ->
                new PoolState.Unreadable(unreadable.reason());
          });
    }

    /** Reads the instances template by template, skipping those of other OLTs. */
    private List<KeyValue> instances(Scope scope) {
      List<KeyValue> instances = new ArrayList<>();
      KeyRange range = keys.instances(technology);
      while (true) {
        List<KeyValue> next =
            snapshot.scan(List.of(range), ScanOptions.KEYS_ONLY.limit(1)).toList();
        if (next.isEmpty()) {
          return instances;
        }
        Key key = next.getFirst().key();
        String text = keys.instanceTemplateText(technology, key).orElseThrow();
        Optional<TechProfileId> template = keys.parseTemplateId(text);
        if (template.isPresent()) {
          instances.addAll(
              snapshot.scan(ranges(scope, template.get()), ScanOptions.EVERYTHING).toList());
        } else {
          found(NO_PON, new Finding.StrayKey(key.text(), "no template id stands in it"));
        }
        range = keys.instancesAfter(technology, text);
      }
    }

    private List<KeyRange> ranges(Scope scope, TechProfileId template) {
      return switch (scope) {
        case Scope.All all -> List.of(keys.instances(technology, template, olt));
        case Scope.Pons some ->
            some.numbers().stream()
                .map(pon -> keys.instances(technology, template, olt, pon))
                .toList();
      };
    }

    private SortedMap<ClaimKey, Stamped<ClaimState>> claims(Scope scope) {
      List<KeyRange> ranges =
          switch (scope) {
            case Scope.All all -> List.of(keys.claims(technology, olt));
            case Scope.Pons some ->
                some.numbers().stream().map(pon -> keys.claims(technology, olt, pon)).toList();
          };
      SortedMap<ClaimKey, Stamped<ClaimState>> claims = new TreeMap<>();
      for (KeyValue kv : snapshot.scan(ranges, ScanOptions.EVERYTHING).toList()) {
        keys.parseClaim(technology, olt, kv.key())
            .ifPresentOrElse(
                key -> claims.put(key, stamped(kv, claim(kv))),
                () -> found(NO_PON, new Finding.StrayKey(kv.key().text(), "not a claim's key")));
      }
      return claims;
    }

    private static ClaimState claim(KeyValue kv) {
      return switch (ClaimCodec.decode(kv.value())) {
        case Reading.Read<Set<Integer>> read -> new ClaimState.Held(read.value());
        case Reading.Unreadable<Set<Integer>> unreadable ->
            new ClaimState.Garbled(unreadable.reason());
      };
    }

    private Set<Integer> ponsOf(List<KeyValue> instances) {
      Set<Integer> pons = new TreeSet<>();
      for (KeyValue kv : instances) {
        keys.parseInstance(technology, kv.key())
            .ifPresent(path -> pons.add(path.uniPort().pon().number()));
      }
      return pons;
    }

    private Map<Integer, List<Slot>> slots(List<KeyValue> instances, Set<TechProfileId> wanted) {
      wanted.forEach(this::template);
      Map<Integer, List<Slot>> slots = new TreeMap<>();
      for (KeyValue kv : instances) {
        Optional<InstancePath> path = keys.parseInstance(technology, kv.key());
        if (path.isEmpty()) {
          found(NO_PON, new Finding.StrayKey(kv.key().text(), "not an instance's key"));
          continue;
        }
        int pon = path.get().uniPort().pon().number();
        slots.computeIfAbsent(pon, n -> new ArrayList<>()).add(slot(path.get(), kv));
      }
      return slots;
    }

    private Slot slot(InstancePath path, KeyValue kv) {
      Stamped<TemplateState> template = template(path.template());
      return switch (ResourceInstanceCodec.decode(path, kv.value())) {
        case Reading.Unreadable<ResourceInstance> unreadable ->
            new Slot.Garbled(path, unreadable.reason(), kv.version().token());
        case Reading.Read<ResourceInstance> read -> {
          InstanceResolver.Resolved resolved =
              InstanceResolver.resolve(path, read.value(), template.value());
          resolved.finding().ifPresent(finding -> found(path.uniPort().pon().number(), finding));
          yield new Slot.Held(resolved.instance(), kv.version().token());
        }
      };
    }

    private Stamped<TemplateState> template(TechProfileId id) {
      return templates.computeIfAbsent(
          id,
          n ->
              snapshot
                  .get(keys.template(technology, id))
                  .map(kv -> stamped(kv, templateState(kv)))
                  .orElseGet(() -> Stamped.absent(new TemplateState.Absent())));
    }

    private TemplateState templateState(KeyValue kv) {
      return switch (TemplateCodec.readStored(technology, kv.value())) {
        case TemplateReading.Read read -> TemplateState.of(read.profile(), read.warnings());
        case TemplateReading.Unreadable unreadable ->
            new TemplateState.Unreadable(unreadable.complaints());
      };
    }

    private void found(int pon, Finding finding) {
      findings.computeIfAbsent(pon, n -> new ArrayList<>()).add(finding);
    }

    private static <T> Stamped<T> stamped(KeyValue kv, T value) {
      return new Stamped<>(value, kv.version().token());
    }
  }
}
