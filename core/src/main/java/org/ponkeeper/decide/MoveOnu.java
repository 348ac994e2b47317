package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.InstanceResolver;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Mutation;

/**
 * Moves an ONU with everything it has to another ONU id or another PON of the OLT, in one
 * transaction. The result is empty if its maps and flow infos must be read again first; then
 * nothing is changed.
 *
 * @param onu the ONU
 * @param pon the PON where it is afterwards
 * @param number the number that it gets; empty for its present number if it can keep that in the
 *     same pool, else for the lowest free one
 * @param data its maps and flow infos
 * @param ifMatch the etag of the only ONU to move; empty to move any
 * @param adapterData returns the adapter's own mutations for the move, for the same transaction
 */
public record MoveOnu(
    OnuId onu,
    PonId pon,
    OptionalInt number,
    OnuData data,
    Optional<Etag> ifMatch,
    Function<OnuMove, List<Mutation>> adapterData)
    implements Request<Optional<OnuMove>> {

  /** Moves any ONU there. */
  public MoveOnu(
      OnuId onu,
      PonId pon,
      OptionalInt number,
      OnuData data,
      Function<OnuMove, List<Mutation>> adapterData) {
    this(onu, pon, number, data, Optional.empty(), adapterData);
  }

  @Override
  public Set<Integer> pons() {
    return new TreeSet<>(List.of(from(), pon.number()));
  }

  private int from() {
    return onu.pon().number();
  }

  /** If a map or flow info was written since it was read, all of them are read again. */
  @Override
  public Request<Optional<OnuMove>> afterConflict(Set<ReadKey> changed) {
    boolean isOutdated =
        changed.isEmpty() || changed.stream().anyMatch(ReadKey.OfOnuData.class::isInstance);
    return isOutdated ? new MoveOnu(onu, pon, number, data.outdated(), ifMatch, adapterData) : this;
  }

  @Override
  public Proposal<Optional<OnuMove>> proposeAgain(
      StateView view, SentAttempt<Optional<OnuMove>> sent) {
    requireReady(view);
    String what = "the move of ONU " + onu;
    if (sent.isNotMade(view)) {
      Proposal<Optional<OnuMove>> again = propose(view);
      if (again.answer().isEmpty()) {
        // The request with the data read anew would not know about the attempt.
        throw sent.unknown(view, what);
      }
      return again;
    }
    if (!sent.isMade(view)) {
      throw sent.unknown(view, what);
    }
    return sent.repeated(view);
  }

  private void requireReady(StateView view) {
    Preconditions.check(view, from());
    Preconditions.check(view, pon.number());
  }

  @Override
  public Proposal<Optional<OnuMove>> propose(StateView view) {
    requireReady(view);
    if (!data.isOf(view.state(), onu)) {
      return Proposal.unchanged(Optional.empty());
    }
    OnuClaims claims = OnuClaims.of(view, onu);
    List<StoredInstance.Present> instances = instances(view);
    boolean isStored =
        ifMatch.isPresent()
            ? Preconditions.isStored(view, onu)
            : !instances.isEmpty() || OnuClaims.isTaken(view, onu);
    if (!isStored) {
      throw new RefusedException(ErrorCode.ONU_NOT_FOUND).with("ONU", onu);
    }
    Preconditions.checkMatch(view, onu, ifMatch);
    MoveTarget target = new MoveTarget(view, onu, claims, pon, data.occupied());
    OnuId to = number.isPresent() ? target.named(number.getAsInt()) : target.any();
    if (from() != pon.number()) {
      claims.owner().ifPresent(owner -> OnuClaims.requireNone(view, pon.number(), owner));
    }
    MovedIds ids = ids(view, to, claims, instances);
    List<OnuMove.OfInstance> movedInstances = new ArrayList<>();
    List<OnuMove.OfClaim> movedClaims = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (StoredInstance.Present instance : instances) {
      changes.add(new Change.DropInstance(instance.path()));
      Change.PutInstance put = moved(view, instance, to, ids);
      changes.add(put);
      movedInstances.add(new OnuMove.OfInstance(instance.instance(), put.instance()));
    }
    claims
        .claims()
        .forEach((claim, before) -> {
          OnuMove.OfClaim moved = moved(claim, before, ids);
          movedClaims.add(moved);
          changes.addAll(changes(claims, moved));
        });
    changes.addAll(ids.pools());
    changes.addAll(AdapterEntries.moved(view, onu, to, ids, movedInstances));
    changes.addAll(data(view, to, ids));
    int maps = (int) data.entries().stream().filter(entry -> entry.map().isPresent()).count();
    int flowInfos = data.entries().size() - maps;
    OnuMove move =
        new OnuMove(onu, to, claims.owner(), movedInstances, movedClaims, maps, flowInfos);
    changes.addAll(AdapterData.changes(adapterData, move, "ONU", onu));
    CombinedChanges.requireOneTransaction(onu, view.readSet(), changes);
    return new Proposal<>(Optional.of(move), changes);
  }

  private List<StoredInstance.Present> instances(StateView view) {
    List<StoredInstance.Present> instances = new ArrayList<>();
    for (StoredInstance entry : view.allOnOnu(onu)) {
      view.instance(entry.path());
      switch (entry) {
        case StoredInstance.Present present -> instances.add(present);
        case StoredInstance.Unreadable unreadable -> throw unreadable.error();
      }
    }
    return instances;
  }

  private MovedIds ids(
      StateView view, OnuId to, OnuClaims claims, List<StoredInstance.Present> instances) {
    Set<IdOwner> owners = new HashSet<>();
    instances.forEach(instance -> owners.add(new IdOwner.ByInstance(instance.path())));
    claims.claims().keySet().forEach(claim -> owners.add(new IdOwner.ByClaim(claim)));
    MovedIds ids = new MovedIds(view, from(), pon.number(), owners);
    if (OnuClaims.isTaken(view, onu)) {
      boolean isFreed = claims.owner().isPresent() || OnuClaims.isTakenWithoutOwner(view, onu);
      ids.moveOnuId(onu.number(), to.number(), isFreed);
    }
    Set<Integer> multicast = new TreeSet<>();
    for (StoredInstance.Present instance : instances) {
      view.template(instance.path().template())
          .readable()
          .ifPresent(template -> multicast.addAll(template.profile().multicastGemPortIds()));
    }
    ids.move(ResourceType.ALLOC_ID, ids(ResourceType.ALLOC_ID, instances, claims), Set.of());
    ids.move(ResourceType.GEM_PORT_ID, ids(ResourceType.GEM_PORT_ID, instances, claims), multicast);
    ids.move(ResourceType.FLOW_ID, ids(ResourceType.FLOW_ID, instances, claims), Set.of());
    return ids;
  }

  /** The ids of the type whose owner changes, in the order in which new ones are chosen. */
  private List<Integer> ids(
      ResourceType type, List<StoredInstance.Present> instances, OnuClaims claims) {
    List<Integer> ids = new ArrayList<>();
    instances.forEach(instance -> ids.addAll(idsOf(instance.instance(), type)));
    // On the same PON the claim stays as it is.
    if (from() != pon.number()) {
      claims
          .claims()
          .forEach((claim, claimed) -> {
            if (claim.type() == type) {
              ids.addAll(new TreeSet<>(claimed));
            }
          });
    }
    return ids;
  }

  /** The ids of the type, those of GEM ports in the order of the queues. */
  private static List<Integer> idsOf(Instance instance, ResourceType type) {
    return switch (type) {
      case ALLOC_ID -> List.of(instance.allocId().value());
      case GEM_PORT_ID -> instance.gemPortIds().stream().map(GemPortId::value).toList();
      case ONU_ID, FLOW_ID -> List.of();
    };
  }

  private static Change.PutInstance moved(
      StateView view, StoredInstance.Present stored, OnuId to, MovedIds ids) {
    Instance before = stored.instance();
    InstancePath path =
        new InstancePath(
            view.technology(), before.path().template(), moved(before.path().uniPort(), to));
    if (view.instance(path).isPresent()) {
      throw MoveTarget.exists(to, "instance " + path);
    }
    ResourceInstance resource =
        new ResourceInstance(
            path.template(),
            stored.profileType(),
            path.uniPort(),
            new AllocId(ids.of(ResourceType.ALLOC_ID, before.allocId().value())),
            before.gemPortIds().stream()
                .map(id -> new GemPortId(ids.of(ResourceType.GEM_PORT_ID, id.value())))
                .toList());
    Instance after =
        InstanceResolver.resolve(path, resource, view.template(path.template())).instance();
    return new Change.PutInstance(resource, after, stored.foreignFields());
  }

  private static UniPort moved(UniPort port, OnuId to) {
    return new UniPort(to, port.number());
  }

  private OnuMove.OfClaim moved(ClaimKey claim, Set<Integer> before, MovedIds ids) {
    Set<Integer> after = new TreeSet<>();
    boolean stays = from() == pon.number() && claim.type() != ResourceType.ONU_ID;
    before.forEach(id -> after.add(stays ? id : ids.of(claim.type(), id)));
    return new OnuMove.OfClaim(
        claim,
        IdSet.copyOf(before),
        new ClaimKey(pon.number(), claim.type(), claim.owner()),
        IdSet.copyOf(after));
  }

  private static List<Change> changes(OnuClaims claims, OnuMove.OfClaim moved) {
    Set<Integer> after = new TreeSet<>(moved.idsAfter());
    if (!moved.after().equals(moved.before())) {
      return List.of(claims.without(moved.before()), new Change.PutClaim(moved.after(), after));
    }
    if (moved.idsAfter().equals(moved.idsBefore())) {
      return List.of();
    }
    after.addAll(claims.others().getOrDefault(moved.before(), Set.of()));
    return List.of(new Change.PutClaim(moved.after(), after));
  }

  /** The maps and flow infos, without those that are lists of the state. */
  private List<Change> data(StateView view, OnuId to, MovedIds ids) {
    boolean keepsLists = view.keepsAdapterState();
    List<Mutation> mutations = new ArrayList<>();
    for (OnuData.Entry entry : data.entries()) {
      if (keepsLists && entry.list().isPresent()) {
        continue;
      }
      Mutation.Put moved = entry.move().to(to, ids);
      view.read(new ReadKey.OfOnuData(entry.key(), entry.version(), Optional.of(entry.value())));
      view.read(new ReadKey.OfOnuData(moved.key(), Stored.ABSENT, Optional.empty()));
      mutations.add(new Mutation.Delete(entry.key()));
      mutations.add(moved);
    }
    return Change.ofAdapter(mutations);
  }
}
