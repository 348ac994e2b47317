package org.ponkeeper.engine;

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
import org.ponkeeper.keyspace.InstancePaths;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ReservedIdsCodec;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.AdapterState;
import org.ponkeeper.state.Claims;
import org.ponkeeper.state.InstanceResolver;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PonState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.SharedPoolPeers;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.Template;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * One load of an OLT from one snapshot: pools before instances; each instance is decoded when it is
 * read. Used once, by one thread.
 */
public final class LoadSession {

  /** The key of findings that concern no particular PON. */
  private static final int NO_PON = -1;

  private final Snapshot snapshot;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final InstancePaths paths;
  private final StoredTemplates stored;

  /** The templates that were requested, and those that the OLT's instances use. */
  private final Map<TechProfileId, Stored<Template>> templates = new TreeMap<>();

  private final Map<Integer, List<StoredInstance>> entries = new TreeMap<>();

  /** Shares one string for each type, instead of one for each instance. */
  private final Map<String, String> profileTypes = new HashMap<>();

  private final Map<Integer, FindingList> findings = new TreeMap<>();

  public LoadSession(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    this.paths = keys.instancePaths(technology, olt);
    this.stored = StoredTemplates.read(snapshot, keys, technology);
  }

  public OltState run(PonSelection scope, Set<TechProfileId> wanted) {
    return run(record(), scope, wanted);
  }

  /** All data, as if the OLT had no record. */
  public OltState withoutRecord() {
    return run(Stored.absent(), new PonSelection.All(), Set.of());
  }

