package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.InstanceWalk;

/**
 * Finds keys of an OLT that are not in use: those of the other layout, the older format, and those
 * that Ponkeeper does not maintain.
 */
public final class UnusedKeys {

  private final OltStore at;
  private final OltCall call;

  public UnusedKeys(OltStore at, OltCall call) {
    this.at = at;
    this.call = call;
  }

  /**
   * The findings about these keys.
   *
   * @param inUse the layout that the OLT uses
   */
  public List<Finding> findings(PoolKeyLayout inUse) {
    List<Finding> findings = new ArrayList<>();
    try {
      long keys = keys(inUse);
      if (keys > 0) {
        PoolKeyLayout unused = inUse.other();
        findings.add(
            Finding.of(FindingKind.LEFT_BEHIND_KEYS, "pool keys " + unused.text(), keys)
                .with(new Finding.About.UnusedKeys(unused)));
      }
    } catch (CorruptDataException unreadable) {
      // An unreadable record does not say what is in use; the audit reports it separately.
    }
    long older = olderInstances();
    if (older > 0) {
      findings.add(Finding.of(FindingKind.OLDER_INSTANCES, "older instances", older));
    }
    foreign().forEach(keys -> findings.add(keys.finding()));
    return findings;
  }

  /**
   * Keys of unknown form among the OLT's maps, flow infos and instances of the older format. Those
   * among its pools are found when the OLT is loaded.
   */
  public List<Finding> strayKeys(PoolKeyLayout inUse) {
    KeySpace keys = at.keys();
    OnuMapKeys maps = new OnuMapKeys(keys, inUse, at.technology(), at.olt());
    return call.work()
        .read(snapshot -> {
          FindingList strays = new FindingList(FindingList.MOST_OF_OLT);
          KeyRange resources = keys.resourcesOf(inUse, at.technology(), at.olt());
          for (KeyValue kv :
              snapshot
                  .scan(
                      resources.without(keys.poolsOf(inUse, at.technology(), at.olt())),
                      ScanOptions.KEYS_ONLY)
                  .toList()) {
            if (!maps.isKnown(kv.key())) {
              strays.add(Finding.strayKey(kv.key().text(), "neither a pool nor a map of an ONU"));
            }
          }
          for (KeyValue kv : snapshot.scan(older(snapshot), ScanOptions.KEYS_ONLY).toList()) {
            if (keys.parseInstance(at.technology(), keys.successor(kv.key())).isEmpty()) {
              strays.add(Finding.strayKey(kv.key().text(), "not an instance's key"));
            }
          }
          return strays.toList();
        });
  }

  private List<KeyRange> older(Snapshot snapshot) {
    return InstanceWalk.ofOlder(at.keys(), range -> OltStore.first(snapshot, range))
        .rangesOf(at.technology(), at.olt());
  }

  /** Keys that Ponkeeper does not maintain and that may belong to this OLT, by prefix. */
  public List<ForeignKeys> foreign() {
    return call.work().read(snapshot -> ForeignToOlt.of(snapshot, at));
  }

  /** Whether keys that are not loaded may own ids of the OLT. */
  public boolean mayOwnIds() {
    return olderInstances() > 0 || !foreign().isEmpty();
  }

  /**
   * The number of resource keys in the layout that is not in use; 0 while they are being moved.
   *
   * @throws CorruptDataException if a record of the device cannot be read
   */
  public long keys(PoolKeyLayout inUse) {
    return call.work()
        .<Long>read(snapshot -> {
          Optional<OltRecord> record = at.record(snapshot).record();
          boolean live = record.map(OltRecord::isLive).orElse(true);
          return live
              ? KeyOwnership.read(snapshot, at, record)
                  .keys(snapshot, inUse.other(), Long.MAX_VALUE)
                  .size()
              : 0L;
        });
  }

  /** The number of the OLT's instances of the older format. */
  public long olderInstances() {
    return call.work().<Long>read(this::olderInstances);
  }

  private long olderInstances(Snapshot snapshot) {
    KeySpace keys = at.keys();
    return snapshot.scan(older(snapshot), ScanOptions.KEYS_ONLY).toList().stream()
        .filter(kv -> keys.parseInstance(at.technology(), keys.successor(kv.key())).isPresent())
        .count();
  }
}
