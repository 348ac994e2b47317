package org.ponkeeper.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Mutation;

/**
 * Deletes an ONU with all its instances, maps and claims, in one transaction if it has room. If
 * not, a step deletes whole instances first; the claims and the ONU id are deleted last. Succeeds
 * if there is nothing.
 *
 * @param onu the ONU
 * @param maps the keys of its maps and flow infos, with the list that a map is, if it is one
 * @param adapterData the adapter's own mutations in the last transaction
 * @param onlyAtVersions after an unknown outcome, the instances and claims of the first decision
 *     with their versions; others belong to an ONU that was created since
 */
public record DeleteOnu(
    OnuId onu,
    SortedMap<Key, Optional<AdapterListId>> maps,
    List<Mutation> adapterData,
    Optional<Map<ReadKey, Long>> onlyAtVersions)
    implements Request<DeleteOnu.Step> {

  /** The most conditions or mutations of one instance. */
  private static final int OF_INSTANCE = 16;

  /** The most conditions or mutations of the claims and the ONU id: a claim and a pool each. */
  private static final int OF_CLAIMS = 2 * ResourceType.values().length + 1;

  public DeleteOnu {
    maps = new TreeMap<>(maps);
    adapterData = List.copyOf(adapterData);
  }

  /** A first request. */
  public DeleteOnu(
      OnuId onu, SortedMap<Key, Optional<AdapterListId>> maps, List<Mutation> adapterData) {
    this(onu, maps, adapterData, Optional.empty());
  }

  /**
   * Result of a step.
   *
   * @param deleted what the step deletes
   * @param isLast whether nothing is left
   */
  public record Step(OnuDeletion deleted, boolean isLast) {}

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  @Override
  public Request<Step> afterUnknownOutcome(OltState decidedOn) {
    if (onlyAtVersions.isPresent()) {
      return this;
    }
    Map<ReadKey, Long> versions = new HashMap<>();
    Stream<ReadKey> instances =
        decidedOn.pon(pon()).ofOnu(onu.number()).stream()
            .map(instance -> new ReadKey.OfInstance(instance.path()));
    Stream<ReadKey> claims =
        decidedOn.claims().on(pon()).keySet().stream().map(ReadKey.OfClaim::new);
    Stream.concat(instances, claims).forEach(key -> versions.put(key, decidedOn.versionOf(key)));
    return new DeleteOnu(onu, maps, adapterData, Optional.of(versions));
  }

  private int pon() {
    return onu.pon().number();
  }

  @Override
  public Proposal<Step> propose(StateView view) {
    Preconditions.check(view, pon());
    return new Attempt(view).propose();
  }

  /** One decision on one state. */
  private final class Attempt {
    private final StateView view;
    private final OltState before;
    private final CombinedChanges changes;
    private final Set<InstancePath> deleted = new TreeSet<>();

    Attempt(StateView view) {
      this.view = view;
      this.before = view.state();
      this.changes = new CombinedChanges(view);
    }

    Proposal<Step> propose() {
      OnuClaims claims = OnuClaims.of(view, onu);
      if (!instances() || !maps()) {
        return result(claims, false);
      }
      boolean isAnother = claims.claims().keySet().stream().anyMatch(key -> !isMeant(claim(key)));
      if (!isAnother) {
        claims(claims);
        changes.add(Change.ofAdapter(adapterData));
      }
      return result(claims, true);
    }

    private Proposal<Step> result(OnuClaims claims, boolean isLast) {
      boolean withClaims = isLast && !claims.claims().isEmpty();
      OnuDeletion deletion =
          new OnuDeletion(
              onu,
              withClaims ? claims.owner() : Optional.empty(),
              List.copyOf(deleted),
              changes.freed());
      return new Proposal<>(new Step(deletion, isLast), changes.toList());
    }

    /** Whether a key is of the ONU that was to be deleted, and not of one created since. */
    private boolean isMeant(ReadKey key) {
      return onlyAtVersions.isEmpty()
          || onlyAtVersions.get().getOrDefault(key, Stored.ABSENT) == before.versionOf(key);
    }

    private static ReadKey claim(ClaimKey key) {
      return new ReadKey.OfClaim(key);
    }

    /** Deletes instances; returns whether there was room for all. */
    private boolean instances() {
      for (StoredInstance instance : view.onOnu(onu)) {
        if (!isMeant(new ReadKey.OfInstance(instance.path()))) {
          continue;
        }
        if (!changes.hasRoomFor(OF_INSTANCE)) {
          return false;
        }
        changes.add(new DeleteInstance(instance.path()));
        deleted.add(instance.path());
      }
      return true;
    }

    /** Deletes maps and flow infos; returns whether there is room for the rest too. */
    private boolean maps() {
      int rest = OF_CLAIMS + adapterData.size();
      if (view.keepsAdapterState()) {
        for (AdapterListId id : view.state().adapterState().lists(pon()).keySet()) {
          if (id.of().onu().equals(onu) && !view.adapterList(id).isEmpty()) {
            if (!changes.hasRoomFor(rest + 1)) {
              return false;
            }
            changes.add(List.of(new Change.PutAdapterList(id, List.of())));
          }
        }
      }
      for (Map.Entry<Key, Optional<AdapterListId>> map : maps.entrySet()) {
        if (view.keepsAdapterState() && map.getValue().isPresent()) {
          continue;
        }
        if (!changes.hasRoomFor(rest + 1)) {
          return false;
        }
        changes.add(Change.ofAdapter(List.of(new Mutation.Delete(map.getKey()))));
      }
      return changes.hasRoomFor(rest);
    }

    private void claims(OnuClaims claims) {
      for (Map.Entry<ClaimKey, Set<Integer>> claim : claims.claims().entrySet()) {
        boolean ofOtherOnusToo =
            claim.getKey().type() == ResourceType.ONU_ID && claim.getValue().size() > 1;
        if (ofOtherOnusToo) {
          Set<Integer> others = new TreeSet<>(claim.getValue());
          others.remove(onu.number());
          changes.add(
              List.of(
                  new Change.PutClaim(claim.getKey(), others),
                  onuIds().release(List.of(onu.number()))));
          return;
        }
      }
      claims.claims().keySet().forEach(key -> changes.add(new ReleaseIds(key)));
      if (claims.owner().isEmpty()) {
        releaseUnclaimed();
      }
    }

    /** Frees an ONU id that is taken but was not allocated to an owner, as the Go library does. */
    private void releaseUnclaimed() {
      if (view.registration().bind(ResourceType.ONU_ID, pon()) instanceof PoolBinding.Bound bound
          && CombinedChanges.isTakenByUnknown(
              onuIds(), onu.number(), view.registration().ponsOf(bound.id()))) {
        changes.add(List.of(onuIds().release(List.of(onu.number()))));
      }
    }

    private PoolDraft onuIds() {
      return PoolDraft.of(view, ResourceType.ONU_ID, pon());
    }
  }
}
