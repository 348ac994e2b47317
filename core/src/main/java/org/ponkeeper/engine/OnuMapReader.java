package org.ponkeeper.engine;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.keyspace.IdListCodec;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** Reads the per-ONU maps of an OLT. */
public final class OnuMapReader {
  private OnuMapReader() {}

  /** All maps in the ranges, readable or not. */
  public static SortedMap<OnuMapId, OnuMapState> read(
      Snapshot snapshot, OnuMapKeys keys, List<KeyRange> ranges) {
    SortedMap<OnuMapId, OnuMapState> maps = new TreeMap<>();
    for (KeyValue kv : snapshot.scan(ranges, ScanOptions.ALL).toList()) {
      // There are other keys too, such as flow infos of VOLTHA's adapter for the NNI.
      keys.parseMap(kv.key()).ifPresent(id -> maps.put(id, decode(id, kv.value())));
    }
    return maps;
  }

  /** Decodes the value of a map. */
  public static OnuMapState decode(OnuMapId id, Bytes value) {
    return switch (IdListCodec.decode(value, lastId(id.type()))) {
      case Reading.Read<List<Integer>> read -> new OnuMapState.Ids(read.value());
      case Reading.Unreadable<List<Integer>> unreadable ->
          new OnuMapState.Unreadable(unreadable.reason());
    };
  }

  /** The greatest id of a map, inclusive. Adapters choose the numbers of their flows freely. */
  public static int lastId(OnuMapType type) {
    return type == OnuMapType.FLOW_IDS ? Integer.MAX_VALUE : IdRange.MAX_ID;
  }
}
