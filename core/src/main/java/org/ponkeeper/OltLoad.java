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
import java.util.function.Function;
import java.util.stream.Stream;
import org.ponkeeper.keyspace.ClaimCodec;
import org.ponkeeper.keyspace.FactValues;
import org.ponkeeper.keyspace.InstancePaths;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ReservedIdsCodec;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.plan.AdapterState;
import org.ponkeeper.plan.ClaimKey;
import org.ponkeeper.plan.ClaimState;
import org.ponkeeper.plan.Claims;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.FindingList;
import org.ponkeeper.plan.InstanceResolver;
import org.ponkeeper.plan.Neighbours;
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
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * One load of an OLT from one snapshot: pools before instances, each instance decoded as it comes.
 * Used once, by one thread.
 */
final class OltLoad {

  /** The findings of what cannot be counted to a PON. */
  private static final int NO_PON = -1;

  private final Snapshot snapshot;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final InstancePaths paths;
  private final StoredTemplates stored;

  /** Those that are wanted, and those that the OLT has instances of. */
  private final Map<TechProfileId, Stamped<TemplateState>> templates = new TreeMap<>();

  private final Map<Integer, List<Slot>> slots = new TreeMap<>();

  /** One string for each type, not one for each instance. */
  private final Map<String, String> profileTypes = new HashMap<>();

  private final Map<Integer, FindingList> findings = new TreeMap<>();

  OltLoad(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    this.paths = keys.instancePaths(technology, olt);
    this.stored = StoredTemplates.read(snapshot, keys, technology);
  }

  OltState run(Scope scope, Set<TechProfileId> wanted) {
    return run(record(), scope, wanted);
  }

  /** Everything, as it would be if the OLT had no record. */
  OltState withoutRecord() {
    return run(Stamped.absent(new RecordState.Unregistered()), new Scope.All(), Set.of());
  }

  private OltState run(Stamped<RecordState> record, Scope scope, Set<TechProfileId> wanted) {
    Stamped<ReservedState> reserved = reserved();
    wanted.forEach(this::template);
    Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
    Registration registration;
    Scope effective;
    Neighbours neighbours;
    if (record.value() instanceof RecordState.Registered registered) {
      registration = Registration.of(registered.record());
      effective = withSharers(registration, scope);
      pools.putAll(pools(registration, effective));
      instances(effective);
      neighbours = neighbours(registration, effective);
    } else {
      // What the Go library left tells more only as a whole.
      effective = new Scope.All();
      pools.putAll(allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY));
      if (pools.isEmpty()) {
        pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
        instances(effective);
        registration = Registration.inferred(pools, slots.keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
        neighbours = Neighbours.NONE;
      } else {
        addOnuIdsLeftBehind(pools);
        instances(effective);
        neighbours = neighbours(effective);
        registration = withNeighbours(pools, neighbours);
      }
    }
    Claims claims = claims(effective);
    return new OltState(
        snapshot.history(),
        technology,
        olt,
        record,
        reserved,
        registration,
        templates,
        pools,
        ponStates(registration, effective),
        claims,
        loadFindings(),
        neighbours,
        new AdapterStateLoad(snapshot, keys, technology, olt)
            .load(record.value(), registration, effective));
  }

  /**
   * A registered OLT with one PON, without those that share its pools, and with the openolt
   * adapter's lists of it, whatever the record says of them.
   */
  OltState ofPon(Registration registration, int pon) {
    Stamped<RecordState> record = record();
    Scope scope = new Scope.Pons(Set.of(pon));
    Map<PoolId, Stamped<PoolState>> pools = pools(registration, scope);
    instances(scope);
    return new OltState(
        snapshot.history(),
        technology,
        olt,
        record,
        Stamped.absent(new ReservedState.Ids(Set.of())),
        registration,
        templates,
        pools,
        ponStates(registration, scope),
        Claims.of(new TreeMap<>()),
        Map.of(),
        neighbours(registration, scope),
        AdapterState.kept(
            new AdapterStateLoad(snapshot, keys, technology, olt).lists(registration, scope)));
  }

  /**
   * Takes, in memory, the ONU ids that are taken in pools under the older layout, which are left
   * behind where there are newer ones: nothing else tells that they are in use. The next change of
   * such a pool stores them.
   */
  private void addOnuIdsLeftBehind(Map<PoolId, Stamped<PoolState>> pools) {
    allPools(PoolKeyLayout.WITH_TECHNOLOGY, ResourceType.ONU_ID)
        .forEach((id, left) -> {
          if (left.value() instanceof PoolState.Present old) {
            Stamped<PoolState> used = pools.get(id);
            if (used == null) {
              pools.put(id, Stamped.absent(old));
            } else if (used.value() instanceof PoolState.Present present) {
              PoolState both =
                  new PoolState.Present(present.pool().take(old.pool().takenIds(), n -> false));
              Bytes found = used.foreignBytes().or(() -> FactValues.encode(present)).orElseThrow();
              pools.put(id, new Stamped<>(both, used.stamp(), found));
            }
          }
        });
  }

