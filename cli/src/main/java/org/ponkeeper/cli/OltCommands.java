package org.ponkeeper.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.Olts;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.DeviceInfoReader;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.olt.RemovedPon;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.store.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ponkeeper olt …} */
@Command(
    name = "olt",
    description = "Optical line terminals: their PONs and id ranges.",
    footer = {"", "Example:", "  ponkeeper olt list"})
final class OltCommands {

  private final PonkeeperCommand ponkeeper;

  OltCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = {
        "Registers an OLT, or confirms that it is registered with these values.",
        "If the store has data of the Go library, the OLT is adopted: then PONs and ranges may be "
            + "omitted, and each PON keeps the ranges of its pools."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper olt register --technology XGS-PON --olt olt-1 --pons 0-15 --onu-ids 1-32 \\",
        "      --alloc-ids 1024-1152 --gem-port-ids 1024-2048",
        "  ponkeeper olt register --technology GPON --olt olt-2 --pons 0-3,8 --onu-ids 1-32 \\",
        "      --alloc-ids 1024-2047 --gem-port-ids 1024-4095 --shared alloc=1,gem-port=1",
        "  ponkeeper olt register --technology XGS-PON --olt olt-3 --model asfvolt16",
        "  ponkeeper olt register --technology XGS-PON --olt olt-5 --announced device-info.json",
        "  ponkeeper olt register --technology XGS-PON --olt olt-1 --resize \\",
        "      --alloc-ids 1024-1300,1303-1310",
        "  ponkeeper olt register --technology XGS-PON --olt olt-4 --pons 0-3 --onu-ids 1-32 \\",
        "      --alloc-ids 1024-1152 --alloc-ids 2-3:2048-2176 --gem-port-ids 1024-2048"
      })
  void register(
      @Mixin OltOptions named,
      @Option(
              names = "--model",
              paramLabel = "NAME",
              description =
                  "Take omitted ranges from the ranges that the store has for this OLT model.")
          Optional<OltModel> model,
      @Option(
              names = "--announced",
              paramLabel = "FILE",
              description = {
                "Take omitted PONs and ranges from what the device announces: the message "
                    + "DeviceInfo of VOLTHA's openolt API as JSON; - is standard input."
              })
          Optional<String> announced,
      @Option(
              names = "--pons",
              paramLabel = "NUMBERS",
              description = "The numbers of its PONs: 0-15, or 0-3,8.")
          Optional<PonNumbers> pons,
      @Mixin RangeOptions ranges,
      @Option(
              names = "--shared",
              paramLabel = "TYPE=INDEX,…",
              description = "Pools that all PONs share, with their indexes: alloc=1,gem-port=1.")
          Optional<SharedPools> shared,
      @Option(
              names = "--full-pools",
              description = "Create pools with the length that the Go library uses.")
          boolean fullPools,
      @Option(
              names = "--adapter-state",
              negatable = true,
              description = {
                "Also maintain the state of VOLTHA's openolt adapter for each UNI port: its id "
                    + "maps and its tp_id. Default: only for an adopted OLT, if the store has "
                    + "such state."
              })
          Optional<Boolean> adapterState,
      @Option(
              names = "--resize",
              description = {
                "Change the ranges of a registered OLT and its pools. All ids in use must be "
                    + "inside the new ranges. It can also add PONs and extend pools to full length."
              })
          boolean resize) {
    OltRegistration wanted =
        new OltRegistration(
            pons.map(PonNumbers::numbers),
            ranges.ranges(),
            shared.map(SharedPools::indexes).orElse(Map.of()),
            fullPools,
            adapterState);
    if (model.isPresent() && announced.isPresent()) {
      throw Arguments.wrong("--announced", "it cannot be used together with --model");
    }
    Optional<OltRegistration> fromDevice = announced.map(file -> announced(named, file));
    try (Session session = ponkeeper.openForLongWork()) {
      OltRegistration complete =
          fromDevice
              .or(() -> model.map(m -> session.ponkeeper().olts().ofModel(named.technology(), m)))
              .map(wanted::orElse)
              .orElse(wanted);
      Olt olt = named.in(session);
      OltTables.warn(olt, olt.foreign(), ponkeeper.terminal());
      print(named, resize ? olt.resize(complete) : olt.register(complete));
    }
  }

  private static final int MAX_ANNOUNCEMENT = 1 << 20;

  private OltRegistration announced(OltOptions named, String file) {
    InputFile input = InputFile.of(file, ponkeeper.terminal());
    byte[] message = input.read(MAX_ANNOUNCEMENT);
    try {
      return DeviceInfoReader.read(Bytes.wrap(message)).registration(named.technology());
    } catch (InvalidRequestException e) {
      throw input.invalid(e);
    }
  }

  private void print(OltOptions named, RegistrationResult answer) {
    Terminal terminal = ponkeeper.terminal();
    answer.warnings().forEach(terminal::warn);
    if (!answer.written()) {
      terminal.say("the OLT was already registered with these values");
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> OltJson.write(json, named.technology(), named.olt(), answer));
    } else {
      OltTables.print(named.technology(), named.olt().device(), answer.record(), terminal);
    }
  }

  @Command(
      description = "Shows an OLT, also one that only the Go library has used.",
      footer = {"", "Example:", "  ponkeeper olt show --technology XGS-PON --olt olt-1"})
  void show(@Mixin OltOptions named, @Mixin WatchOption watch) {
    watch.run(ponkeeper, () -> show(named));
  }

  private void show(OltOptions named) {
    try (Session session = ponkeeper.openToRead()) {
      Olt olt = named.in(session);
      OltOverview overview = olt.overview();
      OltTables.warn(olt, olt.loadProblems(), ponkeeper.terminal());
      OltTables.warn(olt, olt.leftBehind(), ponkeeper.terminal());
      overview.requireKnown();
      List<PoolUsage> usage = olt.poolUsage();
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> OltJson.write(json, overview, usage));
      } else {
        OltTables.print(overview, usage, ponkeeper.terminal());
      }
    }
  }

  @Command(
      description = {
        "Deletes all data of an OLT: instances, pools, maps, claims, and finally its record.",
        "Other OLTs, and other technologies of the same device, keep their data. If it is "
            + "interrupted, run it again; until then every change on the OLT is refused."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper olt delete --technology XGS-PON --olt olt-1 --dry-run",
        "  ponkeeper olt delete --technology XGS-PON --olt olt-1"
      })
  void delete(
      @Mixin OltOptions named,
      @Mixin DryRun dryRun,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes) {
    try (Session session = ponkeeper.openForLongDeleting(dryRun)) {
      Olt olt = named.in(session);
      OltContents contents = olt.contents();
      if (contents.total() > 0 && !yes && !dryRun.isAsked()) {
        ponkeeper.confirmDelete(OltTables.line(contents));
      }
      Terminal terminal = ponkeeper.terminal();
      OltContents deleted = olt.delete(new ProgressNotes(terminal, dryRun.done("deleted")));
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> OltJson.write(json, deleted, dryRun));
      } else {
        terminal.print(dryRun.done("deleted", OltTables.line(deleted)));
      }
    }
  }

  @Command(
      name = "remove-pon",
      description = {
        "Removes a PON of which nothing is stored, with the pools that only it used.",
        "It is refused if there are instances, claims, maps, flow infos or taken ids of the PON. "
            + "If it is interrupted, run it again; until then every change on the OLT is refused."
      },
      footer = {
        "",
        "Example:",
        "  ponkeeper olt remove-pon --technology XGS-PON --olt olt-1 --pon 15"
      })
  void removePon(
      @Mixin OltOptions named,
      @Option(names = "--pon", required = true, paramLabel = "N", description = "The PON number.")
          Optional<PonNumber> pon) {
    int number = pon.orElseThrow().value();
    try (Session session = ponkeeper.openForLongWork()) {
      RemovedPon removed = named.in(session).removePon(number);
      Terminal terminal = ponkeeper.terminal();
      if (ponkeeper.isJson()) {
        terminal.printJson(
            json -> OltJson.write(json, named.technology(), named.olt(), number, removed));
      } else {
        terminal.print(
            "removed PON %s of %s %s; pools deleted with it: %s"
                .formatted(number, named.technology(), named.olt(), removed.pools().size()));
      }
    }
  }

  @Command(
      description = {
        "Removes the record of an OLT, and nothing else: instances and pools stay as they are.",
        "It is refused if information that is stored only in the record would be lost, such as "
            + "claims. Adapters may keep running."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper olt unregister --technology XGS-PON --olt olt-1 --dry-run",
        "  ponkeeper olt unregister --technology XGS-PON --olt olt-1"
      })
  void unregister(@Mixin OltOptions named, @Mixin DryRun dryRun) {
    try (Session session = ponkeeper.openForLongDeleting(dryRun)) {
      UnregistrationResult unregistered = named.in(session).unregister();
      Terminal terminal = ponkeeper.terminal();
      unregistered.forgotten().forEach(what -> terminal.say("no longer known: " + what));
      if (ponkeeper.isJson()) {
        terminal.printJson(
            json -> OltJson.write(json, named.technology(), named.olt(), unregistered, dryRun));
      } else {
        terminal.print(
            dryRun.isAsked()
                ? "the record of %s %s would be removed, and nothing else"
                    .formatted(named.technology(), named.olt())
                : "removed the record of %s %s; nothing else was changed"
                    .formatted(named.technology(), named.olt()));
      }
    }
  }

  @Command(
      description = {
        "Lists the OLTs that have data in the store.",
        "Lists data that Ponkeeper ignores on standard error: other spellings of a technology, "
            + "older layouts, other base paths, keys of unknown form."
      },
      footer = {"", "Example:", "  ponkeeper olt list -o json"})
  void list(@Mixin WatchOption watch) {
    watch.run(ponkeeper, this::list);
  }

  private void list() {
    try (Session session = ponkeeper.openToRead()) {
      Olts.Contents contents = session.ponkeeper().olts().contents();
      List<KnownOlt> known = contents.olts();
      boolean isForeign = ForeignNotes.say(contents.foreign(), ponkeeper.terminal());
      if (known.isEmpty()) {
        ForeignNotes.sayNone("OLTs", isForeign, ponkeeper.terminal());
      }
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> OltJson.writeList(json, known));
      } else if (!known.isEmpty()) {
        OltTables.list(known).print(ponkeeper.terminal());
      }
    }
  }
}
