package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.keyspace.AdapterListKeys;
import org.ponkeeper.keyspace.IdListCodec;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterState;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * Reads the openolt adapter's lists of an OLT as part of a load: all of them if the OLT's record
 * says that they are maintained, none if a record says that they are not. Without a record, reads
 * only on which PONs there are any, for an adoption.
 */
public final class AdapterStateLoad {

  private final Snapshot snapshot;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;

  public AdapterStateLoad(Snapshot snapshot, KeySpace keys, Technology technology, OltId olt) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
  }

  AdapterState load(Stored<OltRecord> record, Registration registration, PonSelection scope) {
    return switch (record) {
      case Stored.Present<OltRecord> registered ->
          registered.value().adapterState()
              ? AdapterState.kept(lists(registration, scope))
              : AdapterState.NOT_KEPT;
      case Stored.Absent<OltRecord> unregistered -> AdapterState.notKept(foundOn(registration));
      case Stored.Unreadable<OltRecord> unreadable -> AdapterState.NOT_KEPT;
    };
  }

  /** Every list of the selected PONs. */
  public Map<AdapterListId, Stored<IdList>> lists(Registration registration, PonSelection scope) {
    AdapterListKeys places = places(registration);
    List<KeyRange> ranges = new ArrayList<>();
    switch (scope) {
      case PonSelection.All all -> ranges.addAll(places.all());
      case PonSelection.Pons some ->
          new TreeSet<>(some.numbers()).forEach(pon -> ranges.addAll(places.all(pon)));
    }
    Map<AdapterListId, Stored<IdList>> lists = new HashMap<>();
    try (Scan scan = snapshot.scan(ranges, ScanOptions.ALL)) {
      while (scan.hasNext()) {
        KeyValue kv = scan.next();
        places
            .parse(kv.key())
            // Without technology in the keys, other technologies of the device may have PONs there.
            .filter(id -> registration.pons().contains(id.of().onu().pon().number()))
            .ifPresent(id ->
                lists.put(
                    id,
                    OltSnapshot.stored(
                        kv,
                        AdapterListKeys.decode(kv.value()),
                        list -> IdListCodec.encode(list.list()))));
      }
    }
    return lists;
  }

  /** The PONs with an adapter's list of a UNI port; reads only the first list of each. */
  private Set<Integer> foundOn(Registration registration) {
    AdapterListKeys places = places(registration);
    Set<Integer> pons = new TreeSet<>();
    if (snapshot.scan(places.all(), ScanOptions.KEYS_ONLY.limit(1)).toList().isEmpty()) {
      return pons;
    }
    for (int pon : registration.pons()) {
      try (Scan scan = snapshot.scan(places.all(pon), ScanOptions.KEYS_ONLY)) {
        while (scan.hasNext() && !pons.contains(pon)) {
          places
              .parse(scan.next().key())
              .filter(id -> id.of() instanceof UniPort)
              .ifPresent(id -> pons.add(pon));
        }
      }
    }
    return pons;
  }

  private AdapterListKeys places(Registration registration) {
    return new AdapterListKeys(keys, registration.layout(), technology, olt);
  }
}
