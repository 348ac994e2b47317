package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.decide.Decision;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.History;

/** Builds states of one XGS-PON OLT, registered with PONs 0 and 1 unless told otherwise. */
public final class Fixture {

  public static final OltId OLT = new OltId("olt-1");
  public static final int T4 = 64;
  public static final int SHARING = 65;
  public static final int MULTICAST = 66;

  private Stored<OltRecord> record = Stored.of(record(), 1);
  private Stored<Set<Integer>> reserved = Stored.absent();
  private final Map<TechProfileId, Stored<Template>> templates = new TreeMap<>();
  private final Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>();
  private final Map<Integer, List<StoredInstance>> slots = new TreeMap<>();
  private final SortedMap<ClaimKey, Stored<Set<Integer>>> claims = new TreeMap<>();
  private final Map<AdapterListId, Stored<IdList>> lists = new HashMap<>();
  private AdapterState adapterState = AdapterState.NOT_KEPT;
  private long version = 100;

  public Fixture() {
    template(T4, TestTemplates.queues(4));
    template(SHARING, TestTemplates.sharing(1));
    template(MULTICAST, TestTemplates.multicast(1, 4069));
    slots.put(0, new ArrayList<>());
    slots.put(1, new ArrayList<>());
  }

  public static OltRecord record() {
    return new OltRecord(
        new TreeSet<>(List.of(0, 1)),
        Map.of(
            ResourceType.ONU_ID, IdRanges.of(1, 32),
            ResourceType.ALLOC_ID, IdRanges.of(1024, 1031),
            ResourceType.GEM_PORT_ID, IdRanges.of(1024, 1055)),
        Map.of(),
        PoolKeyLayout.WITH_TECHNOLOGY,
        false,
        OltRecord.State.LIVE);
  }

  public static InstancePath path(int template, int pon, int onu, int uni) {
    return new InstancePath(
        Technology.XGS_PON, new TechProfileId(template), UniPort.of("olt-1", pon, onu, uni));
  }

  public Fixture record(Stored<OltRecord> state) {
    record = at(state, 1);
    return this;
  }

  public Fixture reserved(Stored<Set<Integer>> state) {
    reserved = at(state, version++);
    return this;
  }

  public Fixture template(int id, TechProfile profile) {
    return template(id, present(Template.of(profile, List.of())));
  }

  public Fixture template(int id, Stored<Template> state) {
    templates.put(new TechProfileId(id), at(state, version++));
    return this;
  }

  public Fixture pool(ResourceType type, int index, Stored<ResourcePool> state) {
    pools.put(new PoolId(type, index), at(state, version++));
    return this;
  }

  public Fixture pool(ResourceType type, int index, int first, int last, Integer... taken) {
    return pool(
        type,
        index,
        present(
            ResourcePool.empty(index, new IdRange(first, last)).take(List.of(taken), id -> false)));
  }

  public Fixture held(InstancePath path, int allocId, int... gemPortIds) {
    TechProfileId id = path.template();
    ResourceInstance resource =
        new ResourceInstance(
            id,
            "XPON",
            path.uniPort(),
            new AllocId(allocId),
            Arrays.stream(gemPortIds).mapToObj(GemPortId::new).toList());
    Instance instance = InstanceResolver.resolve(path, resource, templates.get(id)).instance();
    return slot(
        path, new StoredInstance.Present(instance, version++, resource.profileType(), null));
  }

  /** A PON that is loaded, without instances so far. */
  public Fixture pon(int number) {
    slots.computeIfAbsent(number, n -> new ArrayList<>());
    return this;
  }

  public Fixture garbled(InstancePath path) {
    return slot(path, new StoredInstance.Unreadable(path, "garbage", version++));
  }

  public static ClaimKey claimKey(int pon, ResourceType type, String owner) {
    return new ClaimKey(pon, type, new OwnerName(owner));
  }

  public Fixture claim(int pon, ResourceType type, String owner, Integer... ids) {
    claims.put(claimKey(pon, type, owner), Stored.of(Set.of(ids), version++));
    return this;
  }

  public Fixture garbledClaim(int pon, ResourceType type, String owner) {
    claims.put(claimKey(pon, type, owner), new Stored.Unreadable<>("garbage", version++));
    return this;
  }

  /** A value that the fixture stores at a version of its own. */
  public static <T> Stored<T> present(T value) {
    return Stored.of(value, 1);
  }

  /** The same for an unreadable value. */
  public static <T> Stored<T> unreadable(String reason) {
    return new Stored.Unreadable<>(reason, 1);
  }

  private static <T> Stored<T> at(Stored<T> stored, long version) {
    return switch (stored) {
      case Stored.Present<T> present -> Stored.of(present.value(), version);
      case Stored.Unreadable<T> unreadable -> new Stored.Unreadable<>(unreadable.reason(), version);
      case Stored.Absent<T> absent -> absent;
    };
  }

  /** The openolt adapter's state is maintained for the OLT. */
  public Fixture keepsAdapterState() {
    record = Stored.of(record().withAdapterState(true), 1);
    adapterState = AdapterState.kept(lists);
    return this;
  }

  /** The store has such state on PONs of an OLT without a record. */
  public Fixture adapterStateFoundOn(Integer... pons) {
    adapterState = AdapterState.notKept(Set.of(pons));
    return this;
  }

  public Fixture list(AdapterListId id, Integer... entries) {
    return list(id, present(new IdList(List.of(entries))));
  }

  public Fixture list(AdapterListId id, Stored<IdList> list) {
    lists.put(id, at(list, version++));
    return keepsAdapterState();
  }

  private Fixture slot(InstancePath path, StoredInstance slot) {
    slots.computeIfAbsent(path.uniPort().pon().number(), n -> new ArrayList<>()).add(slot);
    return this;
  }

  public OltState state() {
    Map<Integer, PonState> pons = new TreeMap<>();
    slots.forEach((pon, of) -> pons.put(pon, PonState.of(of)));
    Set<Integer> withInstances = new TreeSet<>();
    slots.forEach((pon, of) -> {
      if (!of.isEmpty()) {
        withInstances.add(pon);
      }
    });
    Registration registration =
        record instanceof Stored.Present<OltRecord> r
            ? Registration.of(r.value())
            : Registration.inferred(pools, withInstances, PoolKeyLayout.WITH_TECHNOLOGY);
    return new OltState(
        new History("fixture"),
        Technology.XGS_PON,
        OLT,
        record,
        reserved,
        registration,
        templates,
        pools,
        pons,
        Claims.of(claims),
        Map.of(),
        SharedPoolPeers.NONE,
        adapterState);
  }

  /** The ids of the pool that are taken after the changes; empty if the pool is not written. */
  public static Optional<List<Integer>> takenAfter(
      Decision<?> decision, ResourceType type, int index) {
    return ((Decision.Commit<?>) decision)
        .changes().stream()
            .filter(Change.PutPool.class::isInstance)
            .map(Change.PutPool.class::cast)
            .filter(put -> put.id().equals(new PoolId(type, index)))
            .map(put -> put.pool().taken().boxed().toList())
            .findFirst();
  }

  public static List<Integer> gemPorts(Instance instance) {
    return IntStream.range(0, instance.gemPortCount()).mapToObj(instance::gemPortIdAt).toList();
  }
}
