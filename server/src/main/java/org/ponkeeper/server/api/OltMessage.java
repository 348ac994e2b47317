package org.ponkeeper.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ponkeeper.api.v1.Olt;
import org.ponkeeper.api.v1.OltContents;
import org.ponkeeper.api.v1.OltUse;
import org.ponkeeper.api.v1.PonRanges;
import org.ponkeeper.api.v1.PoolId;
import org.ponkeeper.api.v1.PoolUsage;
import org.ponkeeper.api.v1.Progress;
import org.ponkeeper.api.v1.SharedPool;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;

/** OLTs as messages. */
final class OltMessage {
  private OltMessage() {}

  /** An OLT in a list. */
  static Olt of(KnownOlt known) {
    Olt.Builder message =
        Olt.newBuilder()
            .setName(ResourceName.of(known.technology(), known.olt()))
            .setTechnology(known.technology().map(Technology::text).orElse(""))
            .setOlt(known.olt().device())
            .setRegistered(known.registered());
    known.state().ifPresent(state -> message.setState(of(state)));
    return message.build();
  }

  /** An OLT with its pools. */
  static Olt of(OltOverview overview, List<org.ponkeeper.olt.PoolUsage> pools) {
    Olt.Builder message = named(overview.technology(), overview.olt());
    overview.record().ifPresent(record -> set(message, record));
    message
        .clearPons()
        .addAllPons(overview.pons())
        .setPoolKeys(overview.layout().text())
        .setInstances(overview.instances());
    pools.forEach(pool -> message.addPools(of(pool)));
    return message.build();
  }

  /** An OLT by its record. */
  static Olt of(Technology technology, OltId olt, OltRecord record) {
    Olt.Builder message = named(technology, olt);
    set(message, record);
    return message.build();
  }

  private static Olt.Builder named(Technology technology, OltId olt) {
    return Olt.newBuilder()
        .setName(ResourceName.of(technology, olt))
        .setTechnology(technology.text())
        .setOlt(olt.device());
  }

  private static void set(Olt.Builder message, OltRecord record) {
    message
        .setRegistered(true)
        .setState(of(record.state()))
        .addAllPons(record.pons())
        .addAllRanges(of(record.ranges()))
        .addAllResizingTo(of(record.resizingTo()))
        .setFullPools(record.fullPools())
        .setAdapterState(record.adapterState())
        .setPoolKeys(record.layout().text());
    record
        .sharedPools()
        .forEach((type, index) ->
            message.addSharedPools(
                SharedPool.newBuilder().setType(IdMessages.of(type)).setIndex(index)));
  }

  static Olt.State of(OltRecord.State state) {
    return switch (state) {
      case LIVE -> Olt.State.LIVE;
      case RESIZING -> Olt.State.RESIZING;
      case MIGRATING -> Olt.State.MIGRATING;
      case RENAMING -> Olt.State.RENAMING;
      case DELETING -> Olt.State.DELETING;
      case UNREGISTERING -> Olt.State.UNREGISTERING;
      case RESTORING -> Olt.State.RESTORING;
    };
  }

  /** First the ranges of all PONs, then those of single ones. */
  private static List<PonRanges> of(OltRanges ranges) {
    List<PonRanges> messages = new ArrayList<>();
    add(ranges.ofAll(), List.of(), messages);
    ranges.groups().forEach(group -> add(group.ranges(), List.copyOf(group.pons()), messages));
    return messages;
  }

  private static void add(
      Map<ResourceType, IdRanges> ranges, List<Integer> pons, List<PonRanges> messages) {
    ranges.forEach((type, of) ->
        messages.add(
            PonRanges.newBuilder()
                .setType(IdMessages.of(type))
                .addAllPons(pons)
                .addAllRanges(IdMessages.of(of))
                .build()));
  }

  private static PoolUsage of(org.ponkeeper.olt.PoolUsage usage) {
    return PoolUsage.newBuilder()
        .setType(IdMessages.of(usage.pool().type()))
        .setIndex(usage.pool().index())
        .setShared(usage.shared())
        .addAllRanges(IdMessages.of(usage.ranges()))
        .setUsed(usage.used())
        .setFree(usage.free())
        .setReserved(usage.reserved())
        .build();
  }

  static OltUse.Sample of(UseHistory.Sample sample) {
    OltUse.Sample.Builder message =
        OltUse.Sample.newBuilder()
            .setTime(Times.of(sample.time()))
            .setInstances(sample.instances())
            .setOnus(sample.onus());
    sample
        .ids()
        .forEach((type, sum) ->
            message.addIds(
                OltUse.Ids.newBuilder()
                    .setType(IdMessages.of(type))
                    .setUsed(sum.used())
                    .setTotal(sum.total())));
    return message.build();
  }

  static PoolId of(org.ponkeeper.pool.PoolId pool) {
    return PoolId.newBuilder().setType(IdMessages.of(pool.type())).setIndex(pool.index()).build();
  }

  static Progress of(WorkProgress progress) {
    return Progress.newBuilder().setDone(progress.done()).setTotal(progress.total()).build();
  }

  static OltContents of(org.ponkeeper.olt.OltContents contents) {
    return OltContents.newBuilder()
        .setRecords(contents.records())
        .setInstances(contents.instances())
        .setOlderInstances(contents.olderInstances())
        .setPools(contents.pools())
        .setOnuMaps(contents.onuMaps())
        .setFlowInfos(contents.flowInfos())
        .setClaims(contents.claims())
        .setOthers(contents.others())
        .build();
  }
}
