package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ponkeeper.audit.Auditor;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.work.KeyOwnership;
import org.ponkeeper.work.OltAdoption;
import org.ponkeeper.work.PoolTakeOver;
import org.ponkeeper.work.UnusedKeys;

/**
 * The layout of the keys of an OLT's pools and per-ONU maps, and moving them to the other layout,
 * as VOLTHA's openolt adapter did in 4.7.1.
 *
 * <p><b>How it moves.</b> First the OLT's record says that its keys are being moved; every change
 * on the OLT depends on the record, so all other requests in any process are refused with {@code
 * OLT_BUSY}. Then the keys are moved: each transaction writes some new keys and deletes the old
 * ones. Finally the record names the new layout. After an interruption, any process can continue;
 * the move cannot be reversed halfway.
 *
 * <p>An OLT without a record is registered first, with its existing data. The Go library ignores
 * records and must not work on the OLT meanwhile.
 *
 * <p>Thread-safe; calls block until the work is done.
 */
public final class PoolKeys {

  /** A moved key needs two conditions; one more is for the record of each technology. */
  private static final int CHUNK = (Txn.MAX_CONDITIONS - Technology.values().length) / 2;

  private static final int SHOWN_KEYS = 3;

  private final OltStore at;
  private final OltCommitter committer;

  /** For the facade only: the parameter types are not exported. */
  @SuppressWarnings("exports")
  public PoolKeys(OltStore at, OltCommitter committer) {
    this.at = at;
    this.committer = committer;
  }

  /**
   * Result of a move.
   *
   * @param registered whether the OLT had to be registered first
   * @param moved the number of moved keys, at least; 0 if all were already in the new layout
   * @param copiedRanges the number of copied {@code resource_ranges} of models; they are not moved,
   *     because other OLTs may need them
   * @param keptRanges the ranges that have other values in the new layout, which were not changed
   */
  public record Moved(boolean registered, long moved, int copiedRanges, List<String> keptRanges) {}

  /** The layout in use; also for an OLT that is not registered. */
  public PoolKeyLayout layout() {
    return layout(new OltCall(committer, at));
  }

  private static PoolKeyLayout layout(OltCall call) {
    return call.stateWithoutPons().registration().layout();
  }

  /**
   * What {@link #removeLeftBehind} and {@link #move} would do.
   *
   * @param removed the number of keys to remove; 0 if removal was not requested
   * @param moved the number of keys to move
   */
  public record Planned(long removed, long moved) {}

  /**
   * Reports what {@link #move} would do, without changing anything.
   *
   * @throws RefusedException as {@link #move}
   * @throws CorruptDataException as {@link #move}
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public Planned plan(PoolKeyLayout to) {
    requireNonNull(to, "to");
    return plan(to, false);
  }

  /**
   * Reports what {@link #removeLeftBehind} and then {@link #move} would do, without changing
   * anything. Errors as {@link #plan}.
   */
  public Planned planWithRemoval(PoolKeyLayout to) {
    requireNonNull(to, "to");
    return plan(to, true);
  }

  private Planned plan(PoolKeyLayout to, boolean removeLeftBehind) {
    OltCall call = new OltCall(committer, at);
    PoolKeyLayout from = layout(call);
    long removed = removeLeftBehind ? leftBehind(call) : 0;
    if (removed > 0) {
      requireThatPoolsFit(call);
    }
    return call.work()
        .read(snapshot -> {
          Optional<OltRecord> record = at.record(snapshot).record();
          boolean underWay = record.filter(r -> isUnderWay(r, to)).isPresent();
          if (record.isPresent() && !underWay) {
            at.requireLive(record.get());
          }
          if (from == to) {
            return new Planned(removed, 0);
          }
          KeyOwnership ownership = KeyOwnership.read(snapshot, at, record);
          if (!underWay) {
            requireUncontested(snapshot, ownership);
            if (!removeLeftBehind) {
              requireNothingElse(snapshot, ownership, to);
            }
          }
          return new Planned(removed, ownership.keys(snapshot, from, Long.MAX_VALUE).size());
        });
  }