  private OltState run(Stored<OltRecord> record, PonSelection scope, Set<TechProfileId> wanted) {
    Stored<Set<Integer>> reserved = reserved();
    wanted.forEach(this::template);
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    Registration registration;
    PonSelection effective;
    SharedPoolPeers neighbours;
    if (record instanceof Stored.Present<OltRecord> registered) {
      registration = Registration.of(registered.value());
      effective = withSharers(registration, scope);
      pools.putAll(pools(registration, effective));
      instances(effective);
      neighbours = neighbours(registration, effective);
    } else {
      // The Go library's data can be interpreted only as a whole.
      effective = new PonSelection.All();
      pools.putAll(allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY));
      if (pools.isEmpty()) {
        pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
        instances(effective);
        registration =
            Registration.inferred(pools, entries.keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
        neighbours = SharedPoolPeers.NONE;
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
            .load(record, registration, effective));
  }

  /**
   * The state of one PON of a registered OLT, without PONs that share its pools, and with the
   * openolt adapter's lists of it, whatever the record says about them.
   */
  public OltState ofPon(Registration registration, int pon) {
    Stored<OltRecord> record = record();
    PonSelection scope = new PonSelection.Pons(Set.of(pon));
    Map<PoolId, Stored<ResourcePool>> pools = pools(registration, scope);
    instances(scope);
    return new OltState(
        snapshot.history(),
        technology,
        olt,
        record,
        Stored.absent(),
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
   * Marks ONU ids as taken, in memory, that are taken in unused pools of the older layout: nothing
   * else records that they are in use. The next change of such a pool stores them.
   */
  private void addOnuIdsLeftBehind(Map<PoolId, Stored<ResourcePool>> pools) {
    allPools(PoolKeyLayout.WITH_TECHNOLOGY, ResourceType.ONU_ID)
        .forEach((id, left) -> {
          if (left instanceof Stored.Present<ResourcePool> old) {
            Stored<ResourcePool> used = pools.get(id);
            if (used == null) {
              pools.put(id, Stored.of(old.value(), Stored.ABSENT));
            } else if (used instanceof Stored.Present<ResourcePool> present) {
              ResourcePool pool = present.value();
              ResourcePool both = pool.take(old.value().takenIds(), n -> false);
              Bytes found = present.foreignBytes().orElseGet(() -> PoolCodec.encode(pool));
              pools.put(id, new Stored.Present<>(both, present.version(), found));
            }
          }
        });
  }

  /**
   * The registration of an OLT without a record, whose pools may partly belong to other
   * technologies.
   */
  private Registration withNeighbours(
      Map<PoolId, Stored<ResourcePool>> pools, SharedPoolPeers neighbours) {
    Set<PoolId> foreign = neighbours.onlyTheirs(pools, entries.keySet());
    pools.keySet().removeAll(foreign);
    if (pools.isEmpty()) {
      pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
      if (!pools.isEmpty()) {
        return Registration.inferred(pools, entries.keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
      }
    }
    // Writers for the device use the newer layout, so this OLT must too, even if it has no keys
    // there.
    return Registration.inferred(pools, entries.keySet(), PoolKeyLayout.WITHOUT_TECHNOLOGY);
  }

  private SharedPoolPeers neighbours(Registration registration, PonSelection scope) {
    return registration.layouts().contains(PoolKeyLayout.WITHOUT_TECHNOLOGY)
        ? neighbours(scope.plus(new PonSelection.Pons(registration.sharedIndexes())))
        : SharedPoolPeers.NONE;
  }

  private SharedPoolPeers neighbours(PonSelection scope) {
    List<OltState> states = new ArrayList<>();
    for (Technology other : Technology.values()) {
      if (other != technology) {
        new LoadSession(snapshot, keys, other, olt).asNeighbour(scope).ifPresent(states::add);
      }
    }
    return new SharedPoolPeers(states);
  }

  /**
   * The state that another technology of the device needs: this one's data on these PONs, or on all
   * PONs if it is unknown which pools they use. Empty if it uses no pools under keys without
   * technology.
   */
  private Optional<OltState> asNeighbour(PonSelection scope) {
    Stored<OltRecord> record = record();
    Registration registration;
    PonSelection effective = new PonSelection.All();
    Claims claims;
    if (record instanceof Stored.Present<OltRecord> registered) {
      registration = Registration.of(registered.value());
      if (!registration.layouts().contains(PoolKeyLayout.WITHOUT_TECHNOLOGY)) {
        return Optional.empty();
      }
      effective = registration.sharedIndexes().isEmpty() ? scope : effective;
      instances(effective);
      claims = claims(effective);
    } else {
      instances(effective);
      claims = claims(effective);
      if (record instanceof Stored.Absent<OltRecord>
          && entries.isEmpty()
          && claims.all().findAny().isEmpty()) {
        return Optional.empty();
      }
      registration =
          Registration.inferred(
              allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY),
              entries.keySet(),
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
            Stored.absent(),
            registration,
            templates,
            Map.of(),
            pons,
            claims,
            Map.of(),
            SharedPoolPeers.NONE,
            AdapterState.NOT_KEPT));
  }

  private Map<Integer, PonState> ponStates(Registration registration, PonSelection scope) {
    Map<Integer, PonState> pons = new TreeMap<>();
    Collection<Integer> loaded =
        switch (scope) {
          case PonSelection.All all -> registration.pons();
          case PonSelection.Pons some -> some.numbers();
        };
    loaded.forEach(pon -> pons.put(pon, PonState.EMPTY));
    entries.forEach((pon, of) -> pons.put(pon, PonState.of(of)));
    return pons;
  }

  private Stored<OltRecord> record() {
    return snapshot
        .get(keys.oltRecord(technology, olt))
        .map(kv -> stored(kv, OltRecordCodec.decode(kv.value()), OltRecordCodec::encode))
        .orElse(Stored.absent());
  }

  private Stored<Set<Integer>> reserved() {
    return snapshot
        .get(keys.reservedGemPortIds())
        .map(kv -> foreign(kv, ReservedIdsCodec.decode(kv.value())))
        .orElse(Stored.absent());
  }

  private PonSelection withSharers(Registration registration, PonSelection scope) {
    boolean shares = Arrays.stream(ResourceType.values()).anyMatch(registration::isShared);
    return shares ? scope.plus(new PonSelection.Pons(registration.pons())) : scope;
  }

  private Map<PoolId, Stored<ResourcePool>> pools(Registration registration, PonSelection scope) {
    if (scope instanceof PonSelection.Pons some) {
      Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
      for (ResourceType type : ResourceType.values()) {
        for (int pon : some.numbers()) {
          if (registration.bind(type, pon) instanceof PoolBinding.Bound bound) {
            pools.computeIfAbsent(bound.id(), id -> pool(registration, id));
          }
        }
      }
      return pools;
    }
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    registration.layouts().reversed().forEach(layout -> pools.putAll(allPools(layout)));
    return pools;
  }

  private Stored<ResourcePool> pool(Registration registration, PoolId id) {
    for (PoolKeyLayout layout : registration.layouts()) {
      Optional<KeyValue> found = snapshot.get(keys.pool(layout, technology, olt, id));
      if (found.isPresent()) {
        return pool(found.get());
      }
    }
    return Stored.absent();
  }

  private Map<PoolId, Stored<ResourcePool>> allPools(PoolKeyLayout layout) {
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    for (ResourceType type : ResourceType.values()) {
      pools.putAll(allPools(layout, type));
    }
    return pools;
  }

  private Map<PoolId, Stored<ResourcePool>> allPools(PoolKeyLayout layout, ResourceType type) {
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    KeyRange range = keys.pools(layout, technology, olt, type);
    try (Scan scan = snapshot.scan(List.of(range), ScanOptions.ALL)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        keys.parsePool(range, type, kv.key())
            .ifPresentOrElse(
                id -> pools.put(id, pool(kv)),
                () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not a pool's key")));
      }
    }
    return pools;
  }

  private static Stored<ResourcePool> pool(KeyValue kv) {
    return stored(kv, PoolCodec.decode(kv.value()), PoolCodec::encode);
  }

  /** Reads the OLT's instances template by template. */
  private void instances(PonSelection scope) {
    List<TechProfileId> ids = new ArrayList<>(stored.ids());
    ids.addAll(idsWithoutTemplate());
    List<KeyRange> ranges = ids.stream().flatMap(id -> ranges(scope, id)).toList();
    try (Scan scan = snapshot.scan(ranges, ScanOptions.ALL)) {
      while (scan.hasNext()) {
        instance(scan.next());
      }
    }
  }

  /**
   * Ids without a stored template under which any OLT has instances. Only used if no other
   * instances were found: to find the first key of a range, etcd reads all of its keys, which may
   * be a million.
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
              () -> found(NO_PON, Finding.strayKey(key.text(), "it contains no template id")));
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
                entries
                    .computeIfAbsent(path.uniPort().pon().number(), n -> new ArrayList<>())
                    .add(storedInstance(path, kv, template(path.template()))),
            () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not an instance's key")));
  }

  private Stream<KeyRange> ranges(PonSelection scope, TechProfileId template) {
    return switch (scope) {
      case PonSelection.All all -> Stream.of(keys.instances(technology, template, olt));
      case PonSelection.Pons some ->
          some.numbers().stream().map(pon -> keys.instances(technology, template, olt, pon));
    };
  }

  private Claims claims(PonSelection scope) {
    List<KeyRange> ranges =
        switch (scope) {
          case PonSelection.All all -> List.of(keys.claims(technology, olt));
          case PonSelection.Pons some ->
              some.numbers().stream().map(pon -> keys.claims(technology, olt, pon)).toList();
        };
    SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
    for (KeyValue kv : snapshot.scan(ranges, ScanOptions.ALL).toList()) {
      keys.parseClaim(technology, olt, kv.key())
          .ifPresentOrElse(
              key -> claims.put(key, stored(kv, ClaimCodec.decode(kv.value()), ClaimCodec::encode)),
              () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not a claim's key")));
    }
    return Claims.of(claims);
  }

  private StoredInstance storedInstance(InstancePath path, KeyValue kv, Stored<Template> template) {
    String port = paths.portName(kv.key());
    return switch (ResourceInstanceCodec.decodeStored(path, port, kv.value())) {
      case Reading.Unreadable<ResourceInstanceCodec.Stored> unreadable ->
          new StoredInstance.Unreadable(path, unreadable.reason(), kv.version().token());
      case Reading.Read<ResourceInstanceCodec.Stored> read -> {
        ResourceInstance resource = read.value().resource();
        InstanceResolver.Resolved resolved = InstanceResolver.resolve(path, resource, template);
        resolved.finding().ifPresent(finding -> found(path.uniPort().pon().number(), finding));
        String type = profileTypes.computeIfAbsent(resource.profileType(), t -> t);
        yield new StoredInstance.Present(
            resolved.instance(), kv.version().token(), read.value().isOwnEncoding() ? type : null);
      }
    };
  }

  private Stored<Template> template(TechProfileId id) {
    return templates.computeIfAbsent(
        id, wanted -> stored.find(wanted).map(this::decoded).orElse(Stored.absent()));
  }

  /** Keeps all diagnostics of an unfit template, because a person needs them to correct it. */
  private Stored<Template> decoded(KeyValue kv) {
    long version = kv.version().token();
    return switch (TemplateCodec.readStored(technology, kv.value())) {
      case TemplateReading.Read read ->
          new Stored.Present<>(Template.of(read.profile(), read.warnings()), version, kv.value());
      case TemplateReading.Unreadable unreadable ->
          new Stored.Unreadable<>(Diagnostics.join(unreadable.complaints()), version);
    };
  }

  private void found(int pon, Finding finding) {
    findings.computeIfAbsent(pon, n -> new FindingList(FindingList.MOST_OF_PON)).add(finding);
  }

  private Map<Integer, List<Finding>> loadFindings() {
    Map<Integer, List<Finding>> byPon = new TreeMap<>();
    findings.forEach((pon, of) -> byPon.put(pon, of.toList()));
    return byPon;
  }

  /** A value with its decoded form, and with its bytes unless Ponkeeper would write the same. */
  static <T> Stored<T> stored(KeyValue kv, Reading<T> reading, Function<T, Bytes> encode) {
    long version = kv.version().token();
    return switch (reading) {
      case Reading.Read<T> read ->
          encode.apply(read.value()).equals(kv.value())
              ? Stored.of(read.value(), version)
              : foreign(kv, reading);
      case Reading.Unreadable<T> unreadable -> foreign(kv, reading);
    };
  }

  /** A value with its bytes, because Ponkeeper never writes it or would write different bytes. */
  private static <T> Stored<T> foreign(KeyValue kv, Reading<T> reading) {
    long version = kv.version().token();
    return switch (reading) {
      case Reading.Read<T> read -> new Stored.Present<>(read.value(), version, kv.value());
      case Reading.Unreadable<T> unreadable ->
          new Stored.Unreadable<>(unreadable.reason(), version);
    };
  }
}
