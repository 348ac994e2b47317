package org.ponkeeper.cli;

import java.util.EnumSet;
import java.util.Set;
import org.ponkeeper.Backup;
import org.ponkeeper.OltChanges;
import org.ponkeeper.pon.Technology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper store import} */
@Command(
    name = "import",
    description = {
      "Adds the keys of a file to the store, and deletes nothing.",
      "For an empty store, or for OLTs that the store does not hold. To put a backup back, use 'store"
          + " restore'.",
      "The whole file is checked first. Can be run again: what is there already is left alone."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store import backup.jsonl",
      "  ponkeeper store import --overwrite - < backup.jsonl"
    })
final class ImportCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Option(names = "--overwrite", description = "Write also the keys that hold another value.")
  private boolean overwrite;

  @Option(
      names = "--merge",
      description = {
        "Import a backup even if the store holds other keys of one of its OLTs. Ids may have two"
            + " owners then: run 'audit' afterwards."
      })
  private boolean merge;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "-",
      description = "Where from; - or none: standard input.")
  private String file = "-";

  ImportCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    Terminal terminal = ponkeeper.terminal();
    try (BackupFile source = BackupFile.open(file, terminal, ponkeeper.keys());
        Session session = ponkeeper.openForLongWork()) {
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
              .add(source, allowed, new ProgressNotes(terminal, "imported"));
      if (source.belowOtherPaths() > 0) {
        terminal.warn(
            source.belowOtherPaths()
                + " keys lie under neither --base-path nor --template-path: other commands need"
                + " those options to see them");
      }
      if (!isBackup) {
        terminal.warn(
            "the file has no header and no end, as 'store export' writes them: nothing tells whether"
                + " it is whole");
      }
      done.mixed().forEach(this::warn);
      print(done);
    }
  }

  private void warn(OltChanges olt) {
    ponkeeper
        .terminal()
        .warn(
            "%s%s holds %s keys that the file does not have; 'audit' says whether ids have two owners"
                .formatted(
                    olt.technology().map(Technology::text).map(text -> text + " ").orElse(""),
                    olt.olt(),
                    olt.deleted()));
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
            json.writeEndObject();
          });
    } else {
      ponkeeper
          .terminal()
          .print(
              "imported %s keys: %s written, %s of them over another value; %s were there already"
                  .formatted(
                      done.keys(),
                      done.written(),
                      done.overwritten(),
                      done.keys() - done.written()));
    }
  }
}
