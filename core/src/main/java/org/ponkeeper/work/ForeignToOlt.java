package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.InstanceWalk;
import org.ponkeeper.survey.OtherNames;

/**
 * Keys that Ponkeeper does not maintain and that may belong to one OLT: those under another name of
 * its technology, and instances of the technology without an OLT in their path. They may own ids of
 * the OLT's pools. Reads keys only. For one thread.
 */
final class ForeignToOlt {

  private final Snapshot snapshot;
  private final OltStore at;
  private final List<ForeignKeys> found = new ArrayList<>();

  private ForeignToOlt(Snapshot snapshot, OltStore at) {
    this.snapshot = snapshot;
    this.at = at;
  }

  /** The keys, grouped by prefix. */
  static List<ForeignKeys> of(Snapshot snapshot, OltStore at) {
    ForeignToOlt all = new ForeignToOlt(snapshot, at);
    KeySpace keys = at.keys();
    all.withoutOlt(InstanceWalk.ofOlder(keys, all::first));
    all.withoutOlt(InstanceWalk.ofInstances(keys, all::first));
    for (OtherName name :
        OtherNames.of(keys, at.technology(), ranges -> OltStore.first(snapshot, ranges))) {
      all.otherName(name);
      all.withoutOlt(InstanceWalk.ofOlder(name, all::first));
      all.withoutOlt(InstanceWalk.ofInstances(name, all::first));
    }
    return List.copyOf(all.found);
  }

  private void otherName(OtherName name) {
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(
        name.there(
            at.keys().resourcesOf(PoolKeyLayout.WITH_TECHNOLOGY, at.technology(), at.olt())));
    ranges.addAll(InstanceWalk.ofInstances(name, this::first).rangesOf(at.technology(), at.olt()));
    ranges.addAll(InstanceWalk.ofOlder(name, this::first).rangesOf(at.technology(), at.olt()));
    for (KeyRange range : ranges) {
      add(
          ForeignKeys.Kind.OTHER_SPELLING,
          range,
          "the technology is %s today".formatted(at.technology()));
    }
  }

  private void withoutOlt(InstanceWalk walk) {
    for (TechProfileId template : walk.templates(at.technology())) {
      add(
          ForeignKeys.Kind.OLDER_LAYOUT,
          walk.rangeWithoutOlt(at.technology(), template),
          "no OLT in the path, as before April 2020; see docs/moving.md");
    }
  }

  private void add(ForeignKeys.Kind kind, KeyRange range, String remark) {
    long keys =
        snapshot
            .scan(List.of(range), ScanOptions.KEYS_ONLY.limit(ForeignKeys.MOST_COUNTED))
            .toList()
            .size();
    if (keys > 0) {
      found.add(
          new ForeignKeys(
              kind,
              range.startInclusive(),
              keys,
              Optional.of(at.technology()),
              Optional.of(at.olt()),
              remark,
              Optional.empty()));
    }
  }

  private Optional<Key> first(KeyRange range) {
    return OltStore.first(snapshot, range);
  }
}
