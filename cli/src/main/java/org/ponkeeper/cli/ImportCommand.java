package org.ponkeeper.cli;

import java.util.EnumSet;
import java.util.Set;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.maintenance.OltChanges;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper store import} */
@Command(
    name = "import",
    description = {
      "Adds the keys of a file to the store; deletes nothing.",
      "Use it for an empty store, or for OLTs that the store does not have. To restore a backup, "
          + "use 'store restore'.",
      "The whole file is checked first. It is safe to repeat: existing keys stay as they are."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store import backup.jsonl",
      "  ponkeeper store import --overwrite - < backup.jsonl"
    })
final class ImportCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Mixin private DryRun dryRun = new DryRun();

  @Option(names = "--overwrite", description = "Overwrite keys that have another value.")
  private boolean overwrite;

  @Option(
      names = "--merge",
      description = {
        "Import a backup even if the store has other keys of one of its OLTs. An id may then have "
            + "two owners: run 'audit' afterwards."
      })
  private boolean merge;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "-",
      description = "The input file; - or none: standard input.")
  private String file = "-";

  ImportCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    Terminal terminal = ponkeeper.terminal();
    try (BackupFile source = BackupInput.open(file, terminal, ponkeeper.keys());
        Session session = ponkeeper.openForLongDeleting(dryRun)) {
      boolean isBackup = source.header().isPresent();
      Set<Backup.Allow> allowed = EnumSet.noneOf(Backup.Allow.class);
      if (overwrite) {
        allowed.add(Backup.Allow.OVERWRITING);
      }
      if (merge || !isBackup) {
        allowed.add(Backup.Allow.MERGING);
      }
      Backup.Imported done =
          session
              .ponkeeper()
              .backup()
              .add(source, allowed, new ProgressNotes(terminal, dryRun.done("imported")));
      if (source.belowOtherPaths() > 0) {
        terminal.warn(
            "%s %s below neither --base-path nor --template-path: other commands see such keys "
                    .formatted(
                        Count.of(source.belowOtherPaths(), "key"),
                        Count.are(source.belowOtherPaths()))
                + "only with other values of these options");
      }
      if (!isBackup) {
        terminal.warn(
            "the file has no header and end line, as 'store export' writes them: it is unknown "
                + "whether the file is complete");
      }
      done.mixed().forEach(this::warn);
      print(done);
    }
  }

  private void warn(OltChanges olt) {
    ponkeeper
        .terminal()
        .warn(
            "%s%s has %s that %s not in the file; run 'audit' to check whether ids have two owners"
                .formatted(
                    olt.technology().map(Technology::text).map(text -> text + " ").orElse(""),
                    olt.olt(),
                    Count.of(olt.deleted(), "key"),
                    Count.are(olt.deleted())));
  }

  private void print(Backup.Imported done) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            json.writeNumberProperty("keys", done.keys());
            json.writeNumberProperty("written", done.written());
            json.writeNumberProperty("overwritten", done.overwritten());
            dryRun.write(json);
            json.writeEndObject();
          });
    } else {
      ponkeeper
          .terminal()
          .print(
              "%s: %s written, %s of them replaced another value; %s already existed"
                  .formatted(
                      dryRun.done("imported", Count.of(done.keys(), "key")),
                      done.written(),
                      done.overwritten(),
                      done.keys() - done.written()));
    }
  }
}
