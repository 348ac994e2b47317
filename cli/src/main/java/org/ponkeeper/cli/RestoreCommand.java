package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.Backup.RestorePlan;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.OltChanges;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper store restore} */
@Command(
    name = "restore",
    description = {
      "Restores a backup of 'store export'; the store then has the content of the backup.",
      "Keys that are not in the file are deleted, within the paths and the scope in its header. "
          + "The command shows what would change, and asks for confirmation.",
      "Adapters that embed Ponkeeper may keep running: during the restore their changes are "
          + "refused with OLT_BUSY. Stop VOLTHA's Go adapters first. If it is interrupted, run it "
          + "again; until then every change is refused."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store restore --dry-run backup.jsonl",
      "  ponkeeper store restore backup.jsonl"
    })
final class RestoreCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Parameters(
      paramLabel = "FILE",
      description = "The backup; - for standard input, which needs --yes.")
  private String file = "";

  RestoreCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    Terminal terminal = ponkeeper.terminal();
    try (BackupFile source = BackupInput.open(file, terminal, ponkeeper.keys())) {
      BackupHeader header = requireWhole(source);
      requireSamePaths(header.scope());
      try (Session session =
          dryRun ? ponkeeper.openForLongPlanning() : ponkeeper.openForLongWork()) {
        Backup backup = session.ponkeeper().backup();
        RestorePlan plan = backup.planRestore(source);
        if (!dryRun && !plan.isDone()) {
          tell(header, plan);
          if (!yes) {
            confirm(plan);
          }
          plan = backup.restore(source, new ProgressNotes(terminal, "restored"));
        }
        print(plan);
      }
    }
  }

  private BackupHeader requireWhole(BackupFile source) {
    return source
        .header()
        .orElseThrow(() ->
            InputFile.invalid(
                file,
                "it has no header and end line, so it is unknown whether it is complete and what "
                    + "it contains; use 'store import'"));
  }

  private void requireSamePaths(BackupScope scope) {
    KeySpace keys = ponkeeper.keys();
    if (!scope.basePath().equals(keys.basePath())
        || !scope.templatePath().equals(keys.templatePath())) {
      throw InputFile.invalid(file, "it was exported with other paths; use these options")
          .with("--base-path", scope.basePath())
          .with("--template-path", scope.templatePath());
    }
  }

  private void tell(BackupHeader header, RestorePlan plan) {
    Terminal terminal = ponkeeper.terminal();
    terminal.say(
        "%s: %s, exported %s by %s"
            .formatted(name(), Count.of(plan.keys(), "key"), header.time(), header.version()));
    lines(plan).forEach(terminal::say);
  }

  private String name() {
    return InputFile.shown(file);
  }

  private List<String> lines(RestorePlan plan) {
    List<String> lines = new ArrayList<>();
    for (OltChanges olt : plan.olts()) {
      if (olt.written() + olt.deleted() > 0) {
        lines.add(
            "  %s: %s to write, %s to delete".formatted(name(olt), olt.written(), olt.deleted()));
      }
    }
    if (plan.tooLarge() > 0) {
      lines.add(
          "  not changed, because the value is too large for a backup: "
              + Count.of(plan.tooLarge(), "key"));
    }
    switch (plan.begun()) {
      case NOT -> {}
      case UNFINISHED ->
          lines.add("  an earlier 'store restore' is not complete; this one takes over");
      case ALL_BUT_RELEASED ->
          lines.add(
              "  an earlier run restored this whole file and was interrupted at the end: the "
                  + "remaining OLTs are unlocked, and nothing else is changed");
    }
    return lines;
  }

  private static String name(OltChanges olt) {
    return olt.technology().map(Technology::text).map(text -> text + " ").orElse("") + olt.olt();
  }

  private static String counts(RestorePlan plan) {
    return "%s to write, %s to overwrite, %s to delete, %s unchanged"
        .formatted(plan.written(), plan.overwritten(), plan.deleted(), plan.same());
  }

  private void confirm(RestorePlan plan) {
    Optional<Boolean> confirmed =
        file.equals("-")
            ? Optional.empty()
            : ponkeeper.terminal().isConfirmed("restore " + name() + ": " + counts(plan) + "?");
    if (!confirmed.orElse(false)) {
      throw new CommandException(CommandError.NOT_CONFIRMED)
          .with("would be done", counts(plan))
          .with(
              "reason",
              confirmed.isPresent()
                  ? "it was not confirmed with yes"
                  : file.equals("-")
                      ? "standard input is the file"
                      : "there is no terminal to ask for confirmation");
    }
  }

  private void print(RestorePlan plan) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartObject();
        json.writeStringProperty("file", name());
        json.writeBooleanProperty("dry_run", dryRun);
        json.writeNumberProperty("keys", plan.keys());
        json.writeNumberProperty("same", plan.same());
        json.writeNumberProperty("written", plan.written());
        json.writeNumberProperty("overwritten", plan.overwritten());
        json.writeNumberProperty("deleted", plan.deleted());
        json.writeNumberProperty("too_large", plan.tooLarge());
        json.writeStringProperty(
            "begun", plan.begun().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeArrayPropertyStart("olts");
        for (OltChanges olt : plan.olts()) {
          json.writeStartObject();
          olt.technology()
              .ifPresent(technology -> json.writeStringProperty("technology", technology.text()));
          json.writeStringProperty("olt", olt.olt().device());
          json.writeStringProperty("device", olt.olt().device());
          json.writeNumberProperty("written", olt.written());
          json.writeNumberProperty("deleted", olt.deleted());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      });
    } else if (dryRun) {
      terminal.print("%s: %s: %s".formatted(name(), Count.of(plan.keys(), "key"), counts(plan)));
      lines(plan).forEach(terminal::print);
    } else if (plan.isDone()) {
      terminal.print("the store already has the content of %s".formatted(name()));
    } else if (plan.begun() == RestorePlan.Begun.ALL_BUT_RELEASED) {
      terminal.print("the restore of %s is complete".formatted(name()));
    } else {
      terminal.print(
          "restored %s: %s written, %s overwritten, %s unchanged; %s deleted"
              .formatted(
                  Count.of(plan.keys(), "key"),
                  plan.written(),
                  plan.overwritten(),
                  plan.same(),
                  plan.deleted()));
    }
  }
}
