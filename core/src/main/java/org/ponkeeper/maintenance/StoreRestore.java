package org.ponkeeper.maintenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.RestoreMark;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.RestoreMarkCodec.Mark;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/**
 * Replaces the content of a store by the content of a backup, within the backup's scope.
 *
 * <ol>
 *   <li>The restore mark names this run; an earlier run stops.
 *   <li>The record of each OLT in the store or the backup is set to the state {@code restoring}.
 *       Every transaction on an OLT has a condition on its record, so this locks out all writers.
 *   <li>All keys except records get the values of the backup; keys that are not in the backup are
 *       deleted.
 *   <li>Everything is compared at one instant. Changes by writers without a condition on a record
 *       are overwritten; an OLT that is new is locked too.
 *   <li>The records get the values of the backup or are deleted; the last transaction also deletes
 *       the mark.
 * </ol>
 *
 * After an interruption before the last step, a run with any backup starts from the beginning.
 * After an interruption of the last step, a run with the same backup only completes it: OLTs that
 * are already unlocked keep their changes. For one thread.
 */
final class StoreRestore {

  /**
   * How often everything is compared and changed again before the call fails because of other
   * writers.
   */
  private static final int MAX_ROUNDS = 5;

  /** The maximum number of records in one transaction, besides the mark. */
  private static final int RECORDS = Txn.MAX_CONDITIONS - 1;

  private final BackupWork work;
  private final BackupSource source;
  private final BackupKeys keys;
  private final KeySpace space;
  private final String run;

  /** Whether a transaction that deletes the mark was sent. */
  private boolean ending;

  StoreRestore(BackupWork work, BackupSource source, EngineOptions options) {
    this.work = work;
    this.source = source;
    this.keys = source.scope().keys();
    this.space = keys.keySpace();
    this.run = HexFormat.of().toHexDigits(options.random().nextLong());
  }

  /** The changes that {@link #run} would make. */
  Backup.RestorePlan plan() {
    return work.readAll(keys, snapshot -> compare(snapshot).plan());
  }

  /** Restores; returns what was to be changed when it began. */
  Backup.RestorePlan run(Consumer<WorkProgress> progress) {
    Comparison before = work.readAll(keys, this::compare);
    Backup.RestorePlan plan = before.plan();
    if (plan.isDone()) {
      return plan;
    }
    try {
      Mark mark = work.make(this::takeOver);
      if (!mark.releasing()) {
        replaceContent(before.unfenced, progress);
      }
      while (work.make(snapshot -> release(snapshot, before.recordsOfBackup))) {
        // Some records remain.
      }
    } catch (StoreFailedException e) {
      throw e.with("the restore", "is not complete: run it again; until then changes are refused");
    }
    return plan;
  }

  private Step<Mark> takeOver(Snapshot snapshot) {
    RestoreMark found = RestoreMark.read(snapshot, space);
    Optional<Mark> before = found.mark();
    if (before.filter(mark -> mark.run().equals(run)).isPresent()) {
      return Step.done(before.get());
    }
    boolean releasing = before.filter(this::isToBeReleased).isPresent();
    Mark next = new Mark(run, source.id(), releasing);
    return Step.of(next, List.of(found.unchanged()), List.of(found.put(next)));
  }

  private boolean isToBeReleased(Mark mark) {
    return mark.releasing() && mark.backup().equals(source.id());
  }

  private void replaceContent(Set<KeySpace.RecordOwner> first, Consumer<WorkProgress> progress) {
    Set<KeySpace.RecordOwner> unfenced = first;
    for (int round = 1; ; round++) {
      fence(unfenced);
      new BackupWriter(work, keys, new Replacing(round == 1)).run(source, progress);
      Comparison after = work.readAll(keys, this::compare);
      if (after.isReplaced()) {
        break;
      }
      if (round == MAX_ROUNDS) {
        throw new RefusedException(ErrorCode.CONTENTION)
            .with("rounds", round)
            .with("others changed", after.changedByOthers())
            .with(
                "reason",
                "the restore is not complete: stop the programs that change these keys, then run "
                    + "it again");
      }
      unfenced = after.unfenced;
    }
    work.make(snapshot -> {
      RestoreMark found = ours(snapshot);
      Mark next = new Mark(run, source.id(), true);
      return Step.of(next, List.of(found.unchanged()), List.of(found.put(next)));
    });
  }

  /** The mark, which must be that of this run. */
  private RestoreMark ours(Snapshot snapshot) {
    RestoreMark found = RestoreMark.read(snapshot, space);
    if (found.mark().filter(mark -> mark.run().equals(run)).isEmpty()) {
      throw RestoreMark.busy("another restore has taken over");
    }
    return found;
  }

