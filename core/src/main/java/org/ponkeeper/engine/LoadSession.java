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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterState;
import org.ponkeeper.state.Claims;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PonState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.SharedPoolPeers;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * One load of an OLT from one snapshot: what is read, and in which order. Pools come before
 * instances. Used once, by one thread.
 */
public final class LoadSession {

  /** The maximum number of PONs whose claims are read range by range, and not with all others. */
  private static final int MOST_RANGES_OF_CLAIMS = 16;

  private final Snapshot snapshot;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final OltSnapshot at;

  /** What is read. */
  private final LoadFilter filter;

  /** The PONs with instances, if they were found by keys. */
  private Optional<Set<Integer>> ponsInUse = Optional.empty();

  public LoadSession(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this(snapshot, keys, technology, olt, LoadFilter.ALL);
  }

  /** A load of only what the filter needs. */
  LoadSession(
      Snapshot snapshot, KeySpace keys, Technology technology, OltId olt, LoadFilter filter) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    this.at = new OltSnapshot(snapshot, keys, technology, olt);
    this.filter = filter;
  }

  public OltState run(PonSelection scope, Set<TechProfileId> wanted) {
    return run(at.record(), scope, wanted);
  }

  /** All data, as if the OLT had no record. */
  public OltState withoutRecord() {
    return run(Stored.absent(), new PonSelection.All(), Set.of());
  }

  private OltState run(Stored<OltRecord> record, PonSelection scope, Set<TechProfileId> wanted) {
    Stored<Set<Integer>> reserved = at.reserved();
    wanted.forEach(at::template);
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
      pools.putAll(at.allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY));
      if (pools.isEmpty()) {
        pools.putAll(at.allPools(PoolKeyLayout.WITH_TECHNOLOGY));
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
        at.templates(),
        pools,
        ponStates(registration, effective),
        claims,
        at.findings(),
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
    Stored<OltRecord> record = at.record();
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
        at.templates(),
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
    at.allPools(PoolKeyLayout.WITH_TECHNOLOGY, ResourceType.ONU_ID)
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
      pools.putAll(at.allPools(PoolKeyLayout.WITH_TECHNOLOGY));
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
    Stored<OltRecord> record = at.record();
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
              at.allPools(PoolKeyLayout.WITHOUT_TECHNOLOGY),
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
            at.templates(),
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
    at.instances().forEach((pon, of) -> pons.put(pon, PonState.of(of)));
    return pons;
  }

  private static Collection<Integer> pons(Registration registration, PonSelection scope) {
    return switch (scope) {
      case PonSelection.All all -> registration.pons();
      case PonSelection.Pons some -> some.numbers();
    };
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
            pools.computeIfAbsent(bound.id(), id -> at.pool(registration, id));
          }
        }
      }
      return pools;
    }
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
    for (PoolKeyLayout layout : registration.layouts().reversed()) {
      filter.types().forEach(type -> pools.putAll(at.allPools(layout, type)));
    }
    return pools;
  }

  /** Reads the OLT's instances template by template. */
  private void instances(PonSelection scope) {
    if (filter.readsOwners()) {
      instances(scope, filter.instances());
    }
  }

  private void instances(PonSelection scope, ScanOptions options) {
    at.readInstances(
        at.templatesInUse().stream().flatMap(id -> ranges(scope, id)).toList(), options);
  }

  /** Reads the instances of the ONU of a search on these PONs. */
  private void instancesOfOnu(Collection<Integer> pons) {
    filter.onu().ifPresent(onu -> pons.forEach(pon -> instancesOfOnu(pon, onu)));
  }

  private void instancesOfOnu(int pon, int onu) {
    at.readMoreInstances(
        at.templatesInUse().stream()
            .map(id -> keys.instances(technology, id, olt, pon, onu))
            .toList());
  }

  /** The PONs with instances; if not all instances are read, they are found by their keys. */
  private Set<Integer> ponsInUse() {
    if (filter.isAll()) {
      return at.instances().keySet();
    }
    if (ponsInUse.isEmpty()) {
      ponsInUse = Optional.of(at.ponsWithInstances());
    }
    return ponsInUse.get();
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
    if (filter.claimedId().isPresent()) {
      at.readClaimsTo(filter.claimedId().getAsInt(), ranges, claims);
      addOwnersOfOnus(claims);
    } else {
      at.readClaims(ranges, claims);
    }
    return Claims.of(claims);
  }

  /** Reads the claims to the ids of the ONUs of all instances, ONUs with the same id at once. */
  private void addOwnersOfOnus(SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    SortedMap<Integer, SortedSet<Integer>> ponsOfOnu = new TreeMap<>();
    at.instances()
        .forEach((pon, ofPon) ->
            ofPon.forEach(entry ->
                ponsOfOnu
                    .computeIfAbsent(entry.path().uniPort().onu().number(), n -> new TreeSet<>())
                    .add(pon)));
    ponsOfOnu.forEach((onu, pons) -> addClaimsToOnu(pons, onu, claims));
  }

  /** Reads the claims to an ONU's id on these PONs; on many PONs, one read of all is faster. */
  private void addClaimsToOnu(
      Collection<Integer> pons, int onu, SortedMap<ClaimKey, Stored<Set<Integer>>> claims) {
    List<KeyRange> ranges =
        pons.size() > MOST_RANGES_OF_CLAIMS
            ? List.of(keys.claims(technology, olt))
            : pons.stream()
                .map(pon -> keys.claims(technology, olt, pon, ResourceType.ONU_ID))
                .toList();
    at.readClaimsTo(onu, ranges, claims);
  }

  /** The instances on an ONU, and the claims to its id; nothing else. */
  OltState ofOnu(OnuId onu) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
    addClaimsToOnu(Set.of(onu.pon().number()), onu.number(), claims);
    instancesOfOnu(onu.pon().number(), onu.number());
    return partOf(claims);
  }

  /** The claims of an owner, and the instances of the ONUs whose ids it claims; nothing else. */
  OltState ofOwner(OwnerName owner) {
    SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
    at.readClaimsOf(owner, List.of(keys.claims(technology, olt)), claims);
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
        Registration.inferred(Map.of(), at.instances().keySet(), PoolKeyLayout.WITH_TECHNOLOGY);
    Map<Integer, PonState> pons = ponStates(unknown, new PonSelection.Pons(Set.of()));
    claims.keySet().forEach(claim -> pons.putIfAbsent(claim.pon(), PonState.EMPTY));
    return new OltState(
        snapshot.history(),
        technology,
        olt,
        Stored.absent(),
        Stored.absent(),
        unknown,
        at.templates(),
        Map.of(),
        pons,
        Claims.of(claims),
        at.findings(),
        SharedPoolPeers.NONE,
        AdapterState.NOT_KEPT);
  }
}
