package org.ponkeeper.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.UnresolvedInstance;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PonState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.PoolOwners;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/**
 * Compares the pools, instances and claims of a loaded OLT. Pure: the same state gives the same
 * findings.
 *
 * <p>ONU and flow ids that are taken without a claim are not reported: the Go library leaves no
 * record of their owners. Of each kind at most {@value FindingList#MOST_OF_OLT} findings are
 * listed.
 */
public final class Auditor {

  private static final int MOST_OWNERS = 8;
  private static final int MOST_POOLS = 4;

  private final OltState state;
  private final FindingList findings = new FindingList(FindingList.MOST_OF_OLT);

  private Auditor(OltState state) {
    this.state = state;
    findings.addAll(state.findings());
  }

  /** Returns all findings, first those about unreadable data; every PON must be loaded. */
  public static List<Finding> audit(OltState state) {
    Auditor auditor = new Auditor(state);
    boolean partial = state.registration().record().filter(OltRecord::isPartial).isPresent();
    if (partial) {
      // Data of an unfinished operation may be inconsistent.
      return auditor.findings.toList();
    }
    auditor.templates();
    auditor.instances();
    auditor.pools().forEach(auditor::pool);
    auditor.neighbours();
    return auditor.findings.toList();
  }

  private void templates() {
    Map<TechProfileId, Long> instances = new TreeMap<>();
    Map<TechProfileId, Long> unshown = new TreeMap<>();
    for (PonState pon : state.pons().values()) {
      pon.entries().forEach(entry -> instances.merge(entry.path().template(), 1L, Long::sum));
      pon.readable()
          .filter(present -> present.instance() instanceof UnresolvedInstance)
          .forEach(present -> unshown.merge(present.path().template(), 1L, Long::sum));
    }
    instances.forEach((id, count) -> {
      if (state.template(id).isAbsent()) {
        findings.add(missingTemplate(id, count, unshown.getOrDefault(id, 0L)));
      }
    });
  }

  private static Finding missingTemplate(TechProfileId id, long instances, long unshown) {
    FindingKind kind = FindingKind.MISSING_TEMPLATE;
    String subject = "template " + id;
    return unshown > 0
        ? Finding.of(kind, subject, instances, "does not fit " + unshown + " of them")
            .with(Finding.Severity.ERROR)
        : Finding.of(kind, subject, instances, "fits and is used instead");
  }

  private void instances() {
    for (PonState pon : state.pons().values()) {
      pon.readable()
          .forEach(present -> {
            IdSet repeated = repeated(present.instance());
            if (!repeated.isEmpty()) {
              String path = present.path().toString();
              findings.add(Finding.ofIds(FindingKind.REPEATED_ID, path, repeated));
            }
          });
    }
    new TreeMap<>(state.pons())
        .forEach((number, pon) ->
            onusOutside(state.registration(), number, pon)
                .filter(onus -> !isUnreadable(ResourceType.ONU_ID, number))
                .ifPresent(findings::add));
  }

  private boolean isUnreadable(ResourceType type, int pon) {
    return state.registration().bind(type, pon) instanceof PoolBinding.Bound bound
        && state.pool(bound.id()) instanceof Stored.Unreadable;
  }

  /** The GEM port ids that an instance names more than once. */
  private static IdSet repeated(Instance instance) {
    BitSet seen = new BitSet();
    BitSet repeated = new BitSet();
    for (int i = 0; i < instance.gemPortCount(); i++) {
      int id = instance.gemPortIdAt(i);
      if (seen.get(id)) {
        repeated.set(id);
      }
      seen.set(id);
    }
    return IdSet.copyOf(repeated);
  }