  /**
   * Moves all keys to a layout.
   *
   * @param progress called after each chunk
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if there is no data, or not enough to
   *     register the OLT; {@code OLT_BUSY} if it is being deleted or moved the other way; {@code
   *     POOL_KEYS_DIFFER} if the OLT has keys in the new layout that are no copies of those to
   *     move, or another technology of the device uses them: nothing was moved, unless another
   *     writer wrote them meanwhile; {@code CONTENTION}
   * @throws CorruptDataException if the record cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to complete it
   */
  public Moved move(PoolKeyLayout to, Consumer<WorkProgress> progress) {
    requireNonNull(to, "to");
    requireNonNull(progress, "progress");
    OltCall call = new OltCall(committer, at);
    boolean registered = registerAsFound(call);
    TransactionRunner work = call.work();
    Optional<OltRecord> begun = work.make(snapshot -> begin(snapshot, to));
    if (begun.isEmpty()) {
      return new Moved(registered, 0, 0, List.of());
    }
    PoolKeyLayout from = to.other();
    long total =
        work.read(snapshot ->
            (long)
                KeyOwnership.read(snapshot, at, begun).keys(snapshot, from, Long.MAX_VALUE).size());
    List<String> kept = new ArrayList<>();
    int copied = copyRanges(from, to, kept, work);
    long moved = work.makeChunks(snapshot -> chunk(snapshot, to), total, progress);
    call.refresh();
    return new Moved(registered, moved, copied, List.copyOf(kept));
  }

  /**
   * The number of the OLT's keys in the layout that is not in use.
   *
   * @throws CorruptDataException if a record of the device cannot be read
   */
  public long leftBehind() {
    return leftBehind(new OltCall(committer, at));
  }

  private long leftBehind(OltCall call) {
    return new UnusedKeys(at, call).keys(layout(call));
  }

  /**
   * Removes the OLT's keys in the layout that is not in use.
   *
   * @param progress called after each chunk
   * @return how many keys were removed
   * @throws RefusedException {@code POOL_KEYS_DIFFER} if ids of instances are free in the pools in
   *     use, so that the other pools may be the correct ones; otherwise as {@link #move}
   * @throws CorruptDataException if the record cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to complete it
   */
  public long removeLeftBehind(Consumer<WorkProgress> progress) {
    requireNonNull(progress, "progress");
    OltCall call = new OltCall(committer, at);
    long total = leftBehind(call);
    if (total == 0) {
      return 0;
    }
    registerAsFound(call);
    requireThatPoolsFit(call);
    TransactionRunner work = call.work();
    work.read(snapshot -> {
      Optional<OltRecord> record = at.record(snapshot).record();
      requireUncontested(snapshot, KeyOwnership.read(snapshot, at, record));
      return record;
    });
    // Only a pool has the ONU ids that are in use.
    new PoolTakeOver(at, call).run(call.reloadAll());
    return work.makeChunks(this::removal, total, progress);
  }

  private boolean registerAsFound(OltCall call) {
    boolean isThere = call.work().read(snapshot -> at.record(snapshot).record().isPresent());
    if (isThere) {
      return false;
    }
    if (call.reloadAll().registration().isUnknown()) {
      throw at.unknown();
    }
    try {
      return new OltAdoption(at, call).register(OltRegistration.adoptExisting()).written();
    } catch (InvalidRequestException e) {
      throw at.unknown(e);
    } catch (RefusedException e) {
      if (e.code() == ErrorCode.OLT_BUSY) {
        // Another process has registered it and started meanwhile; check that next.
        return false;
      }
      throw e;
    }
  }

  /**
   * Marks in the record that the keys are being moved; empty if they are already in the new layout.
   */
  private Step<Optional<OltRecord>> begin(Snapshot snapshot, PoolKeyLayout to) {
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    if (isUnderWay(record, to)) {
      return Step.done(Optional.of(record));
    }
    at.requireLive(record);
    if (record.layout() == to) {
      return Step.done(Optional.empty());
    }
    KeyOwnership ownership = KeyOwnership.read(snapshot, at, Optional.of(record));
    requireUncontested(snapshot, ownership);
    requireNothingElse(snapshot, ownership, to);
    List<Condition> conditions = new ArrayList<>(ownership.unchanged());
    conditions.add(found.unchanged());
    OltRecord next = record.inState(OltRecord.State.MIGRATING);
    return Step.of(Optional.of(next), conditions, List.of(found.put(next)));
  }

