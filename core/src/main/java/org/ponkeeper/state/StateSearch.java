package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.SearchHit;
import org.ponkeeper.olt.SearchProblem;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/**
 * Searches the state of an OLT. The state may be loaded only as far as a query needs it. For one
 * thread, used once.
 */
public final class StateSearch {

  private final OltState state;
  private final OptionalInt onlyPon;
  private final List<SearchHit> hits = new ArrayList<>();
  private final List<SearchProblem> problems = new ArrayList<>();

  /**
   * Searches a state.
   *
   * @param onlyPon the number of the only PON to search
   */
  public StateSearch(OltState state, OptionalInt onlyPon) {
    this.state = state;
    this.onlyPon = onlyPon;
  }

  /** What was found, in no particular order. */
  public List<SearchHit> hits() {
    return hits;
  }

  /** The values among what was searched for that cannot be read. */
  public List<SearchProblem> problems() {
    return problems;
  }

  /** Searches. */
  public StateSearch run(SearchQuery query) {
    switch (query) {
      case SearchQuery.ById byId -> byId(byId);
      case SearchQuery.ByOwner byOwner -> byOwner(byOwner.owner());
      case SearchQuery.ByOnu byOnu -> byOnu(byOnu);
    }
    return this;
  }

  private void byId(SearchQuery.ById query) {
    if (state.hasInstanceOf(query)) {
      pons().values().forEach(pon -> ofInstances(pon, query));
    }
    for (ResourceType type : query.types()) {
      state.poolsTaking(type, query.id()).forEach(pool -> ofPool(pool, query.id()));
    }
  }

  private void ofInstances(PonState pon, SearchQuery.ById query) {
    for (ResourceType type : query.types()) {
      pon.ownersOf(type, query.id())
          .forEach(owner -> addInstance(owner, type, List.of(query.id())));
    }
    if (query.ofOnus()) {
      pon.ofOnu(query.id()).forEach(this::addInstance);
    }
  }

  /** The claims to an id that is taken in its pool, or that it has no owner. */
  private void ofPool(PoolId pool, int id) {
    Set<Integer> pons = new TreeSet<>(state.registration().ponsOf(pool));
    pons.retainAll(pons().keySet());
    boolean claimed = false;
    for (int pon : pons) {
      claimed |= state.claims().has(pon, pool.type()) && addClaimsTo(pon, pool.type(), id);
    }
    if (!claimed && !pons.isEmpty()) {
      state
          .holderOf(pool, id)
          .filter(owner -> owner instanceof IdOwner.Unknown || owner instanceof IdOwner.Reserved)
          .ifPresent(owner -> addUnowned(pool, id, owner));
    }
  }

  private boolean addClaimsTo(int pon, ResourceType type, int id) {
    boolean any = false;
    for (Map.Entry<ClaimKey, Stored<Set<Integer>>> claim : state.claims().on(pon).entrySet()) {
      if (isOf(claim.getKey(), claim.getValue(), type, id)) {
        addClaim(claim.getKey(), List.of(id));
        any = true;
      }
    }
    return any;
  }

  private void addUnowned(PoolId pool, int id, IdOwner owner) {
    PonId pon = pon(pool.index());
    Optional<OnuId> onu =
        pool.type() == ResourceType.ONU_ID && id <= OnuId.LAST
            ? Optional.of(new OnuId(pon, id))
            : Optional.empty();
    hits.add(
        new SearchHit(
            state.technology(), pon, pool.type(), List.of(id), owner, onu, Optional.empty()));
  }

  private void byOwner(OwnerName owner) {
    if (!state.claims().mayHave(owner)) {
      return;
    }
    for (int pon : pons().keySet()) {
      if (state.claims().mayHave(pon, owner)) {
        for (ResourceType type : ResourceType.values()) {
          ClaimKey key = new ClaimKey(pon, type, owner);
          state.claims().find(key).ifPresent(claim -> ofClaim(key, claim));
        }
      }
    }
  }

