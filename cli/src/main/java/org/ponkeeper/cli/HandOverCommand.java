package org.ponkeeper.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.GoIncompatibility;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolKeyLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper store hand-over} */
@Command(
    name = "hand-over",
    description = {
      "Prepares an OLT for VOLTHA's Go library, and reports whether it is ready.",
      "Extends its pools to the length that the Go library uses, checks the templates where the Go "
          + "library reads them, and runs an audit. An OLT that is not registered is registered "
          + "first, with the values found in the store.",
      "Compares the state of VOLTHA's openolt adapter for each UNI port with the services. When "
          + "the adapter deletes an ONU, it frees every id in this state, even if another service "
          + "has the id, and does not delete a service that is missing in it. --adapter-state "
          + "corrects the state.",
      "Exit code 5 if errors prevent it. If it is interrupted, run it again."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store hand-over --technology XGS-PON --olt olt-1 --dry-run",
      "  ponkeeper store hand-over --technology XGS-PON --olt olt-1 --for adapter-4.7 \\",
      "      --copy-templates --adapter-state"
    })
final class HandOverCommand implements Callable<Integer> {

  private final PonkeeperCommand ponkeeper;

  @Mixin private OltOptions olt = new OltOptions();

  @Option(
      names = "--for",
      paramLabel = "VERSION",
      description =
          "The version that will take over: 5.0, 7.6 or 7.9 of the Go library, or adapter-4.7. "
              + "Reports whether it accepts each template and finds the pools.")
  private Optional<GoVersion> version = Optional.empty();

  @Option(
      names = "--adapter-state",
      negatable = true,
      description =
          "Correct the openolt adapter's maps, tp_id and onu_gem_info to match the services, and "
              + "maintain them from now on. --no-adapter-state skips this check, for adapters "
              + "without this state.")
  private Optional<Boolean> adapterState = Optional.empty();

  @Option(
      names = "--for-template-path",
      paramLabel = "PATH",
      description =
          "Where the Go library will read templates: service/voltha/technology_profiles, or with "
              + "VOLTHA's openolt adapter 4.7.1 or newer <base path>/technology_profiles. Default: "
              + "the path of the version in --for, else --template-path.")
  private Optional<String> forTemplatePath = Optional.empty();