  private static boolean isUnderWay(OltRecord record, PoolKeyLayout to) {
    return record.state() == OltRecord.State.MIGRATING && record.layout() != to;
  }

  /** Moves some keys, and finally updates the record; returns the number of keys, 0 at the end. */
  private Step<Integer> chunk(Snapshot snapshot, PoolKeyLayout to) {
    PoolKeyLayout from = to.other();
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    at.requireNotRestoring(record);
    if (!isUnderWay(record, to)) {
      // Another process has finished, and may have started something new.
      return Step.done(0);
    }
    KeyOwnership ownership = KeyOwnership.read(snapshot, at, found.record());
    List<Condition> conditions = new ArrayList<>(ownership.unchanged());
    conditions.add(found.unchanged());
    List<Key> some = ownership.keys(snapshot, from, CHUNK);
    if (some.isEmpty()) {
      return Step.of(0, conditions, List.of(found.put(record.movedTo(to))));
    }
    List<Mutation> mutations = new ArrayList<>();
    int moved = addMoves(snapshot, some, to, conditions, mutations);
    return Step.of(moved, conditions, mutations);
  }

  /** Adds the moves of as many keys as fit, at least one. */
  private int addMoves(
      Snapshot snapshot,
      List<Key> some,
      PoolKeyLayout to,
      List<Condition> conditions,
      List<Mutation> mutations) {
    List<KeyValue> sources = values(snapshot, some);
    Map<Key, KeyValue> targets = new HashMap<>();
    values(snapshot, some.stream().map(key -> moved(key, to)).toList())
        .forEach(kv -> targets.put(kv.key(), kv));
    int bytes = 0;
    int moved = 0;
    for (KeyValue source : sources) {
      Key target = moved(source.key(), to);
      int size = source.value().length() + source.key().length() + target.length();
      bytes += size;
      if (size > Txn.MAX_BYTES) {
        throw CorruptDataException.of(
            source.key(), "too large to be moved: " + source.value().length() + " bytes");
      }
      if (bytes > Txn.MAX_BYTES) {
        break;
      }
      KeyValue there = targets.get(target);
      conditions.add(Condition.unchanged(source));
      if (there == null) {
        conditions.add(new Condition.Absent(target));
        mutations.add(new Mutation.Put(target, source.value()));
      } else if (there.value().equals(source.value())) {
        conditions.add(Condition.unchanged(there));
      } else {
        throw differ(List.of(target)).with("state", OltRecord.State.MIGRATING);
      }
      mutations.add(new Mutation.Delete(source.key()));
      moved++;
    }
    return moved;
  }

  /** Removes some keys of the layout that is not in use; returns the number, 0 at the end. */
  private Step<Integer> removal(Snapshot snapshot) {
    OltStore.FoundRecord found = at.record(snapshot);
    OltRecord record = found.record().orElseThrow(at::unknown);
    at.requireLive(record);
    KeyOwnership ownership = KeyOwnership.read(snapshot, at, found.record());
    List<Key> some = ownership.keys(snapshot, record.layout().other(), Txn.MAX_MUTATIONS);
    List<Condition> conditions = new ArrayList<>(ownership.unchanged());
    conditions.add(found.unchanged());
    return some.isEmpty()
        ? Step.done(0)
        : Step.of(
            some.size(), conditions, some.stream().<Mutation>map(Mutation.Delete::new).toList());
  }

  /** Copies the ranges of all models; adds those with other values there to {@code kept}. */
  private int copyRanges(
      PoolKeyLayout from, PoolKeyLayout to, List<String> kept, TransactionRunner work) {
    KeyRange range = at.keys().resourceRanges(from, at.technology());
    int copied = 0;
    for (KeyValue model : work.read(s -> all(s, range))) {
      Key target = at.keys().rangesInLayout(to, model.key(), from, at.technology());
      copied +=
          work.make(snapshot -> {
            Optional<KeyValue> there = snapshot.get(target);
            if (there.isEmpty()) {
              return Step.of(
                  1,
                  List.of(new Condition.Absent(target)),
                  List.of(new Mutation.Put(target, model.value())));
            }
            if (!there.get().value().equals(model.value())) {
              kept.add(target.text());
            }
            return Step.done(0);
          });
    }
    return copied;
  }

