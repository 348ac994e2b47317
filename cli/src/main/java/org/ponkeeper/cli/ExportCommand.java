package org.ponkeeper.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.maintenance.BackupEntry;
import org.ponkeeper.maintenance.BackupHeader;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.SnapshotLostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper store export} */
@Command(
    name = "export",
    description = {
      "Writes a consistent backup of the store.",
      "The backup contains technology profiles, resources with per-ONU maps, Ponkeeper's own keys, "
          + "and the tp_id keys of VOLTHA's openolt adapter.",
      "Format: a header line, one JSON object {\"key\": \"...\", \"value\": \"<base64>\"} for each "
          + "key, and an end line.",
      "'store restore' restores it. Exit code 5 if some of these keys could not be included."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store export backup.jsonl",
      "  ponkeeper store export --also service/voltha/my-adapter backup.jsonl",
      "  ponkeeper store export | ponkeeper store import --store sqlite:copy.db -"
    })
final class ExportCommand implements Callable<Integer> {

  private final PonkeeperCommand ponkeeper;

  @Option(
      names = "--also",
      paramLabel = "PATH",
      description =
          "Also include the keys below this path, such as an adapter's own data. Can be given "
              + "several times.")
  private List<String> also = new ArrayList<>();

  @Option(
      names = "--everything",
      description =
          "Include everything below the base path and the template path, also data of other "
              + "programs.")
  private boolean everything;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "-",
      description =
          "The output file; it is replaced, and only its owner can read it. - or none: standard "
              + "output.")
  private String file = "-";

  ExportCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public Integer call() {
    KeySpace keys = ponkeeper.keys();
    BackupScope scope =
        everything
            ? BackupScope.everything(keys.basePath(), keys.templatePath(), also)
            : BackupScope.own(keys.basePath(), keys.templatePath(), also);
    try (Session session = ponkeeper.openForLongReading()) {
      Backup backup = session.ponkeeper().backup();
      Backup.Exported exported =
          file.equals("-") ? toStandardOutput(backup, scope) : toFile(backup, scope);
      tell(exported, keys.basePath());
      ForeignNotes.say(session.ponkeeper().olts().contents().foreign(), ponkeeper.terminal());
      if (!file.equals("-")) {
        print(exported);
      }
      boolean isWhole = exported.leftOut().total() == 0 && !exported.restoring();
      return isWhole ? 0 : ExitCode.of(ErrorClass.CORRUPT_DATA);
    }
  }

  private Backup.Exported toStandardOutput(Backup backup, BackupScope scope) {
    try {
      return write(backup, scope, ponkeeper.terminal().out());
    } catch (SnapshotLostException e) {
      throw lost(e)
          .with("what to do instead", "export to a file: then the export starts again by itself");
    } catch (IOException e) {
      // Failures of standard output have their own type.
      throw new IllegalStateException(e);
    }
  }

  private Backup.Exported toFile(Backup backup, BackupScope scope) {
    try (OutputFile out = OutputFile.open(file)) {
      for (int attempt = 1; ; attempt++) {
        try {
          Backup.Exported exported = write(backup, scope, out.stream());
          out.keep();
          return exported;
        } catch (SnapshotLostException e) {
          if (attempt == KeyValueStore.MAX_SNAPSHOTS || !out.canBeginAnew()) {
            throw lost(e);
          }
          out.beginAnew();
        }
      }
    } catch (IOException e) {
      throw InputFile.notWritten(file, InputFile.reason(e));
    }
  }

  private static StoreFailedException lost(SnapshotLostException e) {
    return new StoreFailedException(ErrorCode.STORE_UNAVAILABLE, e)
        .with("reason", "the store's history was cut while it was read");
  }

  private static Backup.Exported write(Backup backup, BackupScope scope, OutputStream out)
      throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return backup.write(new BackupHeader(now, PonkeeperCommand.Version.text(), scope), out);
  }

  /** Reports what the backup does not contain. */
  private void tell(Backup.Exported exported, String basePath) {
    Terminal terminal = ponkeeper.terminal();
    if (exported.others() > 0) {
      String groups =
          exported.groups().entrySet().stream()
              .map(group -> group.getKey() + " (" + group.getValue() + ")")
              .collect(Collectors.joining(", "));
      long inGroups = exported.groups().values().stream().mapToLong(Long::longValue).sum();
      if (exported.others() > inGroups && !groups.isEmpty()) {
        groups += ", and %s more".formatted(exported.others() - inGroups);
      }
      terminal.say(
          "not included: %s other keys below %s%s; --everything includes those that are text"
              .formatted(exported.others(), basePath, groups.isEmpty() ? "" : ": " + groups));
    }
    Backup.LeftOut leftOut = exported.leftOut();
    leftOut
        .firstNotText()
        .ifPresent(first ->
            terminal.warn(
                "%s missing from the backup: not UTF-8, or too long;"
                        .formatted(keysAre(leftOut.notText()))
                    + " the first: "
                    + first));
    leftOut
        .firstTooLarge()
        .ifPresent(first ->
            terminal.warn(
                ("%s missing from the backup, because key and value together exceed %s " + "bytes;")
                        .formatted(keysAre(leftOut.tooLarge()), BackupEntry.MAX_BYTES)
                    + " the first: "
                    + first));
    if (exported.restoring()) {
      terminal.warn(
          "a 'store restore' is not complete: this backup mixes two states, and can be neither "
              + "restored nor imported");
    }
  }

  private static String keysAre(long count) {
    return Count.of(count, "key") + " " + Count.are(count);
  }

  private void print(Backup.Exported exported) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            json.writeStringProperty("file", file);
            json.writeNumberProperty("keys", exported.keys());
            json.writeNumberProperty("left_out", exported.leftOut().total());
            json.writeNumberProperty("others", exported.others());
            json.writeEndObject();
          });
    } else {
      ponkeeper
          .terminal()
          .print("exported %s to %s".formatted(Count.of(exported.keys(), "key"), file));
    }
  }
}
