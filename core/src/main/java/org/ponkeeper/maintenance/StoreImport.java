package org.ponkeeper.maintenance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.RestoreMark;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.BackupWriter.Tally;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.InstanceWalk;

/**
 * Adds the entries of a backup to a store. Nothing is deleted, so other keys of the backup's OLTs
 * remain, and may own ids that keys of the backup own too.
 */
final class StoreImport {

  private final BackupWork work;
  private final BackupSource source;
  private final BackupKeys keys;
  private final boolean overwrite;
  private final boolean merge;

  StoreImport(BackupWork work, BackupSource source, Set<Backup.Allow> allowed) {
    this.work = work;
    this.source = source;
    this.keys = source.scope().keys();
    this.overwrite = allowed.contains(Backup.Allow.OVERWRITING);
    this.merge = allowed.contains(Backup.Allow.MERGING);
  }

  /** What {@link #run} would do. */
  Backup.Imported plan() {
    List<OltChanges> mixed = allowedMixed();
    return imported(planned(), mixed);
  }

  Backup.Imported run(Consumer<WorkProgress> progress) {
    List<OltChanges> mixed = allowedMixed();
    if (!overwrite) {
      planned();
    }
    return imported(new BackupWriter(work, keys, new Adding(false)).run(source, progress), mixed);
  }

  private List<OltChanges> allowedMixed() {
    work.read(snapshot -> RestoreMark.read(snapshot, keys.keySpace()).absent());
    List<OltChanges> mixed = mixed();
    if (!mixed.isEmpty() && !merge) {
      throw exists(mixed);
    }
    return mixed;
  }

  private Tally planned() {
    Tally planned = new BackupWriter(work, keys, new Adding(true)).plan(source);
    if (!overwrite && planned.overwritten() > 0) {
      throw exists(Tally.NONE, planned);
    }
    return planned;
  }

  private Backup.Imported imported(Tally done, List<OltChanges> mixed) {
    return new Backup.Imported(
        source.size(), done.written() + done.overwritten(), done.overwritten(), mixed);
  }

  /** Writes keys that are absent or different, and ignores keys that are not in the backup. */
  private final class Adding implements BackupWriter.Policy {
    private final boolean planning;

    Adding(boolean planning) {
      this.planning = planning;
    }

    @Override
    public Condition guard(Snapshot snapshot) {
      return RestoreMark.read(snapshot, keys.keySpace()).absent();
    }

    @Override
    public boolean looksAtAll() {
      return false;
    }

    @Override
    public Optional<Mutation> change(SideBySide.Pair pair) {
      return pair.isSame()
          ? Optional.empty()
          : pair.entry().map(entry -> new Mutation.Put(entry.key(), entry.value()));
    }

    @Override
    public void check(Tally before, Tally next) {
      if (!planning && !overwrite && next.overwritten() > 0) {
        throw exists(before, next);
      }
    }
  }

  private static RefusedException exists(Tally before, Tally others) {
    return new RefusedException(ErrorCode.KEY_EXISTS)
        .with("keys with another value", others.overwritten())
        .with(
            "first",
            others.firstOverwritten().stream().map(Key::text).collect(Collectors.joining(", ")))
        .with("written", before.total() == 0 ? "nothing" : before.total() + " keys, which stay");
  }

  private static RefusedException exists(List<OltChanges> mixed) {
    return new RefusedException(ErrorCode.OLT_EXISTS)
        .with(
            "OLTs",
            mixed.stream()
                .map(olt ->
                    "%s (%s keys that the file does not have)"
                        .formatted(Backup.name(olt.technology(), olt.olt()), olt.deleted()))
                .collect(Collectors.joining(", ")))
        .with("written", "nothing");
  }

  /** The OLTs of the backup for which the store has other keys too. */
  private List<OltChanges> mixed() {
    Set<KeySpace.PoolOwner> olts = new LinkedHashSet<>();
    try (BackupSource.Reader entries = source.read()) {
      entries.forEachRemaining(entry -> keys.oltOf(entry.key()).ifPresent(olts::add));
    }
    return olts.isEmpty() ? List.of() : work.readAll(keys, snapshot -> mixed(snapshot, olts));
  }

  private List<OltChanges> mixed(Snapshot snapshot, Set<KeySpace.PoolOwner> olts) {
    Set<KeyRange> ranges = new LinkedHashSet<>();
    for (KeySpace.PoolOwner olt : olts) {
      BackupKeys.withTechnology(olt).forEach(one -> ranges.addAll(ranges(snapshot, one)));
    }
    Map<String, OltChanges> mixed = new TreeMap<>();
    try (BackupSource.Reader entries = source.read();
        Scan scan = snapshot.scan(KeyRange.sorted(ranges), ScanOptions.KEYS_ONLY)) {
      Iterator<KeyValue> stored = scan;
      SideBySide pairs = new SideBySide(entries, stored);
      while (pairs.hasNext()) {
        SideBySide.Pair pair = pairs.next();
        if (pair.entry().isEmpty()) {
          keys.oltOf(pair.key())
              .ifPresent(olt ->
                  mixed.merge(
                      Backup.name(olt.technology(), olt.olt()),
                      new OltChanges(olt.technology(), olt.olt(), 0, 1),
                      (a, b) -> new OltChanges(a.technology(), a.olt(), 0, a.deleted() + 1)));
        }
      }
    }
    return mixed.values().stream().sorted(OltChanges.ORDER).toList();
  }

  /** The ranges of an OLT's keys. */
  private List<KeyRange> ranges(Snapshot snapshot, KeySpace.RecordOwner olt) {
    KeySpace space = keys.keySpace();
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(KeyRange.of(space.oltRecord(olt.technology(), olt.olt())));
    ranges.add(space.claims(olt.technology(), olt.olt()));
    ranges.addAll(
        InstanceWalk.ofInstances(space, range -> OltStore.first(snapshot, range))
            .rangesOf(olt.technology(), olt.olt()));
    ranges.addAll(
        InstanceWalk.ofOlder(space, range -> OltStore.first(snapshot, range))
            .rangesOf(olt.technology(), olt.olt()));
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      ranges.add(space.resourcesOf(layout, olt.technology(), olt.olt()));
    }
    return ranges;
  }
}
