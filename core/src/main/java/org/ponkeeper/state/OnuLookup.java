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
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/** Finds the ONUs of a loaded state. Pure. */
public final class OnuLookup {

  private final OltState state;

  /** Looks into this state. */
  public OnuLookup(OltState state) {
    this.state = state;
  }

  /**
   * The ONUs of a PON, ascending: those with an instance, with an owner, or whose id is taken in a
   * pool that no other PON uses.
   */
  public List<OnuContents> onPon(int pon) {
    Set<Integer> numbers = new TreeSet<>();
    state.pon(pon).entries().forEach(entry -> numbers.add(entry.path().uniPort().onu().number()));
    Map<Integer, OwnerName> owners = owners(pon);
    numbers.addAll(owners.keySet());
    IdSet taken = takenOnlyHere(pon);
    numbers.addAll(taken);
    List<OnuContents> onus = new ArrayList<>();
    for (int number : numbers) {
      OnuId onu = new OnuId(new PonId(state.olt(), pon), number);
      onus.add(contents(onu, Optional.ofNullable(owners.get(number)), taken));
    }
    return onus;
  }

  /** The number of ONUs of a PON that {@link #onPon} lists. */
  public int count(int pon) {
    BitSet numbers = new BitSet();
    state.pon(pon).addOnus(numbers);
    state
        .claims()
        .on(pon)
        .forEach((key, claim) -> {
          if (key.type() == ResourceType.ONU_ID
              && claim instanceof Stored.Present<Set<Integer>> ids) {
            ids.value().forEach(numbers::set);
          }
        });
    takenOnlyHere(pon).forEach(numbers::set);
    return numbers.cardinality();
  }

  /** An ONU; nothing is known of one that is not there. */
  public OnuContents find(OnuId onu) {
    int pon = onu.pon().number();
    Optional<OwnerName> owner = Optional.ofNullable(owners(pon).get(onu.number()));
    return contents(onu, owner, takenOnlyHere(pon));
  }

  private OnuContents contents(OnuId onu, Optional<OwnerName> owner, IdSet takenIds) {
    int pon = onu.pon().number();
    List<Instance> instances = new ArrayList<>();
    List<InstancePath> unreadable = new ArrayList<>();
    for (StoredInstance entry : state.pon(pon).ofOnu(onu.number())) {
      switch (entry) {
        case StoredInstance.Present present -> instances.add(present.instance());
        case StoredInstance.Unreadable broken -> unreadable.add(broken.path());
      }
    }
    SortedMap<ClaimKey, IdSet> claims = new TreeMap<>();
    owner.ifPresent(name -> claims.putAll(claims(pon, name)));
    boolean taken = owner.isPresent() || takenIds.contains(onu.number());
    return new OnuContents(
        state.technology(),
        onu,
        owner,
        taken,
        instances,
        unreadable,
        claims,
        etag(onu, claims, taken && owner.isEmpty()));
  }

  private Optional<Etag> etag(
      OnuId onu, SortedMap<ClaimKey, IdSet> claims, boolean takenWithoutOwner) {
    Etags.Sum sum = new Etags.Sum("ONU " + state.technology() + " " + onu);
    state.pon(onu.pon().number()).ofOnu(onu.number()).forEach(sum::add);
    claims.keySet().forEach(claim -> sum.add(claim, state.claim(claim)));
    if (takenWithoutOwner
        && state.registration().bind(ResourceType.ONU_ID, onu.pon().number())
            instanceof PoolBinding.Bound bound) {
      // Only the pool tells of the id. It changes with the ids of other ONUs too.
      sum.add(state.pool(bound.id()).version(), "taken");
    }
    return sum.etag();
  }

  private SortedMap<ClaimKey, IdSet> claims(int pon, OwnerName owner) {
    SortedMap<ClaimKey, IdSet> claims = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      ClaimKey key = new ClaimKey(pon, type, owner);
      state.claim(key).readable().ifPresent(ids -> claims.put(key, IdSet.copyOf(ids)));
    }
    return claims;
  }

  /** Who has which ONU id of the PON, by ONU number. */
  public SortedMap<Integer, OwnerName> owners(int pon) {
    SortedMap<Integer, OwnerName> owners = new TreeMap<>();
    state
        .claims()
        .on(pon)
        .forEach((key, claim) -> {
          if (key.type() == ResourceType.ONU_ID
              && claim instanceof Stored.Present<Set<Integer>> ids) {
            ids.value().forEach(id -> owners.putIfAbsent(id, key.owner()));
          }
        });
    return owners;
  }

  /** The taken ONU ids, if only this PON uses the pool: then each is of an ONU here. */
  private IdSet takenOnlyHere(int pon) {
    if (state.registration().bind(ResourceType.ONU_ID, pon) instanceof PoolBinding.Bound bound
        && state.registration().ponsOf(bound.id()).size() == 1) {
      return state
          .pool(bound.id())
          .readable()
          .map(ResourcePool::takenIds)
          .orElse(IdSet.of())
          .filter(id -> id <= OnuId.LAST && !state.isReserved(bound.id(), id));
    }
    return IdSet.of();
  }
}