  private void fence(Set<KeySpace.RecordOwner> olts) {
    List<KeySpace.RecordOwner> all = new ArrayList<>(olts);
    for (int i = 0; i < all.size(); i += RECORDS) {
      List<KeySpace.RecordOwner> some = all.subList(i, Math.min(all.size(), i + RECORDS));
      work.make(snapshot -> fence(snapshot, some));
    }
  }

  private Step<Integer> fence(Snapshot snapshot, List<KeySpace.RecordOwner> olts) {
    List<Condition> conditions = new ArrayList<>(List.of(ours(snapshot).unchanged()));
    List<Mutation> mutations = new ArrayList<>();
    for (KeySpace.RecordOwner olt : olts) {
      Key key = space.oltRecord(olt.technology(), olt.olt());
      Optional<KeyValue> found = snapshot.get(key);
      Optional<OltRecord> record = found.flatMap(kv -> readable(kv.value()));
      if (record.filter(StoreRestore::isRestoring).isEmpty()) {
        OltRecord fence =
            record.map(r -> r.inState(OltRecord.State.RESTORING)).orElseGet(OltRecord::toRestore);
        conditions.add(Condition.unchanged(key, found));
        mutations.add(new Mutation.Put(key, OltRecordCodec.encode(fence)));
      }
    }
    return mutations.isEmpty() ? Step.done(0) : Step.of(mutations.size(), conditions, mutations);
  }

  private static Optional<OltRecord> readable(Bytes value) {
    return OltRecordCodec.decode(value) instanceof Reading.Read<OltRecord> read
        ? Optional.of(read.value())
        : Optional.empty();
  }

  private static boolean isRestoring(OltRecord record) {
    return record.state() == OltRecord.State.RESTORING;
  }

  /** All keys except records get the values of the backup. */
  private final class Replacing implements BackupWriter.Policy {
    private final boolean rewritePools;

    /**
     * Creates the policy.
     *
     * @param rewritePools whether to write pools even if their values are equal: processes with
     *     older data in memory notice by the pool's version that the owners of its ids may have
     *     changed
     */
    Replacing(boolean rewritePools) {
      this.rewritePools = rewritePools;
    }

    @Override
    public Condition guard(Snapshot snapshot) {
      return ours(snapshot).unchanged();
    }

    @Override
    public boolean looksAtAll() {
      return true;
    }

    @Override
    public Optional<Mutation> change(SideBySide.Pair pair) {
      boolean isDue = differs(pair) || (rewritePools && pair.isOnBoth() && isPool(pair.key()));
      if (!isDue || isRecord(pair.key())) {
        return Optional.empty();
      }
      return pair.entry().isPresent()
          ? pair.entry().map(entry -> new Mutation.Put(entry.key(), entry.value()))
          : Optional.of(new Mutation.Delete(pair.key()));
    }
  }

  /** Whether the store's key must be changed to match the backup. */
  private boolean differs(SideBySide.Pair pair) {
    return pair.entry().isPresent() ? !pair.isSame() : isSurplus(pair);
  }

  /** Whether a backup of the store would contain this key, which the backup does not have. */
  private boolean isSurplus(SideBySide.Pair pair) {
    return keys.contains(pair.key()) && !isTooLarge(pair);
  }

  private static boolean isTooLarge(SideBySide.Pair pair) {
    return pair.stored()
        .filter(kv -> new BackupEntry(kv.key(), kv.value()).length() > BackupEntry.MAX_BYTES)
        .isPresent();
  }

  private boolean isPool(Key key) {
    return space.parsePoolOwner(key).isPresent();
  }

  private boolean isRecord(Key key) {
    return space.parseOltRecord(key).isPresent();
  }

  /** Unlocks some OLTs, and finally deletes the mark; whether some remain. */
  private Step<Boolean> release(Snapshot snapshot, Map<Key, Bytes> recordsOfBackup) {
    RestoreMark mark = RestoreMark.read(snapshot, space);
    if (mark.found().isEmpty() && ending) {
      return Step.done(false);
    }
    ours(snapshot);
    List<Condition> conditions = new ArrayList<>(List.of(mark.unchanged()));
    List<Mutation> mutations = new ArrayList<>();
    try (Scan records = snapshot.scan(List.of(space.oltRecords()), ScanOptions.ALL)) {
      while (records.hasNext() && mutations.size() < RECORDS) {
        KeyValue found = records.next();
        if (isRecord(found.key())
            && readable(found.value()).filter(StoreRestore::isRestoring).isPresent()) {
          conditions.add(Condition.unchanged(found.key(), Optional.of(found)));
          mutations.add(
              Optional.ofNullable(recordsOfBackup.get(found.key()))
                  .<Mutation>map(value -> new Mutation.Put(found.key(), value))
                  .orElseGet(() -> new Mutation.Delete(found.key())));
        }
      }
    }
    boolean isLast = mutations.size() < RECORDS;
    if (isLast) {
      mutations.add(mark.delete());
      ending = true;
    }
    return Step.of(!isLast, conditions, mutations);
  }

