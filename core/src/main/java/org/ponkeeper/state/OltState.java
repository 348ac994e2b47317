package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdSpan;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.History;

/**
 * All data of an OLT at one moment: its record, and its loaded PONs. Immutable; each part has the
 * version at which it was read.
 *
 * @param history the history of the store that the versions belong to
 * @param technology the technology
 * @param olt the OLT
 * @param record the stored record
 * @param reserved the stored list of reserved GEM port ids
 * @param registration the PONs and pools of the OLT, from the record or inferred
 * @param templates by id, every template that a loaded PON uses, and those that requests need
 * @param pools every pool that a loaded PON uses
 * @param pons by number, the loaded PONs; if a PON is loaded, so are all PONs that share a pool
 *     with it
 * @param claims the claims on the loaded PONs
 * @param loadFindings the findings made while loading, by PON
 * @param neighbours the other technologies of the device, if their pools have the same keys
 * @param adapterState the openolt adapter's own lists, if the OLT maintains them
 */
public record OltState(
    History history,
    Technology technology,
    OltId olt,
    Stored<OltRecord> record,
    Stored<Set<Integer>> reserved,
    Registration registration,
    Map<TechProfileId, Stored<Template>> templates,
    Map<PoolId, Stored<ResourcePool>> pools,
    Map<Integer, PonState> pons,
    Claims claims,
    Map<Integer, List<Finding>> loadFindings,
    SharedPoolPeers neighbours,
    AdapterState adapterState) {

  public OltState {
    // These are not copied if they come from another state.
    templates = Map.copyOf(templates);
    pools = PoolMap.copyOf(pools);
    pons = PonStates.copyOf(pons);
    loadFindings = Map.copyOf(loadFindings);
  }

  /** The PON's state; the PON must be loaded. */
  public PonState pon(int number) {
    PonState pon = pons.get(number);
    if (pon == null) {
      throw new IllegalStateException("PON " + number + " is not loaded");
    }
    return pon;
  }

  /** The template's state; it must be loaded. */
  public Stored<Template> template(TechProfileId id) {
    Stored<Template> template = templates.get(id);
    if (template == null) {
      throw new IllegalStateException("template " + id + " is not loaded");
    }
    return template;
  }

  /** The pool's state; absent if none was found. */
  public Stored<ResourcePool> pool(PoolId id) {
    Stored<ResourcePool> pool = pools.get(id);
    return pool == null ? Stored.absent() : pool;
  }

  /** The pools of the type in which the id is taken. */
  List<PoolId> poolsTaking(ResourceType type, int id) {
    return PoolMap.copyOf(pools).taking(type, id);
  }

  /** Whether an instance on any loaded PON is found by the id. */
  boolean hasInstanceOf(SearchQuery.ById query) {
    PonStates all = PonStates.copyOf(pons);
    return query.types().stream().anyMatch(type -> all.hasInstanceOf(type, query.id()));
  }

  /** The stored instance at the path, if any; its PON must be loaded. */
  public Optional<StoredInstance> find(InstancePath path) {
    return pon(path.uniPort().pon().number()).find(path);
  }

  /** The stored instance, or null, also if there is no such PON. Allocates nothing. */
  public @Nullable StoredInstance at(TechProfileId template, UniPort uniPort) {
    PonState pon = pons.get(uniPort.pon().number());
    return pon == null ? null : pon.at(template, uniPort);
  }

  /** The ids of the claim; its PON must be loaded. */
  public Stored<Set<Integer>> claim(ClaimKey key) {
    return claims.find(key).orElse(Stored.absent());
  }

  /**
   * Whether the id is never allocated: it is in the list of reserved GEM port ids, as far as that
   * can be read, or in a gap between the ranges of the pool's PONs.
   */
  public boolean isReserved(PoolId pool, int id) {
    boolean listed =
        pool.type() == ResourceType.GEM_PORT_ID
            && reserved instanceof Stored.Present<Set<Integer>> list
            && list.value().contains(id);
    return listed || registration.isGap(pool, id);
  }

  /** The ids of the pool that an instance or a claim owns, taken in the bitmap or not. */
  public BitSet ownedOn(PoolId pool) {
    BitSet ids = new BitSet();
    addOwned(pool.type(), registration.ponsOf(pool), ids);
    neighbours.addOwned(pool, ids);
    return ids;
  }

  void addOwned(ResourceType type, Set<Integer> onPons, BitSet ids) {
    for (int pon : onPons) {
      pon(pon).addOwned(type, ids);
      claims
          .on(pon)
          .forEach((key, claim) -> {
            if (key.type() == type && claim instanceof Stored.Present<Set<Integer>> present) {
              present.value().forEach(ids::set);
            }
          });
    }
  }

  /** The owners of the id of the pool: instances first, then claims; more than one is an error. */
  public List<IdOwner> ownersOf(PoolId pool, int id) {
    List<IdOwner> owners = ownersOf(pool.type(), registration.ponsOf(pool), id);
    owners.addAll(neighbours.ownersOf(pool, id));
    return owners;
  }

  public List<IdOwner> ownersOf(ResourceType type, Set<Integer> onPons, int id) {
    List<IdOwner> owners = new ArrayList<>();
    for (int pon : onPons) {
      owners.addAll(pon(pon).ownersOf(type, id));
    }
    for (int pon : onPons) {
      claims
          .on(pon)
          .forEach((key, claim) -> {
            if (key.type() == type
                && claim instanceof Stored.Present<Set<Integer>> present
                && present.value().contains(id)) {
              owners.add(new IdOwner.ByClaim(key));
            }
          });
    }
    return owners;
  }

  /** The owner of the id, if it has one. */
  public Optional<IdOwner> holderOf(PoolId pool, int id) {
    Optional<IdOwner> owner = ownersOf(pool, id).stream().findFirst();
    if (owner.isPresent()) {
      return owner;
    }
    if (isReserved(pool, id)) {
      return Optional.of(new IdOwner.Reserved());
    }
    boolean taken =
        pool(pool) instanceof Stored.Present<ResourcePool> present && present.value().isTaken(id);
    return taken ? Optional.of(new IdOwner.Unknown()) : Optional.empty();
  }

  /** Every id of the pool that is taken or owned, ascending, with its owner. */
  public SortedMap<Integer, IdOwner> holders(PoolId pool) {
    SortedMap<Integer, IdOwner> holders = new TreeMap<>();
    PoolOwners.of(this, pool).forEach((id, owners) -> holders.put(id, owners.getFirst()));
    if (pool(pool) instanceof Stored.Present<ResourcePool> present) {
      IdOwner reserved = new IdOwner.Reserved();
      IdOwner unknown = new IdOwner.Unknown();
      present
          .value()
          .taken()
          .forEach(id -> holders.putIfAbsent(id, isReserved(pool, id) ? reserved : unknown));
    }
    return holders;
  }

  /** An unreadable value on the PONs of the pool that may own ids of it, if any. */
  public Optional<UnreadableOwner> unreadableOwnerOn(PoolId pool) {
    return unreadableOwner(pool.type(), registration.ponsOf(pool))
        .or(() -> neighbours.unreadableOwnerOn(pool));
  }

  Optional<UnreadableOwner> unreadableOwner(ResourceType type, Set<Integer> onPons) {
    boolean ofInstances = type == ResourceType.ALLOC_ID || type == ResourceType.GEM_PORT_ID;
    Optional<UnreadableOwner> instance =
        onPons.stream()
            .filter(pon -> ofInstances)
            .flatMap(pon -> pon(pon).unreadable())
            .findFirst()
            .map(g -> new UnreadableOwner(new ReadKey.OfInstance(g.path()), g.error()));
    return instance.or(() ->
        onPons.stream()
            .flatMap(pon -> claims.on(pon).entrySet().stream())
            .filter(claim -> claim.getKey().type() == type)
            .flatMap(claim ->
                claim.getValue() instanceof Stored.Unreadable<Set<Integer>> unreadable
                    ? Stream.of(
                        new UnreadableOwner(
                            new ReadKey.OfClaim(claim.getKey()), unreadable.error(claim.getKey())))
                    : Stream.empty())
            .findFirst());
  }

  /** The multicast GEM port ids of the templates in use on the PONs of the pool, by template. */
  public Map<TechProfileId, List<Integer>> multicastIdsOn(PoolId pool) {
    Map<TechProfileId, List<Integer>> byTemplate = new TreeMap<>();
    if (pool.type() == ResourceType.GEM_PORT_ID) {
      registration.ponsOf(pool).stream()
          .flatMap(pon -> pon(pon).templates().stream())
          .distinct()
          .forEach(id ->
              template(id)
                  .readable()
                  .map(template -> template.profile().multicastGemPortIds())
                  .filter(ids -> !ids.isEmpty())
                  .ifPresent(ids -> byTemplate.put(id, ids)));
    }
    return byTemplate;
  }

  /** Whether the key's data is loaded, so that its version is known. */
  public boolean isAbout(ReadKey readKey) {
    return switch (readKey) {
      case ReadKey.OfRecord k -> true;
      case ReadKey.OfReservedIds k -> true;
      case ReadKey.OfTemplate k -> templates.containsKey(k.id());
      case ReadKey.OfPool k -> registration.ponsOf(k.id()).stream().anyMatch(pons::containsKey);
      case ReadKey.OfInstance k -> pons.containsKey(pon(k.path()));
      case ReadKey.OfClaim k -> pons.containsKey(k.key().pon());
      case ReadKey.OfAdapterList k -> adapterState.isKept() && pons.containsKey(k.id().pon());
      case ReadKey.OfOnuData k -> false;
      case ReadKey.OfAdapter k -> false;
    };
  }

  /** The PONs of the keys; keys of the OLT as a whole have none. */
  public Set<Integer> ponsOf(Set<ReadKey> readKeys) {
    Set<Integer> numbers = new TreeSet<>();
    for (ReadKey readKey : readKeys) {
      switch (readKey) {
        case ReadKey.OfInstance k -> numbers.add(pon(k.path()));
        case ReadKey.OfPool k -> numbers.addAll(registration.ponsOf(k.id()));
        case ReadKey.OfClaim k -> numbers.add(k.key().pon());
        case ReadKey.OfAdapterList k -> numbers.add(k.id().pon());
        case ReadKey.OfRecord k -> {}
        case ReadKey.OfReservedIds k -> {}
        case ReadKey.OfTemplate k -> {}
        case ReadKey.OfOnuData k -> {}
        case ReadKey.OfAdapter k -> {}
      }
    }
    return numbers;
  }

  /** The version at which the value was read; {@link Stored#ABSENT} if there was none. */
  public long versionOf(ReadKey readKey) {
    return switch (readKey) {
      case ReadKey.OfInstance k ->
          find(k.path()).map(StoredInstance::version).orElse(Stored.ABSENT);
      case ReadKey.OfOnuData k -> k.version();
      default -> stored(readKey).version();
    };
  }

  /** The version of the last known change of the value, including its deletion. */
  public long lastChangeOf(ReadKey readKey) {
    return readKey instanceof ReadKey.OfInstance
        ? versionOf(readKey)
        : stored(readKey).lastChange();
  }

  private Stored<?> stored(ReadKey readKey) {
    return switch (readKey) {
      case ReadKey.OfRecord k -> record;
      case ReadKey.OfReservedIds k -> reserved;
      case ReadKey.OfTemplate k -> templates.getOrDefault(k.id(), Stored.absent());
      case ReadKey.OfPool k -> pool(k.id());
      case ReadKey.OfClaim k -> claim(k.key());
      case ReadKey.OfAdapterList k -> adapterState.find(k.id());
      case ReadKey.OfInstance k ->
          throw new IllegalArgumentException("an instance is not a Stored value");
      case ReadKey.OfOnuData k ->
          throw new IllegalStateException("maps and flow infos are not loaded");
      case ReadKey.OfAdapter k ->
          throw new IllegalStateException("an adapter's data are not loaded");
    };
  }

  /** The state after the changes; everything changed gets this version. */
  public OltState apply(List<Change> changes, long version) {
    Stored<OltRecord> nextRecord = record;
    Registration nextRegistration = registration;
    PoolMap nextPools = PoolMap.copyOf(pools);
    PonStates nextPons = PonStates.copyOf(pons);
    Claims nextClaims = claims;
    AdapterState nextAdapterState = adapterState;
    for (Change change : changes) {
      switch (change) {
        case Change.PutInstance put -> {
          int pon = pon(put.instance().path());
          PonState there = nextPons.find(pon).orElseThrow();
          nextPons =
              nextPons.with(
                  pon,
                  there.with(
                      new StoredInstance.Present(
                          put.instance(),
                          version,
                          put.resource().profileType(),
                          put.foreignFields())));
        }
        case Change.DropInstance drop -> {
          int pon = pon(drop.path());
          PonState there = nextPons.find(pon).orElseThrow();
          nextPons = nextPons.with(pon, there.without(drop.path()));
        }
        case Change.PutPool put ->
            nextPools = nextPools.with(put.id(), Stored.of(put.pool(), version));
        case Change.PutClaim put ->
            nextClaims = nextClaims.with(put.key(), Stored.of(put.ids(), version));
        case Change.DropClaim drop -> nextClaims = nextClaims.without(drop.key());
        case Change.PutAdapterList put -> {
          nextAdapterState =
              nextAdapterState.with(
                  put.id(),
                  put.ids().isEmpty()
                      ? new Stored.Absent<>(version)
                      : Stored.of(new IdList(put.ids()), version));
        }
        case Change.OfAdapter own -> {}
        case Change.PutRecord put -> {
          // Without a record all data was loaded: a PON that was not found is empty.
          nextRecord = Stored.of(put.record(), version);
          nextRegistration = Registration.of(put.record());
          for (int pon : put.record().pons()) {
            if (!nextPons.containsKey(pon)) {
              nextPons = nextPons.with(pon, PonState.EMPTY);
            }
          }
        }
      }
    }
    return new OltState(
        history,
        technology,
        olt,
        nextRecord,
        reserved,
        nextRegistration,
        templates,
        nextPools,
        nextPons,
        nextClaims,
        loadFindings,
        neighbours,
        nextAdapterState);
  }

  /** An overview of the OLT. */
  public OltOverview overview() {
    List<OltOverview.Pool> summaries = new ArrayList<>();
    new TreeMap<>(pools)
        .forEach((id, pool) -> {
          switch (pool) {
            case Stored.Present<ResourcePool> p ->
                summaries.add(
                    new OltOverview.Pool(
                        id, Optional.of(p.value().range()), p.value().takenCount()));
            case Stored.Unreadable<ResourcePool> p ->
                summaries.add(new OltOverview.Pool(id, Optional.empty(), 0));
            case Stored.Absent<ResourcePool> p -> {}
          }
        });
    int instances = pons.values().stream().mapToInt(PonState::readableCount).sum();
    return new OltOverview(
        technology,
        olt,
        registration.record(),
        registration.pons(),
        registration.layout(),
        instances,
        List.copyOf(summaries));
  }

  /**
   * How many ids each pool of the loaded PONs has in use, also pools that no change has needed yet.
   * Ordered by type and index. Omits pools that cannot be read, and types without a range.
   */
  public List<PoolUsage> poolUsage() {
    return poolUsage(this::usageOf);
  }

  /** The same with the usage of each pool as the function tells it. */
  List<PoolUsage> poolUsage(Function<PoolBinding.Bound, PoolUsage> usageOf) {
    SortedMap<PoolId, PoolUsage> usage = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      for (int pon : registration.pons()) {
        if (registration.bind(type, pon) instanceof PoolBinding.Bound bound
            && !(pool(bound.id()) instanceof Stored.Unreadable<ResourcePool>)) {
          usage.computeIfAbsent(bound.id(), id -> usageOf.apply(bound));
        }
      }
    }
    return List.copyOf(usage.values());
  }

  /** How many ids of a pool are in use; the pool must not be unreadable. */
  PoolUsage usageOf(PoolBinding.Bound bound) {
    PoolSpace space = PoolSpace.of(this, bound);
    int free = space.freeCount();
    return new PoolUsage(
        bound.id(),
        bound.shared(),
        bound.ranges(),
        space.offeredCount() - free,
        free,
        space.reservedCount());
  }

  /**
   * The number of ids of a pool that can be allocated, without reserved and multicast ones. A pool
   * that does not exist yet is empty; the pool must not be unreadable.
   */
  public int freeOn(PoolBinding.Bound bound) {
    return PoolSpace.of(this, bound).freeCount();
  }

  /**
   * The ids of a pool by their state, ascending and without gaps: those that the technology allows,
   * those of the ranges, and those that are taken. The pool must not be unreadable.
   */
  public List<IdSpan> spansOf(PoolBinding.Bound bound) {
    return PoolSpace.of(this, bound).spans();
  }

  /** All findings about the loaded data, those of the OLT as a whole first. */
  public List<Finding> findings() {
    return Findings.of(this);
  }

  /**
   * The findings that concern one PON: those of the OLT, and those of the PON's templates, pools
   * and instances.
   */
  public List<Finding> findings(int pon) {
    return Findings.of(this, pon);
  }

  /** Whether every PON of {@code numbers} is loaded. */
  public boolean isLoaded(Set<Integer> numbers) {
    return pons.keySet().containsAll(numbers);
  }

  private static int pon(InstancePath path) {
    return path.uniPort().pon().number();
  }
}
