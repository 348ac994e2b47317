package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.InstanceResolver;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.Template;

/**
 * Migrates an instance of the older format: creates a resource instance with the same ids, and
 * marks them as taken in the pools. Allocates no ids.
 *
 * @param path the path of the instance
 * @param resource its assigned ids
 */
public record AdoptInstance(InstancePath path, ResourceInstance resource)
    implements Request<AdoptInstance.Outcome> {

  /** Result of the request. */
  public sealed interface Outcome {

    /**
     * The instance is migrated.
     *
     * @param outside its ids that are outside the range of their pool
     */
    record Adopted(Set<Integer> outside) implements Outcome {}

    /** The instance was already migrated. */
    record AlreadyThere() implements Outcome {}

    /** The instance cannot be migrated as things are. */
    record Left(String reason) implements Outcome {}
  }

  @Override
  public Set<Integer> pons() {
    return Set.of(pon());
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of(path.template());
  }

  @Override
  public Proposal<Outcome> propose(StateView view) {
    try {
      Preconditions.check(view, pon());
    } catch (RefusedException e) {
      if (e.code() != ErrorCode.PON_NOT_REGISTERED) {
        throw e;
      }
      return left(e);
    }
    try {
      return adopt(view);
    } catch (CorruptDataException e) {
      return left(e);
    }
  }

  private int pon() {
    return path.uniPort().pon().number();
  }

  private Proposal<Outcome> adopt(StateView view) {
    Optional<StoredInstance> there = view.instance(path);
    if (there.isPresent()) {
      return difference(there.get())
          .map(AdoptInstance::left)
          .orElse(Proposal.unchanged(new Outcome.AlreadyThere()));
    }
    Set<Integer> gemPorts = new TreeSet<>();
    for (GemPortId id : resource.gemPortIds()) {
      if (!gemPorts.add(id.value())) {
        return left("it has GEM port id " + id + " twice");
      }
    }
    Set<Integer> allocId = Set.of(resource.allocId().value());
    PoolDraft allocPool = PoolDraft.of(view, ResourceType.ALLOC_ID, pon());
    PoolDraft gemPool = PoolDraft.of(view, ResourceType.GEM_PORT_ID, pon());
    Optional<String> owned = othersId(allocPool, allocId).or(() -> othersId(gemPool, gemPorts));
    if (owned.isPresent()) {
      return left(owned.get());
    }
    // The template for showing the instance; the written value does not depend on it.
    Stored<Template> template = view.state().template(path.template());
    Instance instance = InstanceResolver.resolve(path, resource, template).instance();
    Change.PutPool putAllocPool = allocPool.take(allocId);
    Change.PutPool putGemPool = gemPool.take(gemPorts);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.PutInstance(resource, instance));
    changes.add(putAllocPool);
    changes.add(putGemPool);
    changes.addAll(AdapterEntries.added(view, instance));
    Set<Integer> outside = new TreeSet<>();
    outside.addAll(notTaken(putAllocPool, allocId));
    outside.addAll(notTaken(putGemPool, gemPorts));
    return new Proposal<>(new Outcome.Adopted(outside), changes);
  }

  /** An error that concerns one PON or pool keeps only the instances there from being migrated. */
  private static Proposal<Outcome> left(PonkeeperException error) {
    return left(error.code().message() + " " + error.facts());
  }

  private static Proposal<Outcome> left(String reason) {
    return Proposal.unchanged(new Outcome.Left(reason));
  }

  /** How the value at the new key differs from this instance, if it does. */
  private Optional<String> difference(StoredInstance there) {
    return switch (there) {
      case StoredInstance.Unreadable unreadable ->
          Optional.of("the value at its new key cannot be read: " + unreadable.reason());
      case StoredInstance.Present present ->
          present.instance().allocId().equals(resource.allocId())
                  && present.instance().gemPortIds().equals(resource.gemPortIds())
              ? Optional.empty()
              : Optional.of(
                  "the instance is there already, with Alloc-ID %s and GEM ports %s, not %s and %s"
                      .formatted(
                          present.instance().allocId(),
                          present.instance().gemPortIds(),
                          resource.allocId(),
                          resource.gemPortIds()));
    };
  }

  /** Which of the ids has another owner, in words; empty if none has. */
  private Optional<String> othersId(PoolDraft pool, Set<Integer> ids) {
    for (int id : ids) {
      for (IdOwner owner : pool.ownersOf(id)) {
        if (!mayShare(pool.id().type(), owner)) {
          return Optional.of("its id %s of %s is owned by %s".formatted(id, pool.id(), owner));
        }
      }
    }
    return Optional.empty();
  }

  /** The instances of one template on one ONU may share an Alloc-ID. */
  private boolean mayShare(ResourceType type, IdOwner owner) {
    return type == ResourceType.ALLOC_ID
        && owner instanceof IdOwner.ByInstance by
        && by.path().template().equals(path.template())
        && by.path().uniPort().onu().equals(path.uniPort().onu());
  }

  private static List<Integer> notTaken(Change.PutPool put, Set<Integer> ids) {
    return ids.stream().filter(id -> !put.pool().isTaken(id)).toList();
  }
}