  private Comparison compare(Snapshot snapshot) {
    Comparison comparison = new Comparison(RestoreMark.read(snapshot, space).mark());
    try (BackupSource.Reader entries = source.read();
        Scan stored = snapshot.scan(keys.ranges(), ScanOptions.ALL)) {
      Iterator<SideBySide.Pair> pairs = new SideBySide(entries, stored);
      pairs.forEachRemaining(comparison::add);
    }
    return comparison;
  }

  /** A comparison of a backup and a store at one instant. */
  private final class Comparison {
    private final Optional<Mark> mark;
    private final Set<KeySpace.RecordOwner> unfenced = new LinkedHashSet<>();
    private final Set<KeySpace.RecordOwner> fenced = new LinkedHashSet<>();
    private final Map<Key, Bytes> recordsOfBackup = new TreeMap<>();
    private final Map<KeySpace.PoolOwner, OltChanges> olts = new HashMap<>();
    private BackupWriter.Tally changes = BackupWriter.Tally.NONE;
    private long changedContent;
    private Optional<Key> firstChanged = Optional.empty();
    private long same;
    private long tooLarge;

    Comparison(Optional<Mark> mark) {
      this.mark = mark;
    }

    void add(SideBySide.Pair pair) {
      if (pair.entry().isEmpty() && !keys.contains(pair.key())) {
        return;
      }
      Optional<KeySpace.PoolOwner> olt = keys.oltOf(pair.key());
      olt.ifPresent(this::see);
      if (isRecord(pair.key())) {
        addRecord(pair);
      }
      if (!differs(pair)) {
        same += pair.isSame() ? 1 : 0;
        tooLarge += pair.isSame() ? 0 : 1;
        return;
      }
      changes = changes.and(pair);
      olt.ifPresent(of -> count(of, pair));
      if (!isRecord(pair.key())) {
        changedContent++;
        firstChanged = firstChanged.or(() -> Optional.of(pair.key()));
      }
    }

    private void see(KeySpace.PoolOwner olt) {
      olts.computeIfAbsent(
          olt,
          o -> {
            BackupKeys.withTechnology(o).stream()
                .filter(one -> !fenced.contains(one))
                .forEach(unfenced::add);
            return new OltChanges(o.technology(), o.olt(), 0, 0);
          });
    }

    private void count(KeySpace.PoolOwner olt, SideBySide.Pair pair) {
      int written = pair.entry().isPresent() ? 1 : 0;
      olts.computeIfPresent(
          olt,
          (o, c) ->
              new OltChanges(
                  c.technology(), c.olt(), c.written() + written, c.deleted() + 1 - written));
    }

    private void addRecord(SideBySide.Pair pair) {
      pair.entry().ifPresent(entry -> recordsOfBackup.put(entry.key(), entry.value()));
      boolean isFenced =
          pair.stored()
              .flatMap(kv -> readable(kv.value()))
              .filter(StoreRestore::isRestoring)
              .isPresent();
      if (isFenced) {
        KeySpace.RecordOwner owner = space.parseOltRecord(pair.key()).orElseThrow();
        fenced.add(owner);
        unfenced.remove(owner);
      }
    }

    /** Whether everything except records matches the backup, and every OLT is locked. */
    boolean isReplaced() {
      return changedContent == 0 && unfenced.isEmpty();
    }

    String changedByOthers() {
      String olt =
          unfenced.stream()
              .findFirst()
              .map(one -> "OLTs such as " + one.technology() + " " + one.olt())
              .orElse("");
      String key = firstChanged.map(first -> changedContent + " keys, such as " + first).orElse("");
      return olt.isEmpty() || key.isEmpty() ? olt + key : olt + ", " + key;
    }

    Backup.RestorePlan plan() {
      Backup.RestorePlan.Begun begun =
          mark.map(m ->
                  isToBeReleased(m)
                      ? Backup.RestorePlan.Begun.ALL_BUT_RELEASED
                      : Backup.RestorePlan.Begun.UNFINISHED)
              .orElse(
                  fenced.isEmpty()
                      ? Backup.RestorePlan.Begun.NOT
                      : Backup.RestorePlan.Begun.UNFINISHED);
      return new Backup.RestorePlan(
          source.size(),
          same,
          changes.written(),
          changes.overwritten(),
          changes.deleted(),
          tooLarge,
          olts.values().stream().sorted(OltChanges.ORDER).toList(),
          begun);
    }
  }
}
