package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.InstanceIds;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Mutation;

/**
 * Deletes an instance and frees its ids in the same transaction; its Alloc-ID only if no other
 * instance on the PONs of its pool uses it, whatever its template. Succeeds if there is no such
 * instance.
 *
 * @param path the path of the instance
 * @param ifMatch the etag of the only instance to delete; empty to delete any
 * @param adapterData the adapter's own mutations, for the same transaction; also written if there
 *     is no instance, so that repeating a delete whose reply was lost has the same result
 */
public record DeleteInstance(InstancePath path, Optional<Etag> ifMatch, List<Mutation> adapterData)
    implements Request<DeleteResult> {

  public DeleteInstance {
    adapterData = List.copyOf(adapterData);
  }

  /** Deletes any instance at the path, without adapter data. */
  public DeleteInstance(InstancePath path) {
    this(path, Optional.empty(), List.of());
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  @Override
  public Proposal<DeleteResult> proposeAgain(StateView view, SentAttempt<DeleteResult> sent) {
    Preconditions.check(view, pon());
    if (sent.isFollowedByAnother(view, new ReadKey.OfInstance(path))) {
      throw InDoubt.unknown("the deletion of " + path);
    }
    return propose(view);
  }

  @Override
  public Proposal<DeleteResult> propose(StateView view) {
    Preconditions.check(view, pon());
    Optional<StoredInstance> found = view.instance(path);
    if (found.isEmpty()) {
      // After an unknown outcome the adapter's data may already be written; writing it again
      // changes nothing.
      return new Proposal<>(
          new DeleteResult(false, Optional.empty(), List.of()), Change.ofAdapter(adapterData));
    }
    if (ifMatch.isPresent()) {
      Etags.requireMatch(ifMatch, view.etagOf(path), "instance " + path);
    }
    for (StoredInstance entry : view.onOnu(path.uniPort().onu())) {
      if (entry instanceof StoredInstance.Unreadable unreadable) {
        // It may use the same Alloc-ID, which must then stay taken.
        view.instance(unreadable.path());
        throw unreadable.error();
      }
    }
    return delete(view, found.get().readable());
  }

  private int pon() {
    return path.uniPort().pon().number();
  }

  private Proposal<DeleteResult> delete(StateView view, Instance instance) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.DropInstance(path));
    List<Integer> allocIds = free(view, instance, ResourceType.ALLOC_ID, changes);
    List<Integer> gemPortIds = free(view, instance, ResourceType.GEM_PORT_ID, changes);
    changes.addAll(AdapterEntries.removed(view, instance));
    changes.addAll(Change.ofAdapter(adapterData));
    return new Proposal<>(
        new DeleteResult(
            true,
            allocIds.stream().findFirst().map(AllocId::new),
            gemPortIds.stream().map(GemPortId::new).toList()),
        changes);
  }

  /** Frees the ids of the instance that nothing else uses; returns them in ascending order. */
  private List<Integer> free(
      StateView view, Instance instance, ResourceType type, List<Change> changes) {
    PoolDraft pool = PoolDraft.of(view, type, pon());
    IntPredicate reserved = pool.reserved();
    Set<IdOwner> own = Set.of(new IdOwner.ByInstance(path));
    List<Integer> freed = new ArrayList<>();
    for (int id : InstanceIds.of(instance, type)) {
      if (pool.otherOwnerOf(id, own).isEmpty() && !reserved.test(id)) {
        freed.add(id);
      }
    }
    changes.add(pool.release(freed));
    return freed;
  }
}
