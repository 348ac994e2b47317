package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** What of an OLT lies beside what is in use: keys of the other layout, and the older format. */
final class LeftBehind {

  private final OltStore at;
  private final OltCall call;

  LeftBehind(OltStore at, OltCall call) {
    this.at = at;
    this.call = call;
  }

  /**
   * What a person should know of it.
   *
   * @param inUse the layout that the OLT is on
   */
  List<Finding> findings(PoolKeyLayout inUse) {
    List<Finding> findings = new ArrayList<>();
    try {
      long keys = keys(inUse);
      if (keys > 0) {
        findings.add(new Finding.LeftBehindKeys(inUse.other(), keys));
      }
    } catch (CorruptDataException unreadable) {
      // A record does not tell who uses what: that is a finding of its own.
    }
    long older = olderInstances();
    if (older > 0) {
      findings.add(new Finding.OlderInstances(older));
    }
    return findings;
  }

  /**
   * How many resource keys lie under the layout that the OLT is not on; 0 while they are moved.
   *
   * @throws CorruptDataException if a record of the device cannot be read
   */
  long keys(PoolKeyLayout inUse) {
    return call.work()
        .<Long>read(snapshot -> {
          Optional<OltRecord> record = at.record(snapshot).record();
          boolean live = record.map(r -> r.life() == OltRecord.Life.LIVE).orElse(true);
          return live
              ? KeyOwnership.read(snapshot, at, record)
                  .keys(snapshot, inUse.other(), Long.MAX_VALUE)
                  .size()
              : 0L;
        });
  }

  /** How many instances of the OLT are there in the older format. */
  long olderInstances() {
    return call.work().<Long>read(this::olderInstances);
  }

  private long olderInstances(Snapshot snapshot) {
    KeySpace keys = at.keys();
    List<KeyRange> ranges =
        InstanceWalk.ofOlder(keys, range -> OltStore.first(snapshot, range))
            .rangesOf(at.technology(), at.olt());
    return snapshot.scan(ranges, ScanOptions.KEYS_ONLY).toList().stream()
        .filter(kv -> keys.parseInstance(at.technology(), keys.successor(kv.key())).isPresent())
        .count();
  }
}
