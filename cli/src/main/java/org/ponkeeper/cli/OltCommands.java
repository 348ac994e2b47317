package org.ponkeeper.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.KnownOlt;
import org.ponkeeper.Olt;
import org.ponkeeper.OltOverview;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.plan.RegisterOlt;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ponkeeper olt …} */
@Command(
    name = "olt",
    description = "Optical line terminals: their PONs and ranges of ids.",
    footer = {"", "Example:", "  ponkeeper olt list"})
final class OltCommands {

  private final PonkeeperCommand ponkeeper;

  OltCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = {
        "Registers an OLT, or confirms that it is registered so.",
        "What the Go library left in the store is adopted: PONs and ranges may be left out then."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper olt register --technology XGS-PON --olt olt-1 --pons 0-15 --onu-ids 1-32 \\",
        "      --alloc-ids 1024-1152 --gem-port-ids 1024-2048",
        "  ponkeeper olt register --technology GPON --olt olt-2 --pons 0-3,8 --onu-ids 1-32 \\",
        "      --alloc-ids 1024-2047 --gem-port-ids 1024-4095 --shared alloc=1,gem-port=1"
      })
  void register(
      @Option(names = "--technology", required = true, paramLabel = "T", description = TECHNOLOGY)
          Technology technology,
      @Option(names = "--olt", required = true, paramLabel = "ID", description = OLT) OltId olt,
      @Option(
              names = "--pons",
              paramLabel = "NUMBERS",
              description = "The numbers of its PONs: 0-15, or 0-3,8.")
          Optional<PonNumbers> pons,
      @Option(names = "--onu-ids", paramLabel = "RANGE", description = RANGE + "1-32.")
          Optional<IdRange> onuIds,
      @Option(names = "--alloc-ids", paramLabel = "RANGE", description = RANGE + "1024-1152.")
          Optional<IdRange> allocIds,
      @Option(names = "--gem-port-ids", paramLabel = "RANGE", description = RANGE + "1024-2048.")
          Optional<IdRange> gemPortIds,
      @Option(names = "--flow-ids", paramLabel = "RANGE", description = RANGE + "1-16383.")
          Optional<IdRange> flowIds,
      @Option(
              names = "--shared",
              paramLabel = "TYPE=INDEX,…",
              description = "Pools that all PONs share, with their indexes: alloc=1,gem-port=1.")
          Optional<SharedPools> shared,
      @Option(
              names = "--full-pools",
              description = "Make pools as long as the Go library makes them.")
          boolean fullPools) {
    Map<ResourceType, IdRange> ranges = new EnumMap<>(ResourceType.class);
    onuIds.ifPresent(range -> ranges.put(ResourceType.ONU_ID, range));
    allocIds.ifPresent(range -> ranges.put(ResourceType.ALLOC_ID, range));
    gemPortIds.ifPresent(range -> ranges.put(ResourceType.GEM_PORT_ID, range));
    flowIds.ifPresent(range -> ranges.put(ResourceType.FLOW_ID, range));
    OltRegistration wanted =
        new OltRegistration(
            pons.map(PonNumbers::numbers),
            ranges,
            shared.map(SharedPools::indexes).orElse(Map.of()),
            fullPools);
    try (Session session = ponkeeper.open()) {
      print(technology, olt, session.ponkeeper().olt(technology, olt).register(wanted));
    }
  }

  private void print(Technology technology, OltId olt, RegisterOlt.Answer answer) {
    Terminal terminal = ponkeeper.terminal();
    answer.warnings().forEach(terminal::warn);
    if (!answer.written()) {
      terminal.say("the OLT was registered so already");
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> OltJson.write(json, technology, olt, answer));
    } else {
      OltTables.print(technology, olt.device(), answer.record(), terminal::print);
    }
  }

  @Command(
      description = "Shows an OLT, also one that only the Go library knew.",
      footer = {"", "Example:", "  ponkeeper olt show --technology XGS-PON --olt olt-1"})
  void show(
      @Option(names = "--technology", required = true, paramLabel = "T", description = TECHNOLOGY)
          Technology technology,
      @Option(names = "--olt", required = true, paramLabel = "ID", description = OLT) OltId id) {
    try (Session session = ponkeeper.open()) {
      Olt olt = session.ponkeeper().olt(technology, id);
      OltOverview overview = olt.overview();
      OltTables.warn(olt, olt.findings(), ponkeeper.terminal());
      if (overview.isUnknown()) {
        throw new RefusedException(ErrorCode.OLT_NOT_REGISTERED)
            .with("OLT", id)
            .with("technology", technology);
      }
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> OltJson.write(json, overview));
      } else {
        OltTables.print(overview, ponkeeper.terminal()::print);
      }
    }
  }

  @Command(
      description = "Lists the OLTs of which the store holds something.",
      footer = {"", "Example:", "  ponkeeper olt list -o json"})
  void list() {
    try (Session session = ponkeeper.open()) {
      List<KnownOlt> known = session.ponkeeper().olts().list();
      if (known.isEmpty()) {
        ponkeeper.terminal().say("no OLTs");
      }
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> OltJson.writeList(json, known));
      } else if (!known.isEmpty()) {
        OltTables.list(known).print(ponkeeper.terminal()::print, "");
      }
    }
  }

  private static final String TECHNOLOGY = "GPON, XGPON, XGS-PON or EPON.";
  private static final String OLT = "The OLT's device id: a-z, 0-9 and -.";
  private static final String RANGE = "First and last id, both included: ";
}
