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
import java.util.TreeSet;
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
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
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
import org.ponkeeper.store.ScanHint;
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

  /** What is read. */
  private final LoadFilter filter;

  private Optional<List<TechProfileId>> templatesInUse = Optional.empty();

  /** The PONs with instances, if they were found by keys. */
  private Optional<Set<Integer>> ponsInUse = Optional.empty();

  public LoadSession(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this(snapshot, keys, technology, olt, LoadFilter.ALL);
  }

  /** A load of only what the filter needs. */
  LoadSession(
      Snapshot snapshot, KeySpace keys, Technology technology, OltId olt, LoadFilter filter) {
    this.filter = filter;
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
      instances(filter.owners(registration, pools, effective));
      instancesOfOnu(pons(registration, effective));
      neighbours = neighbours(registration, effective);
    } else {
      // The Go library's data can be interpreted only as a whole.
      effective = new PonSelection.All();
      pools.putAll(allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY));
      if (pools.isEmpty()) {
        pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
        instances(effective);
        instancesOfOnu(ponsInUse());
        registration = Registration.inferred(pools, ponsInUse(), PoolKeyLayout.WITH_TECHNOLOGY);
        neighbours = SharedPoolPeers.NONE;
      } else {
        addOnuIdsLeftBehind(pools);
        instances(effective);
        instancesOfOnu(ponsInUse());
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
        filter.isAll()
            ? new AdapterStateLoad(snapshot, keys, technology, olt)
                .load(record, registration, effective)
            : AdapterState.NOT_KEPT);
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
    Set<PoolId> foreign = neighbours.onlyTheirs(pools, ponsInUse());
    pools.keySet().removeAll(foreign);
    if (pools.isEmpty()) {
      pools.putAll(allPools(PoolKeyLayout.WITH_TECHNOLOGY));
      if (!pools.isEmpty()) {
        return Registration.inferred(pools, ponsInUse(), PoolKeyLayout.WITH_TECHNOLOGY);
      }
    }
    // Writers for the device use the newer layout, so this OLT must too, even if it has no keys
    // there.
    return Registration.inferred(pools, ponsInUse(), PoolKeyLayout.WITHOUT_TECHNOLOGY);
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
        new LoadSession(snapshot, keys, other, olt, filter)
            .asNeighbour(scope)
            .ifPresent(states::add);
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
          && ponsInUse().isEmpty()
          && claims.all().findAny().isEmpty()) {
        return Optional.empty();
      }
      registration =
          Registration.inferred(
              allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY),
              ponsInUse(),
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
    pons(registration, scope).forEach(pon -> pons.put(pon, PonState.EMPTY));
    entries.forEach((pon, of) -> pons.put(pon, PonState.of(of)));
    return pons;
  }

  private static Collection<Integer> pons(Registration registration, PonSelection scope) {
    return switch (scope) {
      case PonSelection.All all -> registration.pons();
      case PonSelection.Pons some -> some.numbers();
    };
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
      for (ResourceType type : filter.types()) {
        for (int pon : some.numbers()) {
          if (registration.bind(type, pon) instanceof PoolBinding.Bound bound) {
            pools.computeIfAbsent(bound.id(), id -> pool(registration, id));
          }
        }
      }
      return pools;
    }
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    for (PoolKeyLayout layout : registration.layouts().reversed()) {
      filter.types().forEach(type -> pools.putAll(allPools(layout, type)));
    }
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
    if (filter.readsOwners()) {
      instances(scope, filter.instances());
    }
  }

  private void instances(PonSelection scope, ScanOptions options) {
    scan(templatesInUse().stream().flatMap(id -> ranges(scope, id)).toList(), options);
  }

  /** Reads the instances of the ONU of a search on these PONs. */
  private void instancesOfOnu(Collection<Integer> pons) {
    filter.onu().ifPresent(onu -> pons.forEach(pon -> instancesOfOnu(pon, onu)));
  }

  private void instancesOfOnu(int pon, int onu) {
    scan(
        templatesInUse().stream().map(id -> keys.instances(technology, id, olt, pon, onu)).toList(),
        ScanOptions.ALL);
  }

  private void scan(List<KeyRange> ranges, ScanOptions options) {
    try (Scan scan = snapshot.scan(ranges, options)) {
      while (scan.hasNext()) {
        KeyValue found = scan.next();
        if (options.needs(found)) {
          instance(found);
        }
      }
    }
  }

  /** The ids under which the OLT may have instances, with a stored template or without. */
  private List<TechProfileId> templatesInUse() {
    if (templatesInUse.isEmpty()) {
      List<TechProfileId> ids = new ArrayList<>(stored.ids());
      ids.addAll(idsWithoutTemplate());
      templatesInUse = Optional.of(ids);
    }
    return templatesInUse.get();
  }

  /** The PONs with instances; if not all instances are read, they are found by their keys. */
  private Set<Integer> ponsInUse() {
    if (filter.isAll()) {
      return entries.keySet();
    }
    if (ponsInUse.isEmpty()) {
      Set<Integer> pons = new TreeSet<>();
      templatesInUse().forEach(id -> addPonsInUse(id, pons));
      ponsInUse = Optional.of(pons);
    }
    return ponsInUse.get();
  }

  /** Reads one key of each PON. */
  private void addPonsInUse(TechProfileId template, Set<Integer> pons) {
    KeyRange all = keys.instances(technology, template, olt);
    Optional<Key> key = first(List.of(all));
    while (key.isPresent()) {
      Optional<InstancePath> path = paths.parse(key.get());
      String next = key.get().text() + '\0';
      if (path.isPresent()) {
        int pon = path.get().uniPort().pon().number();
        pons.add(pon);
        next = keys.instances(technology, template, olt, pon).endExclusive().orElseThrow();
      }
      key = first(List.of(KeyRange.from(next, all)));
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
            path -> instance(path, kv),
            () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not an instance's key")));
  }

  private void instance(InstancePath path, KeyValue kv) {
    List<StoredInstance> there =
        entries.computeIfAbsent(path.uniPort().pon().number(), n -> new ArrayList<>());
    // A search may read an instance twice: for its ids, and for its ONU.
    if (filter.isAll() || there.stream().noneMatch(known -> known.path().equals(path))) {
      there.add(storedInstance(path, kv, template(path.template())));
    }
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
    addClaims(ranges, filter.claims(), claims);
    if (!filter.isAll()) {
      entries.forEach((pon, ofPon) -> addOwnersOfOnus(pon, ofPon, claims));
    }
    return Claims.of(claims);
  }

  private void addClaims(
      List<KeyRange> ranges,
      ScanOptions options,
      SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    try (Scan scan = snapshot.scan(ranges, options)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        if (options.needs(kv)) {
          addClaim(kv, claims);
        }
      }
    }
  }

  private void addClaim(KeyValue kv, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    keys.parseClaim(technology, olt, kv.key())
        .ifPresentOrElse(
            key -> claims.put(key, stored(kv, ClaimCodec.decode(kv.value()), ClaimCodec::encode)),
            () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not a claim's key")));
  }

  /** Reads the claims to the ids of these instances' ONUs. */
  private void addOwnersOfOnus(
      int pon, List<StoredInstance> entries, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    Set<Integer> onus = new TreeSet<>();
    entries.forEach(entry -> onus.add(entry.path().uniPort().onu().number()));
    onus.forEach(onu -> addClaimsToOnu(pon, onu, claims));
  }

  private void addClaimsToOnu(int pon, int onu, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    addClaims(
        List.of(keys.claims(technology, olt, pon, ResourceType.ONU_ID)),
        ScanOptions.ALL.hint(new ScanHint.ValueContains(ClaimCodec.bytesOf(onu))),
        claims);
  }

  /** The instances on an ONU, and the claims to its id; nothing else. */
  OltState ofOnu(OnuId onu) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
    addClaimsToOnu(onu.pon().number(), onu.number(), claims);
    instancesOfOnu(onu.pon().number(), onu.number());
    return partOf(claims);
  }

  /** The claims of an owner, and the instances of the ONUs whose ids it claims; nothing else. */
  OltState ofOwner(OwnerName owner) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
    addClaims(
        List.of(keys.claims(technology, olt)), ScanOptions.ALL.hint(keys.claimsOf(owner)), claims);
    for (Map.Entry<ClaimKey, Stored<Set<Integer>>> claim : claims.entrySet()) {
      if (claim.getKey().type() == ResourceType.ONU_ID
          && claim.getValue() instanceof Stored.Present<Set<Integer>> held) {
        held.value().forEach(onu -> instancesOfOnu(claim.getKey().pon(), onu));
      }
    }
    return partOf(claims);
  }

  /** A state of what was read, without registration and pools. */
  private OltState partOf(SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    Registration unknown =
        Registration.inferred(Map.of(), entries.keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
    Map<Integer, PonState> pons = ponStates(unknown, new PonSelection.Pons(Set.of()));
    claims.keySet().forEach(claim -> pons.putIfAbsent(claim.pon(), PonState.EMPTY));
    return new OltState(
        snapshot.history(),
        technology,
        olt,
        Stored.absent(),
        Stored.absent(),
        unknown,
        templates,
        Map.of(),
        pons,
        Claims.of(claims),
        loadFindings(),
        SharedPoolPeers.NONE,
        AdapterState.NOT_KEPT);
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
            resolved.instance(), kv.version().token(), type, read.value().foreignFields());
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
