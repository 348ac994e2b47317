package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Etags;
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
 * @param ifMatch the etag of the only ONU to delete; empty to delete any
 * @param adapterData the adapter's own mutations in the last transaction
 */
public record DeleteOnu(
    OnuId onu,
    SortedMap<Key, Optional<AdapterListId>> maps,
    Optional<Etag> ifMatch,
    List<Mutation> adapterData)
    implements Request<DeleteOnu.Step> {

  public DeleteOnu {
    maps = new TreeMap<>(maps);
    adapterData = List.copyOf(adapterData);
  }

  /** Deletes any ONU there. */
  public DeleteOnu(
      OnuId onu, SortedMap<Key, Optional<AdapterListId>> maps, List<Mutation> adapterData) {
    this(onu, maps, Optional.empty(), adapterData);
  }

  /**
   * Result of a step.
   *
   * @param deleted what the step deletes
   * @param isLast whether nothing is left
   * @param ifMatch the etag for the next step, of what this one leaves; empty to delete any
   */
  public record Step(OnuDeletion deleted, boolean isLast, Optional<Etag> ifMatch) {}

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  private int pon() {
    return onu.pon().number();
  }

  @Override
  public Proposal<Step> proposeAgain(StateView view, SentAttempt<Step> sent) {
    Preconditions.check(view, pon());
    if (!sent.isNotMade(view)) {
      if (!sent.answer().isLast()) {
        // The next step deletes the rest.
        return sent.repeated(view);
      }
      if (exists(view)) {
        // Perhaps it was deleted and created anew: do not touch the new one.
        throw sent.unknown(view, "the deletion of ONU " + onu);
      }
    }
    return propose(view);
  }

  @Override
  public Proposal<Step> propose(StateView view) {
    Preconditions.check(view, pon());
    Preconditions.checkMatch(view, onu, ifMatch);
    CombinedChanges changes = new CombinedChanges(view);
    List<InstancePath> deleted = new ArrayList<>();
    Optional<Optional<OwnerName>> owner =
        addInstances(changes, view, deleted) && addMaps(changes, view)
            ? changes.add(new DropClaims(onu, adapterData))
            : Optional.empty();
    OnuDeletion deletion =
        new OnuDeletion(onu, owner.orElse(Optional.empty()), deleted, changes.freed());
    return new Proposal<>(
        new Step(deletion, owner.isPresent(), nextMatch(changes)), changes.changes());
  }

  /**
   * What a step leaves keeps its versions, so its etag is known before the step is committed. If
   * only maps are left, whatever is found of the ONU later is new, and the old etag does not match.
   */
  private Optional<Etag> nextMatch(CombinedChanges changes) {
    return ifMatch.isEmpty() ? ifMatch : new Etags(changes.after()).of(onu).or(() -> ifMatch);
  }

  private boolean exists(StateView view) {
    List<StoredInstance> instances = view.allOnOnu(onu);
    instances.forEach(instance -> view.instance(instance.path()));
    return !instances.isEmpty() || OnuClaims.of(view, onu).owner().isPresent();
  }

  /** Deletes instances; returns whether there was room for all. */
  private boolean addInstances(
      CombinedChanges changes, StateView view, List<InstancePath> deleted) {
    for (StoredInstance instance : view.onOnu(onu)) {
      if (changes.add(new DeleteInstance(instance.path())).isEmpty()) {
        return false;
      }
      deleted.add(instance.path());
    }
    return true;
  }

  /** Deletes maps and flow infos; returns whether there was room for all. */
  private boolean addMaps(CombinedChanges changes, StateView view) {
    boolean keepsLists = view.keepsAdapterState();
    for (AdapterListId list : view.state().adapterState().lists(pon()).keySet()) {
      if (list.of().onu().equals(onu) && !changes.add(pon(), now -> withoutEntries(now, list))) {
        return false;
      }
    }
    for (Map.Entry<Key, Optional<AdapterListId>> map : maps.entrySet()) {
      List<Change> change = Change.ofAdapter(List.of(new Mutation.Delete(map.getKey())));
      boolean isList = keepsLists && map.getValue().isPresent();
      if (!isList && !changes.add(pon(), now -> change)) {
        return false;
      }
    }
    return true;
  }

  /** The deletion of an instance may have emptied the list already. */
  private static List<Change> withoutEntries(StateView view, AdapterListId list) {
    return view.hasAdapterList(list)
        ? List.of(new Change.PutAdapterList(list, List.of()))
        : List.of();
  }

  /** The last part: the claims, the ONU id, and the adapter's own data. */
  private record DropClaims(OnuId onu, List<Mutation> adapterData)
      implements Request<Optional<OwnerName>> {

    @Override
    public Set<Integer> pons() {
      return Set.of(onu.pon().number());
    }

    @Override
    public Proposal<Optional<OwnerName>> propose(StateView view) {
      if (!view.allOnOnu(onu).isEmpty()) {
        throw new IllegalStateException("instances are deleted first");
      }
      OnuClaims claims = OnuClaims.of(view, onu);
      List<Change> changes = new ArrayList<>();
      claims
          .claims()
          .forEach((claim, ids) -> {
            changes.add(claims.without(claim));
            changes.add(PoolDraft.of(view, claim.type(), claim.pon()).releaseOwned(ids));
          });
      if (OnuClaims.isTakenWithoutOwner(view, onu)) {
        PoolDraft onuIds = PoolDraft.of(view, ResourceType.ONU_ID, onu.pon().number());
        changes.add(onuIds.release(List.of(onu.number())));
      }
      changes.addAll(Change.ofAdapter(adapterData));
      return new Proposal<>(claims.owner(), changes);
    }
  }
}