  /** The ONUs of a PON that have instances although their ids are outside the PON's ranges. */
  public static Optional<Finding> onusOutside(Registration registration, int number, PonState pon) {
    if (!(registration.bind(ResourceType.ONU_ID, number) instanceof PoolBinding.Bound bound)) {
      return Optional.empty();
    }
    BitSet outside = new BitSet();
    pon.entries().stream()
        .mapToInt(entry -> entry.path().uniPort().onu().number())
        .filter(onu -> !bound.ranges().contains(onu))
        .forEach(outside::set);
    return outside.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.ofIds(
                FindingKind.ONU_OUTSIDE_RANGE,
                "PON " + number,
                IdSet.copyOf(outside),
                bound.ranges()));
  }

  /** The pools that exist, and those that should: the pools of the loaded PONs. */
  private Set<PoolId> pools() {
    Set<PoolId> pools = new TreeSet<>(state.pools().keySet());
    for (int pon : state.pons().keySet()) {
      for (ResourceType type : ResourceType.values()) {
        if (state.registration().bind(type, pon) instanceof PoolBinding.Bound bound) {
          pools.add(bound.id());
        }
      }
    }
    return pools;
  }

  private void neighbours() {
    Map<Technology, List<PoolId>> shared = new TreeMap<>();
    for (PoolId id : pools()) {
      if (!isUnused(id)) {
        state
            .neighbours()
            .technologiesOn(id)
            .forEach(other -> shared.computeIfAbsent(other, n -> new ArrayList<>()).add(id));
      }
    }
    String subject = "pool keys " + PoolKeyLayout.WITHOUT_TECHNOLOGY.text();
    shared.forEach((other, pools) ->
        findings.add(
            Finding.of(
                FindingKind.POOLS_OF_TWO_TECHNOLOGIES, subject, other, first(pools, MOST_POOLS))));
  }

  /** The first elements, and the number of the others. */
  private static String first(List<?> all, int most) {
    String named = all.stream().limit(most).map(Object::toString).collect(Collectors.joining(", "));
    return all.size() > most ? "%s and %s more".formatted(named, all.size() - most) : named;
  }

  private void add(FindingKind kind, PoolId pool, IdSet ids, Object... details) {
    findings.add(Finding.ofPool(kind, pool, ids, details));
  }

  private void addUnlessNone(FindingKind kind, PoolId pool, IdSet ids, Object... details) {
    if (!ids.isEmpty()) {
      add(kind, pool, ids, details);
    }
  }

  /** Whether no PON of the OLT allocates ids from the pool; false if the OLT has no record. */
  private boolean isUnused(PoolId id) {
    Registration registration = state.registration();
    return registration.record().isPresent()
        && registration.ponsOf(id).stream().noneMatch(pon -> registration.pons().contains(pon));
  }

  private void pool(PoolId id) {
    if (isUnused(id)) {
      boolean theirs = !state.neighbours().technologiesOn(id).isEmpty();
      if (!theirs && state.pool(id) instanceof Stored.Present<ResourcePool> present) {
        add(FindingKind.UNUSED_POOL, id, IdSet.of(), present.value().takenCount());
      }
      return;
    }
    Set<Integer> pons = state.registration().ponsOf(id);
    if (state.pool(id) instanceof Stored.Unreadable || !state.isLoaded(pons)) {
      return;
    }
    SortedMap<Integer, List<IdOwner>> owners = PoolOwners.of(state, id);
    owners.forEach((number, of) -> {
      if (of.size() > 1) {
        IdSet ids = IdSet.of(number);
        add(FindingKind.ID_OWNED_TWICE, id, ids, number, of.size(), first(of, MOST_OWNERS));
      }
    });
    IdSet owned = IdSet.copyOf(owners.keySet());
    if (state.pool(id) instanceof Stored.Present<ResourcePool> present) {
      compare(id, present.value(), owned);
    } else {
      addUnlessNone(FindingKind.OWNED_NOT_TAKEN, id, owned);
    }
  }

  private void compare(PoolId id, ResourcePool pool, IdSet owned) {
    IdSet taken = pool.takenIds();
    IdSet notTaken = owned.filter(n -> !taken.contains(n) && pool.canTake(n));
    addUnlessNone(FindingKind.OWNED_NOT_TAKEN, id, notTaken);
    IdSet notReserved = taken.filter(n -> !state.isReserved(id, n));
    boolean ownersAreKnown =
        id.type() == ResourceType.ALLOC_ID || id.type() == ResourceType.GEM_PORT_ID;
    boolean somethingIsUnreadable = state.unreadableOwnerOn(id).isPresent();
    if (ownersAreKnown && !somethingIsUnreadable) {
      IdSet nobodys = notReserved.filter(n -> !owned.contains(n));
      addUnlessNone(FindingKind.TAKEN_BY_NOBODY, id, nobodys);
    }
    IdRanges ranges = ranges(id, pool);
    if (!isResizing() && !pool.range().equals(ranges.whole())) {
      add(FindingKind.POOL_RANGE_DIFFERS, id, IdSet.of(), pool.range(), ranges);
    }
    IdSet outside = owned.union(notReserved).filter(n -> !ranges.contains(n));
    addUnlessNone(FindingKind.OUTSIDE_RANGE, id, outside, ranges);
  }

  /** During a resize some pools already have their new range. */
  private boolean isResizing() {
    return state
        .registration()
        .record()
        .filter(record -> record.state() == OltRecord.State.RESIZING)
        .isPresent();
  }

  private IdRanges ranges(PoolId id, ResourcePool pool) {
    int pon = state.registration().ponsOf(id).stream().findFirst().orElse(id.index());
    return state.registration().bind(id.type(), pon) instanceof PoolBinding.Bound bound
        ? bound.ranges()
        : IdRanges.of(pool.range());
  }
}
