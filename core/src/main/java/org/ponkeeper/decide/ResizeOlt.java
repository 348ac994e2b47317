package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/**
 * One step towards other ranges, more PONs or full pools of an OLT: changes its record and all
 * existing pools. A resize that fits into one transaction is one step. Otherwise the first step
 * sets the record to the state {@code resizing}, so that every other request is refused, because
 * all depend on the record. The following steps change the pools, and the last one restores the
 * record's state. An interrupted resize is completed or undone by another resize.
 *
 * @param wanted the requested values; missing ones stay as they are, or as an interrupted resize
 *     was to change them
 * @param pons the numbers of all PONs of the OLT, including new ones
 * @param onlyAt the version of the only record to change; empty to change any
 */
public record ResizeOlt(OltRegistration wanted, Set<Integer> pons, OptionalLong onlyAt)
    implements Request<ResizeOlt.Step> {

  /** The maximum number of pools in the read set of one step; leaves room for other conditions. */
  private static final int MAX_READ_KEYS = 120;

  private static final int POOLS_NAMED = 5;

  /** For how many ids of a pool an error names the owners. */
  private static final int HOLDERS_NAMED = 3;

  public ResizeOlt {
    pons = Set.copyOf(pons);
  }

  /** Changes any record. */
  public ResizeOlt(OltRegistration wanted, Set<Integer> pons) {
    this(wanted, pons, OptionalLong.empty());
  }

  /** Result of a step. */
  public sealed interface Step {

    /** The resize is complete. */
    record Done(RegistrationResult answer) implements Step {}

    /**
     * More steps are needed. All data must be read again before the next one.
     *
     * @param keys the number of keys that the step writes, at least 1
     */
    record Begun(int keys) implements Step {}

    /**
     * Ids outside the new ranges were taken before other requests were refused; the resize was
     * undone.
     */
    record Undone(RefusedException reason) implements Step {}
  }

  /** What the attempt has written is at another version. */
  @Override
  public Proposal<Step> proposeAgain(StateView view, SentAttempt<Step> sent) {
    return sent.isMade(view) ? new Attempt(view).propose() : propose(view);
  }

  @Override
  public Proposal<Step> propose(StateView view) {
    if (onlyAt.isPresent() && view.versionOf(new ReadKey.OfRecord()) != onlyAt.getAsLong()) {
      throw new RefusedException(ErrorCode.ETAG_MISMATCH).with("what", "the OLT's record");
    }
    return new Attempt(view).propose();
  }

  /** A decision on one state. */
  private final class Attempt {
    private final StateView view;
    private final OltState state;
    private final Stored<Set<Integer>> reserved;
    private final OltRecord before;
    private final OltRecord after;

    Attempt(StateView view) {
      this.view = view;
      this.state = view.state();
      this.reserved = view.reserved();
      this.before = before();
      this.after = after();
    }

    private OltRecord before() {
      return switch (view.record()) {
        case Stored.Present<OltRecord> registered -> registered.value();
        case Stored.Unreadable<OltRecord> unreadable ->
            throw OltErrors.unreadableRecord(view.technology(), view.olt(), unreadable.reason());
        case Stored.Absent<OltRecord> unregistered -> Adoption.record(state, wanted, true);
      };
    }

    private boolean isUnderWay() {
      return before.state() == OltRecord.State.RESIZING;
    }

    private OltRecord after() {
      if (!isUnderWay()) {
        Preconditions.requireLive(view, before);
      }
      List<String> differences = RegisterOlt.sharingDifferences(wanted, before);
      SortedSet<Integer> nextPons = wanted.pons().orElse(before.pons());
      if (!nextPons.containsAll(before.pons())) {
        differences.add(
            Difference.between(
                "pons", NumberRanges.print(before.pons()), NumberRanges.print(nextPons)));
      }
      if (!differences.isEmpty()) {
        throw Difference.ofResize(state, differences);
      }
      Adoption.checkLegal(nextPons);
      Adoption.requireAmong(nextPons, wanted.ranges());
      OltRanges toCome = before.ranges().overlaidBy(before.resizingTo()).on(nextPons);
      OltRanges ranges = toCome.overlaidBy(wanted.ranges()).on(nextPons);
      boolean goesBack = ranges.equals(before.ranges().on(nextPons));
      if (isUnderWay() && !ranges.equals(toCome) && !goesBack) {
        throw OltErrors.busy(view.technology(), view.olt(), before)
            .with("new ranges", rangesToCome());
      }
      requireLegal(nextPons, ranges);
      return new OltRecord(
          nextPons,
          ranges,
          before.sharedPools(),
          before.layout(),
          before.fullPools() || wanted.fullPools(),
          OltRecord.State.LIVE,
          OltRanges.NONE,
          wanted.adapterState().orElse(before.adapterState()));
    }

    private String rangesToCome() {
      StringJoiner toCome = new StringJoiner("; ");
      for (ResourceType type : ResourceType.values()) {
        before
            .resizingTo()
            .pons(type, before.pons())
            .forEach((of, pons) ->
                toCome.add("%s ids of %s: %s".formatted(type, NumberRanges.pons(pons), of)));
      }
      return toCome.toString();
    }

    /** Rejects ranges that start outside the legal ids, unless such ids are already offered. */
    private void requireLegal(SortedSet<Integer> pons, OltRanges ranges) {
      for (ResourceType type : ResourceType.values()) {
        ranges
            .pons(type, pons)
            .forEach((of, some) ->
                of.parts().stream()
                    .filter(
                        part -> !some.stream().allMatch(pon -> isOffered(type, pon, part.first())))
                    .forEach(part -> Adoption.checkLegal(state, type, IdRanges.of(part))));
      }
    }

    /** Whether the PON's range, or the pool that it uses, already has the id. */
    private boolean isOffered(ResourceType type, int pon, int id) {
      Integer shared = before.sharedPools().get(type);
      return before.ranges().of(type, pon).filter(ranges -> ranges.contains(id)).isPresent()
          || (state.pool(new PoolId(type, shared == null ? pon : shared))
                  instanceof Stored.Present<ResourcePool> present
              && present.value().range().contains(id));
    }

    Proposal<Step> propose() {
      List<PoolId> pools = pools();
      List<Change.PutPool> changes = new ArrayList<>();
      StringJoiner outside = new StringJoiner("; ");
      StringJoiner holders = new StringJoiner("; ");
      int found = 0;
      for (PoolId id : pools) {
        SortedSet<Integer> ids = outside(id);
        if (!ids.isEmpty() && ++found <= POOLS_NAMED) {
          outside.add(id + ": " + NumberRanges.shorten(IdSet.copyOf(ids)));
          addHolders(id, ids, holders);
        }
        if (ids.isEmpty() && state.pool(id) instanceof Stored.Present<ResourcePool> present) {
          ResourcePool next = asIn(after, id, present.value());
          if (!next.equals(present.value())) {
            changes.add(new Change.PutPool(id, next));
          }
        }
      }
      if (found > POOLS_NAMED) {
        outside.add("and in %s more pools".formatted(found - POOLS_NAMED));
      }
      if (found > 0) {
        return refuse(outside.toString(), holders.toString());
      }
      return isUnderWay() ? next(changes) : first(pools, changes);
    }

    /** Every pool that the OLT has or will have. */
    private List<PoolId> pools() {
      Registration registration = Registration.of(after);
      Set<PoolId> ids = new TreeSet<>();
      for (ResourceType type : ResourceType.values()) {
        for (int pon : after.pons()) {
          if (registration.bind(type, pon) instanceof PoolBinding.Bound bound) {
            ids.add(bound.id());
          }
        }
      }
      for (PoolId id : ids) {
        if (state.pool(id) instanceof Stored.Unreadable<ResourcePool> unreadable) {
          view.read(new ReadKey.OfPool(id));
          throw unreadable.error(id + " of OLT " + view.olt());
        }
      }
      view.requireReservedIds();
      return List.copyOf(ids);
    }

    /** The ids of the pool that are taken or owned and outside all new ranges. */
    private NavigableSet<Integer> outside(PoolId id) {
      NavigableSet<Integer> inUse = owned(id);
      if (state.pool(id) instanceof Stored.Present<ResourcePool> present) {
        present.value().taken().filter(n -> !isReserved(id, n)).forEach(inUse::add);
      }
      inUse.removeIf(ranges(after, id)::contains);
      return inUse;
    }

    private NavigableSet<Integer> owned(PoolId id) {
      NavigableSet<Integer> owned = new TreeSet<>();
      // A new PON may be unknown.
      if (state.isLoaded(state.registration().ponsOf(id))) {
        state.ownedOn(id).stream().forEach(owned::add);
      }
      return owned;
    }

    /** Whether the id may be taken only because it is, was or will be reserved. */
    private boolean isReserved(PoolId id, int number) {
      return isListed(id, number)
          || isGap(Registration.rangesOf(before, id), number)
          || isGap(rangesToCome(id), number);
    }

    private boolean isListed(PoolId id, int number) {
      return id.type() == ResourceType.GEM_PORT_ID
          && reserved instanceof Stored.Present<Set<Integer>> listed
          && listed.value().contains(number);
    }

    private Optional<IdRanges> rangesToCome(PoolId id) {
      return Registration.rangesOf(
          before.state() == OltRecord.State.RESIZING ? before.withRangesToCome() : before, id);
    }

    private static boolean isGap(Optional<IdRanges> ranges, int number) {
      return ranges.filter(of -> of.isGap(number)).isPresent();
    }

    /** The ranges of a pool according to a record. */
    private static IdRanges ranges(OltRecord record, PoolId id) {
      return Registration.rangesOf(record, id).orElseThrow();
    }

    /** The pool in the form that a record requires; no id in use may be outside its ranges. */
    private ResourcePool asIn(OltRecord record, PoolId id, ResourcePool pool) {
      IdRanges ranges = ranges(record, id);
      Set<Integer> owned = owned(id);
      List<Integer> nobodys =
          pool.taken().filter(n -> isReserved(id, n) && !owned.contains(n)).boxed().toList();
      ResourcePool next = pool.release(nobodys);
      if (!pool.range().equals(ranges.whole())) {
        next = next.withRange(ranges.whole());
      }
      if (record.fullPools()) {
        next = next.padTo(next.goLength(), n -> isListed(id, n));
      }
      return next.reserve(n -> ranges.isGap(n) || (isListed(id, n) && pool.isTaken(n)));
    }

    /** Adds the owners of the first of the ids. */
    private void addHolders(PoolId id, SortedSet<Integer> ids, StringJoiner holders) {
      if (state.isLoaded(state.registration().ponsOf(id))) {
        ids.stream()
            .limit(HOLDERS_NAMED)
            .forEach(number ->
                state
                    .holderOf(id, number)
                    .ifPresent(holder -> holders.add(id + " id " + number + ": " + holder)));
      }
    }

    private Proposal<Step> refuse(String outside, String holders) {
      RefusedException refusal =
          new RefusedException(ErrorCode.RANGE_DIFFERS)
              .with("OLT", state.olt())
              .with("ids in use that would fall outside", outside)
              .with("held by", holders)
              .remedy("delete the services that hold these ids, or give ranges that contain them");
      boolean nothingDone =
          pools().stream()
              .allMatch(id ->
                  !(state.pool(id) instanceof Stored.Present<ResourcePool> present)
                      || isAsBefore(id, present.value()));
      if (isUnderWay() && nothingDone) {
        return new Proposal<>(
            new Step.Undone(refusal), List.of(new Change.PutRecord(before.live())));
      }
      throw refusal;
    }

    private boolean isAsBefore(PoolId id, ResourcePool pool) {
      return Registration.rangesOf(before, id)
              .filter(ranges -> pool.range().equals(ranges.whole()))
              .isPresent()
          && asIn(before, id, pool).equals(pool);
    }

    /** All changes in one transaction, or only the fence. */
    private Proposal<Step> first(List<PoolId> pools, List<Change.PutPool> changes) {
      boolean registered = state.registration().record().isPresent();
      if (registered && changes.isEmpty() && after.equals(before)) {
        return Proposal.unchanged(done(false));
      }
      Set<ReadKey> pooled = new HashSet<>();
      changes.forEach(change -> pooled.add(change.readKey()));
      pools.stream()
          .filter(id -> !Registration.rangesOf(after, id).equals(Registration.rangesOf(before, id)))
          .forEach(id -> pooled.add(new ReadKey.OfPool(id)));
      if (pooled.size() > MAX_READ_KEYS || PoolChunk.firstOf(changes).size() < changes.size()) {
        return new Proposal<>(
            new Step.Begun(1), List.of(new Change.PutRecord(before.resizing(after.ranges()))));
      }
      pooled.forEach(view::read);
      return last(changes);
    }

    /** The next pools; with the last of them the OLT accepts requests again. */
    private Proposal<Step> next(List<Change.PutPool> changes) {
      List<Change.PutPool> some = PoolChunk.firstOf(changes);
      some.forEach(change -> view.read(change.readKey()));
      return some.size() == changes.size()
          ? last(changes)
          : new Proposal<>(new Step.Begun(some.size()), List.copyOf(some));
    }

    private Proposal<Step> last(List<Change.PutPool> changes) {
      List<Change> all = new ArrayList<>(changes);
      all.add(new Change.PutRecord(after));
      return new Proposal<>(done(true), all);
    }

    private Step done(boolean written) {
      return new Step.Done(
          new RegistrationResult(after, written, RegisterOlt.warnings(state, after)));
    }
  }
}
