package org.ponkeeper.cli;

import java.io.IOException;
import java.util.List;
import org.ponkeeper.store.KeyRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper store …} */
@Command(
    name = "store",
    description = "The store as a whole.",
    footer = {"", "Example:", "  ponkeeper store export backup.jsonl"})
final class StoreCommands {

  private final PonkeeperCommand ponkeeper;

  StoreCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = {
        "Writes everything under the base path and the template path, as of one instant.",
        "One JSON object a line: {\"key\": \"...\", \"value\": \"<base64>\"}."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper store export backup.jsonl",
        "  ponkeeper store export | ponkeeper store import --store sqlite:copy.db -"
      })
  void export(
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = "-",
              description =
                  "Where to; a file is made anew, for its owner only. - or none: standard output.")
          String file) {
    try (Session session = ponkeeper.openForLongWork()) {
      List<KeyRange> ranges = StoreExport.ranges(session.keys());
      if (file.equals("-")) {
        StoreExport.write(session.store(), ranges, ponkeeper.terminal().out());
      } else {
        exported(file, exportTo(file, session, ranges));
      }
    } catch (IOException e) {
      // Standard output has failures of its own type.
      throw new IllegalStateException(e);
    }
  }

  private static long exportTo(String file, Session session, List<KeyRange> ranges) {
    try (OutputFile out = OutputFile.open(file)) {
      long keys = StoreExport.write(session.store(), ranges, out.stream());
      out.keep();
      return keys;
    } catch (IOException e) {
      throw InputFile.invalid(file, InputFile.reason(e));
    }
  }

  private void exported(String file, long keys) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            json.writeStringProperty("file", file);
            json.writeNumberProperty("keys", keys);
            json.writeEndObject();
          });
    } else {
      ponkeeper.terminal().print("exported %d keys to %s".formatted(keys, file));
    }
  }

  @Command(
      name = "import",
      description = {
        "Writes the keys of an exported file into the store.",
        "The whole file is checked first. Can be run again: what is there already is left alone."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper store import backup.jsonl",
        "  ponkeeper store import --overwrite - < backup.jsonl"
      })
  void importFile(
      @Option(names = "--overwrite", description = "Write also the keys that hold another value.")
          boolean overwrite,
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = "-",
              description = "Where from; - or none: standard input.")
          String file) {
    List<ImportFile.Entry> entries = ImportFile.read(InputFile.of(file, ponkeeper.terminal()));
    try (Session session = ponkeeper.openForLongWork()) {
      StoreImport.Done done = new StoreImport(session.store(), overwrite).run(entries);
      List<KeyRange> ranges = StoreExport.ranges(session.keys());
      long outside =
          entries.stream()
              .filter(entry -> ranges.stream().noneMatch(range -> range.contains(entry.key())))
              .count();
      if (outside > 0) {
        ponkeeper
            .terminal()
            .warn(
                outside
                    + " keys lie under neither --base-path nor --template-path: other commands need"
                    + " those options to see them");
      }
      print(done);
    }
  }

  private void print(StoreImport.Done done) {
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
              "imported %d keys: %d written, %d of them over another value; %d were there already"
                  .formatted(
                      done.keys(),
                      done.written(),
                      done.overwritten(),
                      done.keys() - done.written()));
    }
  }
}
