package org.ponkeeper.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.decide.OnuData;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.keyspace.IdListCodec;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.FlowInfoId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** Reads the maps and flow infos of an ONU that moves. For one snapshot. */
public final class OnuDataReader {

  private final Snapshot snapshot;
  private final OnuMapKeys keys;

  /** A reader of the OLT with these keys. */
  public OnuDataReader(Snapshot snapshot, OnuMapKeys keys) {
    this.snapshot = snapshot;
    this.keys = keys;
  }

  /**
   * Reads what a move of the ONU depends on.
   *
   * @param pon the PON where it is afterwards
   * @param number the number that it gets; empty if any
   * @param versions the versions of the ONU in a state that was read before
   */
  public OnuData read(OnuId onu, PonId pon, OptionalInt number, List<Long> versions) {
    List<OnuData.Entry> entries = new ArrayList<>();
    for (KeyValue kv : scan(keys.maps(onu), ScanOptions.ALL)) {
      keys.parseMap(kv.key()).ifPresent(id -> entries.add(entry(id, kv)));
    }
    for (KeyValue kv : scan(keys.allFlowInfos(onu), ScanOptions.ALL)) {
      keys.parseFlowInfo(kv.key()).ifPresent(id -> entries.add(entry(id, kv)));
    }
    Set<Integer> occupied = occupied(pon, number);
    return new OnuData(entries, occupied, snapshot.history(), versions, false);
  }

  private Set<Integer> occupied(PonId pon, OptionalInt number) {
    List<KeyRange> ranges = new ArrayList<>();
    if (number.isPresent()) {
      OnuId named = new OnuId(pon, number.getAsInt());
      ranges.addAll(keys.maps(named));
      ranges.addAll(keys.allFlowInfos(named));
    } else {
      ranges.add(keys.maps(pon));
      ranges.add(keys.flowInfos(pon));
    }
    Set<Integer> numbers = new TreeSet<>();
    for (KeyValue kv : scan(ranges, ScanOptions.KEYS_ONLY)) {
      keys.parseMap(kv.key())
          .map(OnuMapId::of)
          .or(() -> keys.parseFlowInfo(kv.key()).map(FlowInfoId::of))
          .ifPresent(of -> numbers.add(of.onu().number()));
    }
    return numbers;
  }

  private List<KeyValue> scan(List<KeyRange> ranges, ScanOptions options) {
    return snapshot.scan(ranges, options).toList();
  }

  private OnuData.Entry entry(OnuMapId id, KeyValue found) {
    return entry(
        found,
        Optional.of(id),
        (onu, ids) ->
            new Mutation.Put(
                keys.map(new OnuMapId(on(onu, id.of()), id.type())),
                IdListCodec.encode(ids.of(id.type().ids(), ids(id, found.value())))));
  }

  private static List<Integer> ids(OnuMapId id, Bytes value) {
    return switch (OnuMapReader.decode(id, value)) {
      case OnuMapState.Ids map -> map.ids();
      case OnuMapState.Unreadable unreadable ->
          throw CorruptDataException.of(id, unreadable.reason());
    };
  }

  private OnuData.Entry entry(FlowInfoId id, KeyValue found) {
    return entry(
        found,
        Optional.empty(),
        (onu, ids) ->
            new Mutation.Put(
                keys.flowInfo(on(onu, id.of()), flowId(id.flowId(), ids)), found.value()));
  }

  /** Ids of pools have 16 bits; an adapter may use greater numbers for its flows. */
  private static long flowId(long id, OnuData.IdTranslation ids) {
    return id > Integer.MAX_VALUE ? id : ids.of(ResourceType.FLOW_ID, List.of((int) id)).getFirst();
  }

  private static OnuData.Entry entry(KeyValue found, Optional<OnuMapId> map, OnuData.Move move) {
    return new OnuData.Entry(found.key(), found.version().token(), found.value(), map, move);
  }

  /** The same UNI port of another ONU, or that ONU as a whole. */
  private static OnuOrUni on(OnuId onu, OnuOrUni of) {
    return of instanceof UniPort port ? new UniPort(onu, port.number()) : onu;
  }
}
