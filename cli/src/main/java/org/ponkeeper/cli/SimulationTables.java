package org.ponkeeper.cli;

import java.util.List;
import java.util.Locale;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.cli.simulate.Event;
import org.ponkeeper.cli.simulate.SimulationOptions;
import org.ponkeeper.cli.simulate.Summary;
import org.ponkeeper.olt.Finding;
import tools.jackson.core.JsonGenerator;

/** Prints the results of a simulation. */
final class SimulationTables {

  private static final double NANOS_IN_MILLI = 1e6;

  private SimulationTables() {}

  static void write(JsonGenerator json, Summary summary) {
    json.writeStartObject();
    json.writeNumberProperty("seconds", summary.seconds());
    json.writeObjectPropertyStart("events");
    for (Event event : Event.values()) {
      json.writeNumberProperty(event.toString(), summary.count(event));
    }
    json.writeEndObject();
    json.writeNumberProperty("subscribers", summary.subscribers());
    write(json, "creates", summary.creates());
    write(json, "deletes", summary.deletes());
    write(json, "restarts", summary.restarts());
    json.writeObjectPropertyStart("errors");
    summary.errors().forEach((code, n) -> json.writeNumberProperty(code.name(), n));
    json.writeEndObject();
    json.writeNumberProperty("acknowledged", summary.acknowledged());
    write(json, "missing", summary.missing());
    write(json, "unexpected", summary.unexpected());
    json.writeArrayPropertyStart("findings");
    for (Finding finding : summary.findings()) {
      json.writeStartObject();
      json.writeStringProperty("severity", finding.severity().text());
      json.writeStringProperty("kind", finding.kind().text());
      json.writeStringProperty("path", finding.subject());
      json.writeStringProperty("detail", Remedies.detail(finding));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Times times) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("count", times.count());
    json.writeNumberProperty("rate_per_s", times.rate());
    json.writeNumberProperty("median_ms", times.median() / NANOS_IN_MILLI);
    json.writeNumberProperty("p99_ms", times.p99() / NANOS_IN_MILLI);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  static void print(Summary summary, SimulationOptions options, Terminal terminal) {
    terminal.print(
        "%s; %s OLTs × %s PONs × at most %s subscribers; seed %s"
            .formatted(
                summary.engine(),
                options.network().olts(),
                options.network().pons(),
                options.network().onus(),
                options.seed()));
    terminal.print(
        String.format(
            Locale.ROOT,
            "in %.1f s: %,d subscribers came, %,d changed service, %,d left; %,d are there",
            summary.seconds(),
            summary.count(Event.SUBSCRIBER_CAME),
            summary.count(Event.SERVICE_CHANGED),
            summary.count(Event.SUBSCRIBER_LEFT),
            summary.subscribers()));
    terminal.print("");
    Table table =
        new Table().text("what").number("count").number("per s").number("median").number("p99");
    row(table, "creates", summary.creates());
    row(table, "deletes", summary.deletes());
    row(table, "adapter restarts", summary.restarts());
    table.row("OLT boots", summary.count(Event.OLT_BOOTED), "", "", "");
    table.print(terminal);
    terminal.print("");
    summary
        .errors()
        .forEach((code, n) ->
            terminal.print(String.format(Locale.ROOT, "failed %,d times: %s", n, code)));
    summary.missing().forEach(path -> terminal.print("error: acknowledged, but missing: " + path));
    summary
        .unexpected()
        .forEach(path -> terminal.print("error: stored, but not acknowledged: " + path));
    summary
        .findings()
        .forEach(finding ->
            terminal.print(
                "%s: %s: %s: %s"
                    .formatted(
                        finding.severity().text(),
                        finding.kind(),
                        finding.subject(),
                        Remedies.detail(finding))));
    long errors =
        summary.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .count();
    terminal.print(
        String.format(
            Locale.ROOT,
            "acknowledged services: %,d, of which are missing: %s; audit errors: %s, warnings: %s",
            summary.acknowledged(),
            summary.missing().size(),
            errors,
            summary.findings().size() - errors));
  }

  private static void row(Table table, String what, Times times) {
    if (times.count() == 0) {
      table.row(what, 0, "", "", "");
      return;
    }
    table.row(
        what,
        String.format(Locale.ROOT, "%,d", times.count()),
        String.format(Locale.ROOT, "%,.1f", times.rate()),
        BenchTables.time(times.median()),
        BenchTables.time(times.p99()));
  }
}