  @Option(
      names = "--copy-templates",
      description =
          "Copy the templates that are missing there. Templates with other values there are never "
              + "changed.")
  private boolean copyTemplates;

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  HandOverCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public Integer call() {
    KeySpace keys = ponkeeper.keys();
    // Before the store is opened, because invalid arguments are reported first.
    String path =
        Arguments.ofOption(
                "--for-template-path", () -> new KeySpace(keys.basePath(), templatePath(keys)))
            .templatePath();
    try (Session session = dryRun ? ponkeeper.openForLongReading() : ponkeeper.openForLongWork()) {
      Olt chosen = olt.in(session);
      Terminal terminal = ponkeeper.terminal();
      OltTables.warn(chosen, chosen.foreign(), terminal);
      String name = chosen.technology() + " " + chosen.id();
      HandOver.Report report =
          dryRun
              ? chosen.handOver().plan(options(path))
              : chosen.handOver().run(options(path), new ProgressNotes(terminal, name + ": pools"));
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> write(json, chosen, report));
      } else {
        print(chosen, report);
      }
      warnOfPath(keys.basePath(), report);
      return report.isReady() ? 0 : ExitCode.of(ErrorClass.CORRUPT_DATA);
    }
  }

  private String templatePath(KeySpace keys) {
    return forTemplatePath
        .map(Arguments::keyPath)
        .or(() -> version.map(v -> v.templatePath(keys.basePath())))
        .orElse(keys.templatePath());
  }

  private HandOver.Options options(String path) {
    HandOver.AdapterStateUse use =
        adapterState
            .map(
                aligns -> aligns ? HandOver.AdapterStateUse.ALIGN : HandOver.AdapterStateUse.IGNORE)
            .orElse(HandOver.AdapterStateUse.CHECK);
    return new HandOver.Options(path, copyTemplates, use, version);
  }

  /** The adapter with the newer pool keys reads templates below the base path. */
  private void warnOfPath(String basePath, HandOver.Report report) {
    String newer = basePath + "/technology_profiles";
    if (report.layout() == PoolKeyLayout.WITHOUT_TECHNOLOGY
        && !report.templatePath().equals(newer)) {
      ponkeeper
          .terminal()
          .warn(
              "the pool keys are those of VOLTHA's openolt adapter from 4.7.1 on, which reads"
                  + " templates at "
                  + newer
                  + ": give it with --for-template-path");
    }
  }

  private void print(Olt chosen, HandOver.Report report) {
    Terminal terminal = ponkeeper.terminal();
    String name = chosen.technology() + " " + chosen.id();
    if (report.registered()) {
      terminal.print(name + ": " + were("registered with the values found"));
    }
    terminal.print(
        "%s: pools %s: %s, %s"
            .formatted(
                name,
                report.layout().text(),
                report.padded() + " " + were("padded"),
                report.made() + " " + were("made")));
    terminal.print("templates at " + report.templatePath() + ":");
    Table templates =
        new Table().number("TEMPLATE").number("INSTANCES").text("THERE").text("REMARK");
    report
        .templates()
        .forEach(template ->
            templates.row(
                template.id(), template.instances(), words(template.place()), template.remark()));
    table(templates, report.templates());
    terminal.print("unknown to the Go library:");
    Table unknown = new Table().text("WHAT").text("OF").text("IDS").text("REMARK");
    report
        .unknown()
        .forEach(
            one -> unknown.row(one.kind().text(), one.subject(), runs(one), one.kind().meaning()));
    table(unknown, report.unknown());
    report.adapterState().ifPresent(this::print);
    terminal.print("findings:");
    report
        .findings()
        .forEach(finding -> terminal.print("  " + AuditCommand.line(Optional.of(chosen), finding)));
    if (report.findings().isEmpty()) {
      terminal.print("  none");
    }
    poolKeysProblem(chosen, report).ifPresent(problem -> terminal.print("pool keys: " + problem));
    if (report.needsAlignment()) {
      terminal.print(
          "the openolt adapter's state does not match the services; --adapter-state corrects it");
    }
    terminal.print(
        report.isReady()
            ? "%s %s ready for the Go library".formatted(name, dryRun ? "would be" : "is")
            : "%s %s not ready: errors: %s"
                .formatted(name, dryRun ? "would be" : "is", report.errors()));
  }

  private void print(HandOver.AdapterState state) {
    Terminal terminal = ponkeeper.terminal();
    boolean aligns = adapterState.orElse(false);
    String done = aligns ? were("corrected") : "not matching";
    terminal.print(
        "adapter state: maps and tp_id %s: %s, onu_gem_info %s: %s"
            .formatted(done, state.lists(), done, state.onuInfos()));
    note(
        "ONUs without onu_gem_info, which the adapter creates when it discovers them",
        state.withoutInfo());
    note("ONUs whose onu_gem_info cannot be read", state.unreadableInfos());
    note("ONUs whose onu_gem_info lacks UNI ports with unknown numbers", state.unknownPorts());
  }

  private void note(String what, List<OnuId> onus) {
    if (!onus.isEmpty()) {
      ponkeeper
          .terminal()
          .print("  %s: %s, the first %s".formatted(what, onus.size(), onus.getFirst()));
    }
  }

  private void table(Table table, List<?> rows) {
    if (rows.isEmpty()) {
      ponkeeper.terminal().print("  none");
    } else {
      table.print(ponkeeper.terminal(), "  ");
    }
  }

  private String were(String done) {
    return (dryRun ? "would be " : "") + done;
  }

  /** The place in words; for a template that would only be copied, that place. */
  private String words(HandOver.Place place) {
    return place == HandOver.Place.COPIED ? were("copied") : text(place);
  }

  private static String text(HandOver.Place place) {
    return place.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String runs(GoIncompatibility one) {
    return one.ids().isEmpty() ? "" : NumberRanges.shorten(IdSet.copyOf(one.ids()));
  }

  private static void write(JsonGenerator json, HandOver.AdapterState state) {
    json.writeObjectPropertyStart("adapter_state");
    json.writeBooleanProperty("kept", state.isKept());
    json.writeNumberProperty("lists", state.lists());
    json.writeNumberProperty("onu_gem_info", state.onuInfos());
    write(json, "onus_without_info", state.withoutInfo());
    write(json, "onus_with_unreadable_info", state.unreadableInfos());
    write(json, "onus_with_unknown_ports", state.unknownPorts());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<OnuId> onus) {
    json.writeArrayPropertyStart(name);
    onus.forEach(onu -> json.writeString(onu.toString()));
    json.writeEndArray();
  }

  private void write(JsonGenerator json, Olt chosen, HandOver.Report report) {
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, chosen.technology(), chosen.id());
    json.writeBooleanProperty("ready", report.isReady());
    json.writeBooleanProperty("dry_run", dryRun);
    json.writeBooleanProperty("registered", report.registered());
    json.writeStringProperty("pool_keys", report.layout().text());
    json.writeNumberProperty("padded", report.padded());
    json.writeNumberProperty("made", report.made());
    json.writeStringProperty("template_path", report.templatePath());
    json.writeArrayPropertyStart("templates");
    for (HandOver.TemplateThere template : report.templates()) {
      json.writeStartObject();
      json.writeNumberProperty("id", template.id().value());
      json.writeNumberProperty("instances", template.instances());
      json.writeStringProperty("there", text(template.place()));
      json.writeStringProperty("remark", template.remark());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("unknown_to_go");
    for (GoIncompatibility one : report.unknown()) {
      json.writeStartObject();
      json.writeStringProperty("kind", one.kind().text());
      json.writeStringProperty("of", one.subject());
      json.writeArrayPropertyStart("ids");
      one.ids().forEach(json::writeNumber);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    report.adapterState().ifPresent(state -> write(json, state));
    poolKeysProblem(chosen, report)
        .ifPresent(problem -> json.writeStringProperty("pool_keys_problem", problem));
    json.writeArrayPropertyStart("findings");
    for (Finding finding : report.findings()) {
      AuditCommand.write(json, Optional.of(chosen), finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Why the version that follows does not find the pools, with the command that moves them. */
  private static Optional<String> poolKeysProblem(Olt chosen, HandOver.Report report) {
    return report
        .layoutProblem()
        .map(problem ->
            "%s: 'store migrate --technology %s --olt %s --pool-keys %s' moves them"
                .formatted(
                    problem, chosen.technology(), chosen.id(), report.layout().other().text()));
  }
}
