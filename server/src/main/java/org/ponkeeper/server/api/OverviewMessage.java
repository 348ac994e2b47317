package org.ponkeeper.server.api;

import com.google.protobuf.util.Durations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.GetOverviewRequest;
import org.ponkeeper.api.v1.Overview;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltUse;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.config.ServerVersion;

/** The answer of {@code GetOverview}: all OLTs that the caller sees, in numbers. For one call. */
final class OverviewMessage {

  private final Ponkeeper ponkeeper;
  private final Observations observations;
  private final boolean isDown;

  /** The numbers of the OLTs of the page that could be counted. */
  private final Map<KnownOlt, OltUse> counted = new HashMap<>();

  OverviewMessage(Engine engine, Observations observations) {
    this.ponkeeper = engine.ponkeeper();
    this.observations = observations;
    this.isDown = ponkeeper.status().state() == Status.State.DOWN;
  }

  Overview message(GetOverviewRequest request, Caller caller) {
    Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
    Observations.Listed listed = observations.olts();
    List<KnownOlt> mine =
        listed.olts().stream().filter(olt -> KnownOlts.isVisible(olt, caller)).toList();
    Page<KnownOlt> page = Page.of(wanted, mine, KnownOlts::order);
    Overview.Builder message =
        Overview.newBuilder()
            .setStore(store())
            .setVersion(ServerVersion.text())
            .setNextPageToken(page.nextToken())
            .setListTime(Times.of(listed.time()));
    page.entries().forEach(olt -> message.addOlts(summary(olt)));
    return message.setTotals(totals(mine)).build();
  }

  private Overview.Store store() {
    Status status = ponkeeper.status();
    Overview.Store.Builder store =
        Overview.Store.newBuilder()
            .setIsHealthy(status.state() != Status.State.DOWN)
            .setState(StatusApi.of(status.state()))
            .setReason(status.reason().name());
    status.lastContact().ifPresent(contact -> store.setLastContact(Times.of(contact)));
    observations
        .store()
        .ifPresent(answer -> {
          store.setKind(answer.kind());
          answer
              .latency()
              .ifPresent(latency -> store.setLatency(Durations.fromNanos(latency.toNanos())));
        });
    return store.build();
  }

  private Overview.OltSummary summary(KnownOlt known) {
    Overview.OltSummary.Builder summary =
        Overview.OltSummary.newBuilder()
            .setName(ResourceName.of(known.technology(), known.olt()))
            .setTechnology(known.technology().map(Technology::text).orElse(""))
            .setOlt(known.olt().device())
            .setRegistered(known.registered());
    known.state().ifPresent(state -> summary.setState(OltMessage.of(state)));
    known
        .technology()
        .ifPresent(technology -> {
          if (hasUnreadableRecord(known)) {
            // What could be inferred without it would be wrong.
            summary.setProblem(ErrorCode.CORRUPT_DATA.name());
          } else {
            count(known, technology, summary);
          }
          observations
              .audits()
              .find(technology, known.olt())
              .ifPresent(audit ->
                  summary.setLastAudit(
                      Overview.LastAudit.newBuilder()
                          .setTime(Times.of(audit.time()))
                          .setErrors(audit.errors())
                          .setWarnings(audit.warnings())));
        });
    return summary.build();
  }

  private static boolean hasUnreadableRecord(KnownOlt known) {
    return known.registered() && known.state().isEmpty();
  }

  /** One OLT that cannot be read does not hide the others. */
  private void count(KnownOlt known, Technology technology, Overview.OltSummary.Builder summary) {
    try {
      org.ponkeeper.Olt olt = ponkeeper.olt(technology, known.olt());
      Optional<OltUse> use = isDown ? olt.useInMemory() : Optional.of(olt.use());
      use.ifPresent(numbers -> {
        counted.put(known, numbers);
        set(summary, numbers);
      });
    } catch (PonkeeperException e) {
      summary.setProblem(e.code().name());
    }
  }

  private static void set(Overview.OltSummary.Builder summary, OltUse use) {
    summary.setPonCount(use.pons()).setOnuCount(use.onus()).setInstanceCount(use.instances());
    for (ResourceType type : ResourceType.values()) {
      use.fullest(type).map(OverviewMessage::fullest).ifPresent(summary::addFullestPools);
    }
  }

  private static Overview.FullestPool fullest(PoolUsage pool) {
    return Overview.FullestPool.newBuilder()
        .setType(IdMessages.of(pool.pool().type()))
        .setIndex(pool.pool().index())
        .setShared(pool.shared())
        .setUsed(pool.used())
        .setTotal(pool.total())
        .build();
  }

  private Optional<OltUse> inMemory(KnownOlt olt) {
    return olt.technology()
        .filter(technology -> !hasUnreadableRecord(olt))
        .flatMap(technology -> ponkeeper.olt(technology, olt.olt()).useInMemory());
  }

  private Overview.Totals totals(List<KnownOlt> olts) {
    Overview.Totals.Builder totals = Overview.Totals.newBuilder().setOlts(olts.size());
    for (KnownOlt olt : olts) {
      Optional<OltUse> use = Optional.ofNullable(counted.get(olt)).or(() -> inMemory(olt));
      if (use.isEmpty()) {
        totals.setUncountedOlts(totals.getUncountedOlts() + 1);
      } else {
        totals
            .setPons(totals.getPons() + use.get().pons())
            .setOnus(totals.getOnus() + use.get().onus())
            .setInstances(totals.getInstances() + use.get().instances());
      }
    }
    return totals.build();
  }
}