  /** Without a record, and with pools found of which some may be the neighbours'. */
  private Registration withNeighbours(
      Map<PoolId, Stamped<PoolState>> pools, Neighbours neighbours) {
    Set<PoolId> theirs = neighbours.onlyTheirs(pools, slots.keySet());
    pools.keySet().removeAll(theirs);
    if (pools.isEmpty()) {
      pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
      if (!pools.isEmpty()) {
        return Registration.inferred(pools, slots.keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
      }
    }
    // Whoever writes for the device is on the newer layout, also where nothing is of this one yet.
    return Registration.inferred(pools, slots.keySet(), PoolKeyLayout.WITHOUT_TECHNOLOGY);
  }

  private Neighbours neighbours(Registration registration, Scope scope) {
    return registration.layouts().contains(PoolKeyLayout.WITHOUT_TECHNOLOGY)
        ? neighbours(scope.plus(new Scope.Pons(registration.sharedIndexes())))
        : Neighbours.NONE;
  }

  private Neighbours neighbours(Scope scope) {
    List<OltState> states = new ArrayList<>();
    for (Technology other : Technology.values()) {
      if (other != technology) {
        new OltLoad(snapshot, keys, other, olt).asNeighbour(scope).ifPresent(states::add);
      }
    }
    return new Neighbours(states);
  }

  /**
   * What another technology of the device must know: what this one has on these PONs, or on all
   * where nothing tells which pools they use; empty if it takes no ids under keys without
   * technology.
   */
  private Optional<OltState> asNeighbour(Scope scope) {
    Stamped<RecordState> record = record();
    Registration registration;
    Scope effective = new Scope.All();
    Claims claims;
    if (record.value() instanceof RecordState.Registered registered) {
      registration = Registration.of(registered.record());
      if (!registration.layouts().contains(PoolKeyLayout.WITHOUT_TECHNOLOGY)) {
        return Optional.empty();
      }
      effective = registration.sharedIndexes().isEmpty() ? scope : effective;
      instances(effective);
      claims = claims(effective);
    } else {
      instances(effective);
      claims = claims(effective);
      if (record.value() instanceof RecordState.Unregistered
          && slots.isEmpty()
          && claims.all().findAny().isEmpty()) {
        return Optional.empty();
      }
      registration =
          Registration.inferred(
              allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY),
              slots.keySet(),
              PoolKeyLayout.WITHOUT_TECHNOLOGY);
    }
    Map<Integer, PonState> pons = ponStates(registration, effective);
    claims.all().forEach(claim -> pons.putIfAbsent(claim.getKey().pon(), PonState.EMPTY));
    return Optional.of(
        new OltState(
            snapshot.history(),
            technology,
            olt,
            record,
            Stamped.absent(new ReservedState.Ids(Set.of())),
            registration,
            templates,
            Map.of(),
            pons,
            claims,
            Map.of(),
            Neighbours.NONE,
            AdapterState.NOT_KEPT));
  }

