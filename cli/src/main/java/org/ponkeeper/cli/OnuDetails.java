package org.ponkeeper.cli;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.FlowInfoId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.store.Bytes;

/** An ONU with the adapter's data about it. */
record OnuDetails(
    OnuContents onu,
    SortedMap<OnuMapId, OnuMapState> maps,
    SortedMap<FlowInfoId, Bytes> flowInfos) {

  /** Reads the data of the ONU. */
  static OnuDetails of(Olt olt, OnuContents onu) {
    return new OnuDetails(
        onu, olt.onuMaps().list(onu.onu()), olt.onuMaps().allFlowInfos(onu.onu()));
  }

  /** Reads an ONU of which perhaps nothing is stored. */
  static OnuDetails of(Olt olt, OnuId onu) {
    OnuContents nothing =
        new OnuContents(
            olt.technology(),
            onu,
            Optional.empty(),
            false,
            List.of(),
            List.of(),
            new TreeMap<>(),
            Optional.empty());
    return of(olt, olt.onus().find(onu).orElse(nothing));
  }

  boolean isEmpty() {
    return onu.isEmpty() && maps.isEmpty() && flowInfos.isEmpty();
  }

  /** The ONU on one line. */
  String line() {
    return OnuTables.line(
        onu.onu().toString(),
        onu.owner(),
        onu.instances().size() + onu.unreadable().size(),
        onu.claims().size(),
        maps.size(),
        flowInfos.size());
  }
}