  /** Refuses if the OLT has keys in the new layout that are no copies of those to move. */
  private void requireNothingElse(Snapshot snapshot, KeyOwnership ownership, PoolKeyLayout to) {
    List<Key> others = new ArrayList<>();
    for (KeyValue there : values(snapshot, ownership.keys(snapshot, to, Long.MAX_VALUE))) {
      Optional<KeyValue> ours = snapshot.get(moved(there.key(), to.other()));
      if (ours.filter(kv -> kv.value().equals(there.value())).isEmpty()) {
        others.add(there.key());
      }
    }
    if (!others.isEmpty()) {
      throw differ(others);
    }
  }

  /**
   * Refuses if another technology of the device uses the OLT's keys without technology, or would
   * use them: their pools would then have ids of owners that the other technology does not know.
   */
  private void requireUncontested(Snapshot snapshot, KeyOwnership ownership) {
    Set<Technology> users = new TreeSet<>();
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      KeyRange range = at.keys().resourcesOf(layout, at.technology(), at.olt());
      snapshot
          .scan(List.of(range), ScanOptions.KEYS_ONLY)
          .toList()
          .forEach(kv ->
              users.addAll(
                  ownership.alsoUsedBy(
                      at.keys()
                          .parseResource(layout, at.technology(), at.olt(), kv.key())
                          .orElseThrow())));
    }
    if (!users.isEmpty()) {
      throw new RefusedException(ErrorCode.POOL_KEYS_DIFFER)
          .with("OLT", at.olt())
          .with("technology", at.technology())
          .with("without technology its keys are also of", users)
          .with(
              "reason",
              "on one PON, only the technology in the key keeps the pools of two "
                  + "technologies apart")
          .remedy("leave the keys where they are, or delete the OLT of one of the technologies");
    }
  }

  private RefusedException differ(List<Key> keys) {
    List<String> first = keys.stream().limit(SHOWN_KEYS).map(Key::text).toList();
    return new RefusedException(ErrorCode.POOL_KEYS_DIFFER)
        .with("OLT", at.olt())
        .with("technology", at.technology())
        .with("keys in the way", keys.size())
        .with("first", String.join(", ", first));
  }

  /** Refuses if ids of instances are free: then the other pools may be the correct ones. */
  private void requireThatPoolsFit(OltCall call) {
    for (Finding finding : Auditor.audit(call.reloadAll())) {
      if (finding.kind() == FindingKind.OWNED_NOT_TAKEN) {
        throw new RefusedException(ErrorCode.POOL_KEYS_DIFFER)
            .with("OLT", at.olt())
            .with("technology", at.technology())
            .with("in use", finding.subject() + " " + layout(call).text())
            .with("reason", finding.detail() + ", so the unused pools may be the correct ones")
            .remedy(
                "if the pools in use are the right ones, let the audit repair them, which takes"
                    + " these ids; then run this again");
      }
    }
  }

  private Key moved(Key key, PoolKeyLayout to) {
    return at.keys().inLayout(to, key, to.other(), at.technology(), at.olt());
  }

  /** The keys and their values, in the given order, in one read. */
  private static List<KeyValue> values(Snapshot snapshot, List<Key> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    Set<Key> wanted = Set.copyOf(keys);
    KeyRange range =
        new KeyRange(keys.getFirst().text(), KeyRange.of(keys.getLast()).endExclusive());
    return all(snapshot, range).stream().filter(kv -> wanted.contains(kv.key())).toList();
  }

  private static List<KeyValue> all(Snapshot snapshot, KeyRange range) {
    return snapshot.scan(List.of(range), ScanOptions.ALL).toList();
  }

  @Override
  public String toString() {
    return "pool keys of " + at;
  }
}
