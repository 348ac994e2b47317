package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.template.Templates;
import org.ponkeeper.template.lint.TemplateLint;
import org.ponkeeper.wire.MessageJson;
import org.ponkeeper.wire.ProfileMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper template …} */
@Command(
    name = "template",
    description = "Technology profiles: how many queues a service has, and how they are scheduled.",
    footer = {"", "Example:", "  ponkeeper template list"})
final class TemplateCommands {

  /** The maximum size of a document in bytes. */
  private static final int MAX_BYTES = 1 << 20;

  private final PonkeeperCommand ponkeeper;

  TemplateCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = "Checks a template strictly, then stores it.",
      footer = {
        "",
        "Examples:",
        "  ponkeeper template apply --technology XGS-PON --id 64 --dry-run four-queues.json",
        "  ponkeeper template apply --technology XGS-PON --id 64 four-queues.json",
        "  generate-template | ponkeeper template apply --technology XGS-PON --id 64 -"
      })
  void apply(
      @Option(names = "--technology", required = true, paramLabel = "T", description = TECHNOLOGY)
          Technology technology,
      @Option(names = "--id", required = true, paramLabel = "N", description = ID) TechProfileId id,
      @Option(
              names = "--force",
              description = "Store it even if this changes the shape of instances in use.")
          boolean force,
      @Option(names = "--dry-run", description = "Show what would be done, and store nothing.")
          boolean dryRun,
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = "-",
              description = "The template as JSON, at most 1 MiB; - or none: standard input.")
          String file) {
    Bytes document = Bytes.wrap(InputFile.of(file, ponkeeper.terminal()).read(MAX_BYTES));
    complain(file, TemplateLint.check(technology, Optional.of(id), document));
    try (Session session = dryRun ? ponkeeper.openToPlan() : ponkeeper.open()) {
      Templates templates = session.ponkeeper().templates();
      if (dryRun) {
        new PlannedTemplate(technology, id, templates.plan(technology, id, document))
            .print(ponkeeper, force);
      } else {
        print(
            technology,
            id,
            templates.apply(
                technology,
                id,
                document,
                force ? Templates.WhenInUse.PROCEED : Templates.WhenInUse.REFUSE));
      }
    }
  }

  /** Prints every diagnostic; rejects the template if one is more severe than a warning. */
  private void complain(String file, TemplateReport report) {
    Terminal terminal = ponkeeper.terminal();
    if (report.isRefused()) {
      DiagnosticLines.withFixes(file, report.diagnostics()).forEach(terminal::say);
      throw new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
          .with("file", file)
          .with("complaints", report.summary());
    }
    report
        .diagnostics()
        .forEach(diagnostic -> terminal.say(DiagnosticLines.line(file, diagnostic)));
  }

  @Command(
      description = "Checks templates without a store, and shows all problems at once.",
      footer = {
        "",
        "Each line is FILE:LINE:COLUMN: severity: CODE: field: message; docs/templates.md lists the"
            + " codes.",
        "Exit code 0 if there are no errors (warnings are allowed), else 2.",
        "",
        "Examples:",
        "  ponkeeper template lint four-queues.json",
        "  ponkeeper template lint --fix --dry-run four-queues.json",
        "  ponkeeper template lint --technology GPON --id 64 -o json four-queues.json"
      })
  void lint(
      @Option(
              names = "--technology",
              paramLabel = "T",
              description = TECHNOLOGY + " Default: guessed from the file.")
          Optional<Technology> technology,
      @Option(
              names = "--id",
              paramLabel = "N",
              description = "The intended template id, to check it too.")
          Optional<TechProfileId> id,
      @Option(
              names = "--fix",
              description =
                  "Correct the files where the correction is certain, and show the changes.")
          boolean fix,
      @Option(
              names = "--dry-run",
              description = "With --fix: show the changes, but do not change the files.")
          boolean dryRun,
      @Parameters(
              paramLabel = "FILE",
              arity = "1..*",
              description = "Templates as JSON; - for standard input.")
          List<String> files) {
    new TemplateLinting(ponkeeper.terminal(), ponkeeper.isJson(), technology, id, fix, dryRun)
        .run(files);
  }

  private void print(Technology technology, TechProfileId id, Templates.Applied applied) {
    String effect = applied.effect().name().toLowerCase(Locale.ROOT);
    TechProfile profile = applied.profile();
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            json.writeStringProperty("technology", technology.text());
            json.writeNumberProperty("id", id.value());
            json.writeStringProperty("effect", effect);
            json.writeStringProperty("name", profile.name());
            json.writeNumberProperty("num_gem_ports", profile.numGemPorts());
            json.writeNumberProperty("instances", applied.instances());
            json.writeEndObject();
          });
    } else {
      ponkeeper
          .terminal()
          .print(
              "%s %s template %s: %s, GEM ports: %s, instances in use: %s"
                  .formatted(
                      effect,
                      technology,
                      id,
                      profile.name(),
                      profile.numGemPorts(),
                      applied.instances()));
    }
  }

  @Command(
      description =
          "Prints a template as it is stored; with -o json, the values that were read from it.",
      footer = {
        "",
        "Examples:",
        "  ponkeeper template show --technology XGS-PON --id 64",
        "  ponkeeper template show --technology XGS-PON --id 64 -o json"
      })
  void show(
      @Option(names = "--technology", required = true, paramLabel = "T", description = TECHNOLOGY)
          Technology technology,
      @Option(names = "--id", required = true, paramLabel = "N", description = ID)
          TechProfileId id) {
    try (Session session = ponkeeper.openToRead()) {
      StoredTemplate template = session.ponkeeper().templates().get(technology, id);
      Terminal terminal = ponkeeper.terminal();
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> writeWhole(json, template));
        return;
      }
      if (template.condition() != StoredTemplate.Condition.USABLE) {
        terminal.warn("the template is " + text(template.condition()));
      }
      template.remarks().forEach(terminal::warn);
      terminal.printBytes(template.document());
    }
  }

  @Command(
      description = "Lists the stored templates.",
      footer = {"", "Example:", "  ponkeeper template list --technology XGS-PON"})
  void list(
      @Option(names = "--technology", paramLabel = "T", description = TECHNOLOGY)
          Optional<Technology> technology) {
    try (Session session = ponkeeper.openToRead()) {
      List<StoredTemplate> templates = new ArrayList<>();
      for (Technology t : technology.map(List::of).orElse(Arrays.asList(Technology.values()))) {
        templates.addAll(session.ponkeeper().templates().list(t));
      }
      print(templates, session.ponkeeper().olts().contents().foreign());
    }
  }

  private void print(List<StoredTemplate> templates, ForeignData foreign) {
    Terminal terminal = ponkeeper.terminal();
    boolean isForeign = ForeignNotes.say(foreign, terminal);
    if (templates.isEmpty()) {
      ForeignNotes.sayNone("templates", isForeign, terminal);
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> writeList(json, templates));
      return;
    }
    Table table =
        new Table()
            .text("technology")
            .number("id")
            .text("name")
            .number("gem-ports")
            .text("onu")
            .text("condition");
    for (StoredTemplate template : templates) {
      Optional<TechProfile> profile = template.profile();
      table.row(
          template.technology(),
          template.id(),
          profile.map(TechProfile::name).orElse("-"),
          profile.map(p -> Long.toString(p.numGemPorts())).orElse("-"),
          profile.flatMap(TechProfile::instanceControl).map(c -> c.onu()).orElse("-"),
          text(template.condition()));
    }
    if (!templates.isEmpty()) {
      table.print(terminal);
    }
  }

  @Command(
      description = "Deletes a template.",
      footer = {"", "Example:", "  ponkeeper template delete --technology XGS-PON --id 64"})
  void delete(
      @Option(names = "--technology", required = true, paramLabel = "T", description = TECHNOLOGY)
          Technology technology,
      @Option(names = "--id", required = true, paramLabel = "N", description = ID) TechProfileId id,
      @Mixin DryRun dryRun,
      @Option(names = "--force", description = "Delete it even if instances use it.")
          boolean force) {
    try (Session session = ponkeeper.openToDelete(dryRun)) {
      session
          .ponkeeper()
          .templates()
          .delete(technology, id, force ? Templates.WhenInUse.PROCEED : Templates.WhenInUse.REFUSE);
      if (ponkeeper.isJson()) {
        ponkeeper
            .terminal()
            .printJson(json -> {
              json.writeStartObject();
              json.writeStringProperty("technology", technology.text());
              json.writeNumberProperty("id", id.value());
              json.writeBooleanProperty("deleted", !dryRun.isAsked());
              dryRun.write(json);
              json.writeEndObject();
            });
      } else {
        ponkeeper
            .terminal()
            .print(dryRun.done("deleted", "%s template %s".formatted(technology, id)));
      }
    }
  }

  private static void writeWhole(JsonGenerator json, StoredTemplate template) {
    json.writeStartObject();
    writeState(json, template);
    template
        .profile()
        .ifPresentOrElse(
            profile -> {
              json.writeName("template");
              json.writeRawValue(MessageJson.print(ProfileMessages.messageOf(profile)));
            },
            () -> json.writeNullProperty("template"));
    json.writeEndObject();
  }

  private static void writeList(JsonGenerator json, List<StoredTemplate> templates) {
    json.writeStartArray();
    for (StoredTemplate template : templates) {
      json.writeRaw("\n");
      json.writeStartObject();
      writeState(json, template);
      template
          .profile()
          .ifPresentOrElse(
              profile -> {
                json.writeStringProperty("name", profile.name());
                json.writeStringProperty("profile_type", profile.profileType());
                json.writeNumberProperty("version", profile.version());
                json.writeNumberProperty("num_gem_ports", profile.numGemPorts());
              },
              () -> {
                json.writeNullProperty("name");
                json.writeNullProperty("profile_type");
                json.writeNullProperty("version");
                json.writeNullProperty("num_gem_ports");
              });
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeState(JsonGenerator json, StoredTemplate template) {
    json.writeStringProperty("technology", template.technology().text());
    json.writeNumberProperty("id", template.id().value());
    json.writeStringProperty("condition", text(template.condition()));
    json.writeArrayPropertyStart("remarks");
    template.remarks().forEach(json::writeString);
    json.writeEndArray();
  }

  private static String text(StoredTemplate.Condition condition) {
    return condition.name().toLowerCase(Locale.ROOT);
  }

  private static final String TECHNOLOGY = "GPON, XGPON, XGS-PON or EPON.";
  private static final String ID = "The template id.";
}
