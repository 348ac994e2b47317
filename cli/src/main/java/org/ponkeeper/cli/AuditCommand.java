package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.maintenance.Audit;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.OnuMapId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper audit} */
@Command(
    name = "audit",
    description = {
      "Checks that pools, instances, claims and per-ONU maps are consistent.",
      "Lists data in the store that Ponkeeper ignores.",
      "Exit code 5 if there are errors, 0 if there are only warnings."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper audit",
      "  ponkeeper audit --technology XGS-PON --olt olt-1 --repair",
      "  ponkeeper audit --technology XGS-PON --olt olt-1 --repair-maps"
    })
final class AuditCommand implements Callable<Integer> {

  /** The maximum number of ids of a finding in JSON. */
  private static final int MOST_IDS = 1_000;

  private final PonkeeperCommand ponkeeper;

  @Mixin private OltChoice choice = new OltChoice();

  @Option(
      names = "--repair",
      description =
          "Before the audit, make safe repairs: mark ids that have an owner as taken; on "
              + "registered OLTs, free ids without an owner.")
  private boolean repair;

  @Option(
      names = "--repair-maps",
      description =
          "Before the audit, repair per-ONU maps of registered OLTs: remove ids that are free or "
              + "belong to another ONU. Where the openolt adapter's state is maintained, correct "
              + "its maps and tp_id to match the instances. Stop all adapters of the OLT first.")
  private boolean repairMaps;

  @Mixin private DryRun dryRun = new DryRun();

  AuditCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** A finding and its OLT; no OLT if it concerns the store as a whole. */
  private record Found(Optional<Olt> olt, Finding finding) {}

  @Override
  public Integer call() {
    boolean writes = repair || repairMaps;
    try (Session session =
        writes ? ponkeeper.openForLongDeleting(dryRun) : ponkeeper.openForLongReading()) {
      List<Found> all = new ArrayList<>();
      Set<OltId> audited = new HashSet<>();
      int olts = 0;
      for (Olt chosen : choice.in(session, ponkeeper.terminal())) {
        olts++;
        audited.add(chosen.id());
        if (repair) {
          chosen.audit().repair(Audit.DEFAULT_APART).forEach(done -> say(chosen, done));
        }
        if (repairMaps) {
          long written = chosen.audit().repairMaps();
          if (written > 0) {
            ponkeeper
                .terminal()
                .say(
                    "%s %s %s: maps and tp_id written: %s"
                        .formatted(
                            dryRun.done("repaired"), chosen.technology(), chosen.id(), written));
          }
        }
        chosen
            .audit()
            .findings()
            .forEach(finding -> all.add(new Found(Optional.of(chosen), finding)));
        if (choice.namesOne() && chosen.overview().isUnknown()) {
          OltTables.warn(chosen, chosen.foreign(), ponkeeper.terminal());
          throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED)
              .with("OLT", chosen.id())
              .with("technology", chosen.technology());
        }
      }
      if (!choice.namesOne()) {
        addForeign(session, choice, all, audited);
      }
      print(all, olts);
      boolean errors =
          all.stream().anyMatch(found -> found.finding().severity() == Finding.Severity.ERROR);
      return errors ? ExitCode.of(ErrorClass.CORRUPT_DATA) : 0;
    }
  }

  /** Adds keys that Ponkeeper does not maintain, unless an OLT's own findings report them. */
  private static void addForeign(
      Session session, OltChoice choice, List<Found> all, Set<OltId> audited) {
    Set<String> told = new HashSet<>();
    all.forEach(found -> told.add(found.finding().kind() + " " + found.finding().subject()));
    ForeignData foreign = session.ponkeeper().olts().contents().foreign();
    for (ForeignKeys keys : foreign.keys()) {
      Finding finding = keys.finding();
      boolean isOfOlt = keys.olt().filter(audited::contains).isPresent();
      boolean isChosen = keys.technology().map(choice::includes).orElse(true);
      if (!isOfOlt && isChosen && !told.contains(finding.kind() + " " + finding.subject())) {
        all.add(new Found(Optional.empty(), finding));
      }
    }
    foreign.unlistedFinding().ifPresent(more -> all.add(new Found(Optional.empty(), more)));
  }

  private void say(Olt chosen, PoolRepair repair) {
    ponkeeper
        .terminal()
        .say(
            "%s %s %s, %s: taken %s, freed %s"
                .formatted(
                    dryRun.done("repaired"),
                    chosen.technology(),
                    chosen.id(),
                    repair.pool(),
                    NumberRanges.shorten(repair.taken()),
                    NumberRanges.shorten(repair.freed())));
  }

  private void print(List<Found> all, int olts) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartArray();
            all.forEach(found -> write(json, found.olt(), found.finding()));
            json.writeEndArray();
          });
      return;
    }
    all.forEach(found -> ponkeeper.terminal().print(line(found.olt(), found.finding())));
    ponkeeper
        .terminal()
        .say(
            "audited OLTs: %s; errors: %s, warnings: %s"
                .formatted(
                    olts,
                    count(all, Finding.Severity.ERROR),
                    count(all, Finding.Severity.WARNING)));
  }

  /** The number of findings, including those that are not listed. */
  private static long count(List<Found> all, Finding.Severity severity) {
    return all.stream()
        .map(Found::finding)
        .filter(finding -> finding.severity() == severity)
        .mapToLong(Finding::count)
        .sum();
  }

  /** A finding on one line. */
  static String line(Optional<Olt> olt, Finding finding) {
    return "%s: %s: %s: %s: %s"
        .formatted(
            finding.severity().text(),
            finding.kind(),
            olt.map(of -> of.technology() + " " + of.id()).orElse("store"),
            finding.subject(),
            Remedies.detail(finding));
  }

  /** The ONU or UNI port that the finding is about, if it is about one. */
  private static Optional<OnuOrUni> placeOf(Finding finding) {
    try {
      return Optional.of(InstancePath.parse(finding.subject()).uniPort());
    } catch (InvalidRequestException notAPath) {
      return finding.onuMap().map(OnuMapId::of);
    }
  }

  private static void writePlace(JsonGenerator json, Optional<OnuOrUni> place) {
    if (place.isPresent()) {
      CommonFields.writeWithinOlt(json, place.get());
    } else {
      json.writeNullProperty("pon");
      json.writeNullProperty("onu");
      json.writeNullProperty("uni");
    }
  }

  /** Writes a finding as an object; of many ids only the first, and the number of the others. */
  static void write(JsonGenerator json, Optional<Olt> olt, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("severity", finding.severity().text());
    json.writeStringProperty("kind", finding.kind().text());
    olt.ifPresentOrElse(
        of -> {
          json.writeStringProperty("technology", of.technology().text());
          json.writeStringProperty("olt", of.id().device());
        },
        () -> {
          json.writeNullProperty("technology");
          json.writeNullProperty("olt");
        });
    writePlace(json, placeOf(finding));
    json.writeStringProperty("path", finding.subject());
    json.writeStringProperty("detail", Remedies.detail(finding));
    json.writeArrayPropertyStart("ids");
    finding.ids().stream().limit(MOST_IDS).forEach(json::writeNumber);
    json.writeEndArray();
    if (finding.ids().size() > MOST_IDS) {
      json.writeNumberProperty("more_ids", finding.ids().size() - MOST_IDS);
    }
    json.writeEndObject();
  }
}
