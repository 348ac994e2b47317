package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
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
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.InstanceResolver;
import org.ponkeeper.state.Registration;
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
 * The keys of one OLT in one snapshot: reads them and decodes them. Keeps the instances that were
 * read, the templates that they use, and findings about what cannot be used. Used by one thread.
 */
final class OltSnapshot {

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

  /** The instances that were read, by PON. */
  private final Map<Integer, List<StoredInstance>> instances = new TreeMap<>();

  /** Shares one string for each type, instead of one for each instance. */
  private final Map<String, String> profileTypes = new HashMap<>();

  private final Map<Integer, FindingList> findings = new TreeMap<>();
  private Optional<List<TechProfileId>> templatesInUse = Optional.empty();

  OltSnapshot(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    this.paths = keys.instancePaths(technology, olt);
    this.stored = StoredTemplates.read(snapshot, keys, technology);
  }

  /** The OLT's record. */
  Stored<OltRecord> record() {
    return snapshot
        .get(keys.oltRecord(technology, olt))
        .map(kv -> stored(kv, OltRecordCodec.decode(kv.value()), OltRecordCodec::encode))
        .orElse(Stored.absent());
  }

  /** The GEM port ids that are reserved. */
  Stored<Set<Integer>> reserved() {
    return snapshot
        .get(keys.reservedGemPortIds())
        .map(kv -> foreign(kv, ReservedIdsCodec.decode(kv.value())))
        .orElse(Stored.absent());
  }

  /** A pool, in the layout in use. */
  Stored<ResourcePool> pool(Registration registration, PoolId id) {
    for (PoolKeyLayout layout : registration.layouts()) {
      Optional<KeyValue> found = snapshot.get(keys.pool(layout, technology, olt, id));
      if (found.isPresent()) {
        return pool(found.get());
      }
    }
    return Stored.absent();
  }

  /** All pools in that layout. */
  Map<PoolId, Stored<ResourcePool>> allPools(PoolKeyLayout layout) {
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    for (ResourceType type : ResourceType.values()) {
      pools.putAll(allPools(layout, type));
    }
    return pools;
  }

  /** All pools of a type in that layout. */
  Map<PoolId, Stored<ResourcePool>> allPools(PoolKeyLayout layout, ResourceType type) {
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

  /** Reads the instances in these ranges, each of which was not read before. */
  void readInstances(List<KeyRange> ranges, ScanOptions options) {
    read(ranges, options, this::add);
  }

  /** Reads the instances in these ranges, some of which may have been read before. */
  void readMoreInstances(List<KeyRange> ranges) {
    read(
        ranges,
        ScanOptions.ALL,
        (path, kv) -> {
          if (on(path).stream().noneMatch(known -> known.path().equals(path))) {
            add(path, kv);
          }
        });
  }

  private void read(
      List<KeyRange> ranges, ScanOptions options, BiConsumer<InstancePath, KeyValue> reader) {
    try (Scan scan = snapshot.scan(ranges, options)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        if (options.needs(kv)) {
          paths
              .parse(kv.key())
              .ifPresentOrElse(
                  path -> reader.accept(path, kv),
                  () -> found(NO_PON, Finding.strayKey(kv.key().text(), "not an instance's key")));
        }
      }
    }
  }

  private void add(InstancePath path, KeyValue kv) {
    on(path).add(storedInstance(path, kv, template(path.template())));
  }

  /** The instances that were read of the PON of the path. */
  private List<StoredInstance> on(InstancePath path) {
    return instances.computeIfAbsent(path.uniPort().pon().number(), n -> new ArrayList<>());
  }

  /** The instances that were read, by PON. */
  Map<Integer, List<StoredInstance>> instances() {
    return instances;
  }

  /** The ids under which the OLT may have instances, with a stored template or without. */
  List<TechProfileId> templatesInUse() {
    if (templatesInUse.isEmpty()) {
      List<TechProfileId> ids = new ArrayList<>(stored.ids());
      ids.addAll(idsWithoutTemplate());
      templatesInUse = Optional.of(ids);
    }
    return templatesInUse.get();
  }

  /** The PONs with instances, found by their keys. */
  Set<Integer> ponsWithInstances() {
    Set<Integer> pons = new TreeSet<>();
    templatesInUse().forEach(id -> addPonsInUse(id, pons));
    return pons;
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

  /** Reads the claims in these ranges into the map. */
  void readClaims(List<KeyRange> ranges, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    readClaims(ranges, ScanOptions.ALL, kv -> true, claims);
  }

  /** Reads the claims of an owner in these ranges into the map. */
  void readClaimsOf(
      OwnerName owner, List<KeyRange> ranges, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    ScanOptions ofOwner = ScanOptions.ALL.hint(keys.claimsOf(owner));
    readClaims(ranges, ofOwner, ofOwner::needs, claims);
  }

  /** Reads the claims in these ranges that may include the id into the map. */
  void readClaimsTo(
      int id, List<KeyRange> ranges, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    ScanOptions toId = ScanOptions.ALL.hint(new ScanHint.ValueContains(ClaimCodec.bytesOf(id)));
    readClaims(ranges, toId, kv -> ClaimCodec.mayInclude(kv.value(), id), claims);
  }

  private void readClaims(
      List<KeyRange> ranges,
      ScanOptions options,
      Predicate<KeyValue> needed,
      SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    try (Scan scan = snapshot.scan(ranges, options)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        if (needed.test(kv)) {
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

  /** A template; it belongs to the state that is loaded. */
  Stored<Template> template(TechProfileId id) {
    return templates.computeIfAbsent(
        id, wanted -> stored.find(wanted).map(this::decoded).orElse(Stored.absent()));
  }

  /** The templates that were requested, and those that the instances use. */
  Map<TechProfileId, Stored<Template>> templates() {
    return templates;
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

  /** The findings about what was read, by PON. */
  Map<Integer, List<Finding>> findings() {
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
