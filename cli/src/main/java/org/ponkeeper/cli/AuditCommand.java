package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ponkeeper.Audit;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.NumberRuns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper audit} */
@Command(
    name = "audit",
    description = {
      "Says whether what the store holds is true: compares pools, instances, claims and",
      "per-ONU maps.",
      "Exit code 5 if there are errors; warnings alone are 0."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper audit",
      "  ponkeeper audit --technology XGS-PON --olt olt-1 --repair"
    })
final class AuditCommand implements Callable<Integer> {

  /** How many ids of a finding are written as JSON. */
  private static final int MOST_IDS = 1_000;

  private final PonkeeperCommand ponkeeper;

  @Mixin private OltChoice choice = new OltChoice();

  @Option(
      names = "--repair",
      description =
          "Mend what is safe first: take ids that have an owner; on registered OLTs free ids that"
              + " nobody owns.")
  private boolean repair;

  AuditCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** A finding with the OLT that it is about. */
  private record Found(Olt olt, Finding finding) {}

  @Override
  public Integer call() {
    try (Session session = ponkeeper.openForLongWork()) {
      List<Found> all = new ArrayList<>();
      int olts = 0;
      for (Olt chosen : choice.in(session, ponkeeper.terminal())) {
        olts++;
        if (repair) {
          chosen.audit().repair(Audit.DEFAULT_APART).forEach(done -> say(chosen, done));
        }
        chosen.audit().findings().forEach(finding -> all.add(new Found(chosen, finding)));
        if (choice.namesOne() && chosen.overview().isUnknown()) {
          throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED)
              .with("OLT", chosen.id())
              .with("technology", chosen.technology());
        }
      }
      print(all, olts);
      boolean errors =
          all.stream().anyMatch(found -> found.finding().severity() == Finding.Severity.ERROR);
      return errors ? ErrorClass.CORRUPT_DATA.exitCode() : 0;
    }
  }

  private void say(Olt chosen, Audit.Repaired done) {
    ponkeeper
        .terminal()
        .say(
            "repaired %s %s, %s: taken %s, freed %s"
                .formatted(
                    chosen.technology(),
                    chosen.id(),
                    done.pool(),
                    NumberRuns.shorten(done.answer().taken()),
                    NumberRuns.shorten(done.answer().freed())));
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

  /** How many findings there are, those that are not listed too. */
  private static long count(List<Found> all, Finding.Severity severity) {
    return all.stream()
        .map(Found::finding)
        .filter(finding -> finding.severity() == severity)
        .mapToLong(finding -> finding instanceof Finding.MoreFindings more ? more.count() : 1)
        .sum();
  }

  /** A finding in one line. */
  static String line(Olt olt, Finding finding) {
    return "%s: %s: %s %s: %s: %s"
        .formatted(
            finding.severity().text(),
            finding.kind(),
            olt.technology(),
            olt.id(),
            finding.subject(),
            finding.detail());
  }

  /** A finding as an object; of many ids the first, and how many more there are. */
  static void write(JsonGenerator json, Olt olt, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("severity", finding.severity().text());
    json.writeStringProperty("kind", finding.kind());
    json.writeStringProperty("technology", olt.technology().text());
    json.writeStringProperty("olt", olt.id().device());
    json.writeStringProperty("path", finding.subject());
    json.writeStringProperty("detail", finding.detail());
    json.writeArrayPropertyStart("ids");
    finding.ids().stream().limit(MOST_IDS).forEach(json::writeNumber);
    json.writeEndArray();
    if (finding.ids().size() > MOST_IDS) {
      json.writeNumberProperty("more_ids", finding.ids().size() - MOST_IDS);
    }
    json.writeEndObject();
  }
}