  private void ofClaim(ClaimKey key, Stored<Set<Integer>> claim) {
    switch (claim) {
      case Stored.Present<Set<Integer>> held -> {
        addClaim(key, List.copyOf(new TreeSet<>(held.value())));
        if (key.type() == ResourceType.ONU_ID) {
          held.value().forEach(onu -> state.pon(key.pon()).ofOnu(onu).forEach(this::addInstance));
        }
      }
      case Stored.Unreadable<Set<Integer>> unreadable ->
          addProblem(FindingKind.UNREADABLE_CLAIM, key.toString(), unreadable.reason());
      case Stored.Absent<Set<Integer>> absent -> {}
    }
  }

  private void byOnu(SearchQuery.ByOnu query) {
    OnuId onu = query.of().onu();
    PonState pon = pons().get(onu.pon().number());
    if (pon == null) {
      return;
    }
    for (StoredInstance entry : pon.ofOnu(onu.number())) {
      if (isOf(query.of(), entry.path().uniPort())
          && query.template().filter(id -> !id.equals(entry.path().template())).isEmpty()) {
        addInstance(entry);
      }
    }
    if (query.of() instanceof OnuId) {
      addClaimsTo(onu.pon().number(), ResourceType.ONU_ID, onu.number());
    }
  }

  private static boolean isOf(OnuOrUni of, UniPort port) {
    return of.equals(port) || of.equals(port.onu());
  }

  /** All ids of an instance: its Alloc-ID, and its GEM port ids. */
  private void addInstance(StoredInstance entry) {
    switch (entry) {
      case StoredInstance.Present held -> {
        Instance instance = held.instance();
        IdOwner.ByInstance owner = new IdOwner.ByInstance(instance.path());
        addInstance(owner, ResourceType.ALLOC_ID, List.of(instance.allocId().value()));
        addInstance(
            owner,
            ResourceType.GEM_PORT_ID,
            instance.gemPortIds().stream().map(GemPortId::value).toList());
      }
      case StoredInstance.Unreadable unreadable ->
          addProblem(
              FindingKind.UNREADABLE_INSTANCE, unreadable.path().toString(), unreadable.reason());
    }
  }

  private void addProblem(FindingKind kind, String subject, String reason) {
    problems.add(
        new SearchProblem(state.technology(), state.olt(), Finding.of(kind, subject, reason)));
  }

  private void addInstance(IdOwner owner, ResourceType type, List<Integer> ids) {
    if (owner instanceof IdOwner.ByInstance by) {
      OnuId onu = by.path().uniPort().onu();
      hits.add(
          new SearchHit(
              state.technology(),
              onu.pon(),
              type,
              ids,
              by,
              Optional.of(onu),
              state.claims().ownerOfOnu(onu)));
    }
  }

  private void addClaim(ClaimKey key, List<Integer> ids) {
    boolean ofOnu = key.type() == ResourceType.ONU_ID && ids.getFirst() <= OnuId.LAST;
    hits.add(
        new SearchHit(
            state.technology(),
            pon(key.pon()),
            key.type(),
            ids,
            new IdOwner.ByClaim(key),
            ofOnu ? Optional.of(new OnuId(pon(key.pon()), ids.getFirst())) : Optional.empty(),
            ofOnu ? Optional.of(key.owner()) : Optional.empty()));
  }

  private static boolean isOf(ClaimKey key, Stored<Set<Integer>> claim, ResourceType type, int id) {
    return key.type() == type
        && claim instanceof Stored.Present<Set<Integer>> held
        && held.value().contains(id);
  }

  private Map<Integer, PonState> pons() {
    if (onlyPon.isEmpty()) {
      return state.pons();
    }
    PonState only = state.pons().get(onlyPon.getAsInt());
    return only == null ? Map.of() : Map.of(onlyPon.getAsInt(), only);
  }

  private PonId pon(int number) {
    return new PonId(state.olt(), number);
  }
}