  private Map<Integer, PonState> ponStates(Registration registration, Scope scope) {
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
            OltLoad.<RecordState>stamped(
                kv,
                switch (OltRecordCodec.decode(kv.value())) {
                  case Reading.Read<OltRecord> read -> new RecordState.Registered(read.value());
                  case Reading.Unreadable<OltRecord> unreadable ->
                      new RecordState.Unreadable(unreadable.reason());
                },
                FactValues::encode))
        .orElseGet(() -> Stamped.absent(new RecordState.Unregistered()));
  }

  private Stamped<ReservedState> reserved() {
    return snapshot
        .get(keys.reservedGemPortIds())
        .map(kv ->
            OltLoad.<ReservedState>stamped(
                kv,
                switch (ReservedIdsCodec.decode(kv.value())) {
                  case Reading.Read<Set<Integer>> read -> new ReservedState.Ids(read.value());
                  case Reading.Unreadable<Set<Integer>> unreadable ->
                      new ReservedState.Unreadable(unreadable.reason());
                },
                value -> Optional.empty()))
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
      pools.putAll(allPools(layout, type));
    }
    return pools;
  }

  private Map<PoolId, Stamped<PoolState>> allPools(PoolKeyLayout layout, ResourceType type) {
    Map<PoolId, Stamped<PoolState>> pools = new HashMap<>();
    KeyRange range = keys.pools(layout, technology, olt, type);
    try (Scan scan = snapshot.scan(List.of(range), ScanOptions.EVERYTHING)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        keys.parsePool(range, type, kv.key())
            .ifPresentOrElse(
                id -> pools.put(id, pool(kv)),
                () -> found(NO_PON, new Finding.StrayKey(kv.key().text(), "not a pool's key")));
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
        },
        FactValues::encode);
  }

  /** Reads the OLT's instances template by template. */
  private void instances(Scope scope) {
    List<TechProfileId> ids = new ArrayList<>(stored.ids());
    ids.addAll(idsWithoutTemplate());
    List<KeyRange> ranges = ids.stream().flatMap(id -> ranges(scope, id)).toList();
    try (Scan scan = snapshot.scan(ranges, ScanOptions.EVERYTHING)) {
      while (scan.hasNext()) {
        instance(scan.next());
      }
    }
  }

  /**
   * The ids under which instances lie, of whatever OLT, though no template of that id is stored.
   * Looked for where no other instances lie: to find the first key of a range, etcd goes through
   * all of its keys, and those may be a million.
   */
  private List<TechProfileId> idsWithoutTemplate() {
    List<TechProfileId> ids = new ArrayList<>();
    List<KeyRange> known = new ArrayList<>();
    stored.ids().forEach(id -> known.add(keys.instances(technology, id)));
    while (true) {
      Optional<Key> next = first(keys.instances(technology).without(known));
      if (next.isEmpty()) {
        return ids;
      }
      Key key = next.get();
      keys.parseInstanceTemplate(technology, key)
          .ifPresentOrElse(
              ids::add,
              () -> found(NO_PON, new Finding.StrayKey(key.text(), "it contains no template id")));
      known.add(keys.besideInstance(technology, key));
    }
  }

  private Optional<Key> first(List<KeyRange> ranges) {
    try (Scan scan = snapshot.scan(ranges, ScanOptions.KEYS_ONLY)) {
      return scan.hasNext() ? Optional.of(scan.next().key()) : Optional.empty();
    }
  }

  private void instance(KeyValue kv) {
    paths
        .parse(kv.key())
        .ifPresentOrElse(
            path ->
                slots
                    .computeIfAbsent(path.uniPort().pon().number(), n -> new ArrayList<>())
                    .add(slot(path, kv, template(path.template()))),
            () -> found(NO_PON, new Finding.StrayKey(kv.key().text(), "not an instance's key")));
  }

  private Stream<KeyRange> ranges(Scope scope, TechProfileId template) {
    return switch (scope) {
      case Scope.All all -> Stream.of(keys.instances(technology, template, olt));
      case Scope.Pons some ->
          some.numbers().stream().map(pon -> keys.instances(technology, template, olt, pon));
    };
  }

  private Claims claims(Scope scope) {
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
              key -> claims.put(key, stamped(kv, claim(kv), FactValues::encode)),
              () -> found(NO_PON, new Finding.StrayKey(kv.key().text(), "not a claim's key")));
    }
    return Claims.of(claims);
  }

  private static ClaimState claim(KeyValue kv) {
    return switch (ClaimCodec.decode(kv.value())) {
      case Reading.Read<Set<Integer>> read -> new ClaimState.Held(read.value());
      case Reading.Unreadable<Set<Integer>> unreadable ->
          new ClaimState.Garbled(unreadable.reason());
    };
  }

  private Slot slot(InstancePath path, KeyValue kv, TemplateState template) {
    String port = paths.portName(kv.key());
    return switch (ResourceInstanceCodec.decodeStored(path, port, kv.value())) {
      case Reading.Unreadable<ResourceInstanceCodec.Stored> unreadable ->
          new Slot.Garbled(path, unreadable.reason(), kv.version().token());
      case Reading.Read<ResourceInstanceCodec.Stored> read -> {
        ResourceInstance resource = read.value().resource();
        InstanceResolver.Resolved resolved = InstanceResolver.resolve(path, resource, template);
        resolved.finding().ifPresent(finding -> found(path.uniPort().pon().number(), finding));
        String type = profileTypes.computeIfAbsent(resource.profileType(), t -> t);
        yield new Slot.Held(
            resolved.instance(), kv.version().token(), read.value().isOwnEncoding() ? type : null);
      }
    };
  }

  private TemplateState template(TechProfileId id) {
    return templates.computeIfAbsent(id, this::decoded).value();
  }

  private Stamped<TemplateState> decoded(TechProfileId id) {
    return stored
        .find(id)
        .map(kv ->
            OltLoad.<TemplateState>stamped(
                kv,
                switch (TemplateCodec.readStored(technology, kv.value())) {
                  case TemplateReading.Read read ->
                      TemplateState.of(read.profile(), read.warnings());
                  case TemplateReading.Unreadable unreadable ->
                      new TemplateState.Unreadable(unreadable.complaints());
                },
                value -> Optional.empty()))
        .orElseGet(() -> Stamped.absent(new TemplateState.Absent()));
  }

  private void found(int pon, Finding finding) {
    findings.computeIfAbsent(pon, n -> new FindingList(FindingList.MOST_OF_PON)).add(finding);
  }

  private Map<Integer, List<Finding>> loadFindings() {
    Map<Integer, List<Finding>> byPon = new TreeMap<>();
    findings.forEach((pon, of) -> byPon.put(pon, of.toList()));
    return byPon;
  }

  /** With the bytes that were found, unless Ponkeeper writes the same for the value. */
  static <T> Stamped<T> stamped(KeyValue kv, T value, Function<T, Optional<Bytes>> encode) {
    boolean own = encode.apply(value).equals(Optional.of(kv.value()));
    return new Stamped<>(value, kv.version().token(), own ? null : kv.value());
  }
}
