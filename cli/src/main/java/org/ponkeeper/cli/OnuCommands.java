package org.ponkeeper.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper onu …} */
@Command(
    name = "onu",
    description = "ONUs as a whole: owner, instances, ids, claims, maps and flow infos of each.",
    footer = {
      "",
      "Example:",
      "  ponkeeper onu show --technology XGS-PON --olt olt-1 --pon 0 --onu 1"
    })
final class OnuCommands {

  private final PonkeeperCommand ponkeeper;

  OnuCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** Options that select one ONU. */
  static final class OneOnu {
    @Mixin private OltOptions olt = new OltOptions();

    @Option(names = "--pon", required = true, paramLabel = "N", description = "The PON number.")
    private Optional<PonNumber> pon = Optional.empty();

    @Option(
        names = "--onu",
        required = true,
        paramLabel = "N",
        description = "The ONU number on its PON.")
    private Optional<OnuNumber> onu = Optional.empty();

    OnuId id() {
      PonId of = new PonId(olt.olt(), pon.orElseThrow().value());
      return new OnuId(of, onu.orElseThrow().value());
    }

    Technology technology() {
      return olt.technology();
    }

    Olt in(Session session) {
      return olt.in(session);
    }
  }

  @Command(
      description = "Lists the ONUs of one PON, one OLT or one technology, or all.",
      footer = {
        "",
        "Examples:",
        "  ponkeeper onu list",
        "  ponkeeper onu list --technology XGS-PON --olt olt-1 --pon 0 -o json"
      })
  void list(
      @Mixin OltChoice choice,
      @Option(names = "--pon", paramLabel = "N", description = "The PON number.")
          Optional<PonNumber> pon,
      @Mixin WatchOption watch) {
    watch.run(ponkeeper, () -> list(choice, pon));
  }

  private void list(OltChoice choice, Optional<PonNumber> pon) {
    Terminal terminal = ponkeeper.terminal();
    try (Session session = ponkeeper.openForLongReading()) {
      Map<Olt, List<OnuContents>> listings = new LinkedHashMap<>();
      for (Olt olt : choice.in(session, terminal)) {
        boolean isOfPon =
            pon.isEmpty() || choice.namesOne() || olt.overview().pons().contains(pon.get().value());
        if (isOfPon) {
          listings.put(
              olt, pon.map(n -> olt.onus().list(n.value())).orElseGet(() -> olt.onus().list()));
        }
      }
      print(listings);
    }
  }

  private void print(Map<Olt, List<OnuContents>> listings) {
    Terminal terminal = ponkeeper.terminal();
    List<OnuContents> all = listings.values().stream().flatMap(List::stream).toList();
    all.forEach(this::warn);
    if (all.isEmpty()) {
      terminal.say("no ONUs");
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartArray();
        for (OnuContents onu : all) {
          json.writeRaw("\n");
          json.writeStartObject();
          writeSummary(json, onu);
          OnuJson.writePaths(json, "instances", onu.paths());
          json.writeEndObject();
        }
        json.writeEndArray();
      });
      return;
    }
    listings.forEach((olt, onus) -> {
      if (!onus.isEmpty()) {
        terminal.printFitted(OltTables.heading(olt, onus.size(), "ONU"));
        OnuTables.table(onus).print(terminal);
      }
    });
  }

  private void warn(OnuContents onu) {
    onu.unreadable()
        .forEach(path -> ponkeeper.terminal().warn(path + ": the instance cannot be read"));
  }

  @Command(
      description =
          "Shows everything that is stored of an ONU: owner, claims, instances, queues, maps, flows.",
      footer = {
        "",
        "Example:",
        "  ponkeeper onu show --technology XGS-PON --olt olt-1 --pon 0 --onu 1"
      })
  void show(@Mixin OneOnu named) {
    try (Session session = ponkeeper.openToRead()) {
      Olt olt = named.in(session);
      OnuDetails all = OnuDetails.of(olt, olt.onus().get(named.id()));
      warn(all.onu());
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> write(json, all));
      } else {
        print(all);
      }
    }
  }

  private void print(OnuDetails all) {
    Terminal terminal = ponkeeper.terminal();
    OnuTables.print(all.onu(), terminal);
    if (!all.maps().isEmpty()) {
      terminal.print("");
      OnuMapCommands.table(all.maps()).print(terminal);
    }
    if (!all.flowInfos().isEmpty()) {
      terminal.print("");
      Table table = new Table().number("UNI").number("flow").number("bytes");
      all.flowInfos()
          .forEach((id, info) -> table.row(OnuJson.uni(id.of()), id.flowId(), info.length()));
      table.print(terminal);
    }
  }

  @Command(
      description = {
        "Deletes an ONU: its instances, maps, flow infos, the claims of its owner, its ONU id.",
        "Succeeds if there is nothing. If it is interrupted, run it again."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper onu delete --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --dry-run",
        "  ponkeeper onu delete --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --yes"
      })
  void delete(
      @Mixin OneOnu named,
      @Mixin DryRun dryRun,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes) {
    try (Session session = ponkeeper.openForLongDeleting(dryRun)) {
      Olt olt = named.in(session);
      OnuDetails all = OnuDetails.of(olt, named.id());
      List<Key> staying = olt.onus().deviceKeys(named.id());
      if (!all.isEmpty() && !yes && !dryRun.isAsked()) {
        ponkeeper.confirmDelete(all.line());
      }
      print(all, olt.onus().delete(named.id()), staying, dryRun);
    }
  }

  private void print(OnuDetails all, OnuDeletion deletion, List<Key> staying, DryRun dryRun) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartObject();
        OnuJson.writeId(json, all.onu());
        json.writeBooleanProperty("deleted", !all.isEmpty() && !dryRun.isAsked());
        OnuJson.writeOwner(json, "owner", deletion.owner());
        OnuJson.writePaths(json, "instances", deletion.instances());
        json.writeNumberProperty("maps", all.maps().size());
        json.writeNumberProperty("flow_infos", all.flowInfos().size());
        json.writeArrayPropertyStart("freed");
        deletion
            .freed()
            .forEach((pool, ids) -> {
              json.writeStartObject();
              json.writeStringProperty("type", pool.type().toString());
              CommonFields.writeNumbers(json, "ids", ids);
              json.writeEndObject();
            });
        json.writeEndArray();
        OnuJson.writeStaying(json, staying);
        dryRun.write(json);
        json.writeEndObject();
      });
      return;
    }
    OnuTables.printStaying(staying, terminal);
    if (all.isEmpty() && !deletion.isChanged()) {
      terminal.print("there was no such ONU");
      return;
    }
    terminal.print(dryRun.done("deleted") + ": " + all.line());
    deletion.instances().forEach(path -> terminal.print("  " + path));
    deletion
        .freed()
        .forEach((pool, ids) ->
            terminal.print(
                "%s: %s ids %s"
                    .formatted(dryRun.done("free again"), pool.type(), OnuTables.ranges(ids))));
  }

  @Command(
      description = {
        "Gives the ONU id and all claims of its owner to another owner: a device was replaced.",
        "Instances and maps stay. If the ONU id has no owner yet, the new owner gets it."
      },
      footer = {
        "",
        "Example:",
        "  ponkeeper onu replace --technology XGS-PON --olt olt-1 --pon 0 --onu 1 \\",
        "      --owner ALCL00005678"
      })
  void replace(
      @Mixin OneOnu named,
      @Option(
              names = "--owner",
              required = true,
              paramLabel = "NAME",
              description = "The new owner: a-z, A-Z, 0-9 and . _ : @ -")
          OwnerName owner) {
    Terminal terminal = ponkeeper.terminal();
    try (Session session = ponkeeper.open()) {
      Olt olt = named.in(session);
      List<Key> staying = olt.onus().deviceKeys(named.id());
      OnuReplacement replaced = olt.onus().replace(named.id(), owner);
      OnuContents after = olt.onus().get(named.id());
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> {
          json.writeStartObject();
          OnuJson.writeId(json, after);
          json.writeBooleanProperty("changed", replaced.isChanged());
          OnuJson.writeOwner(json, "before", replaced.before());
          OnuJson.writeOwner(json, "owner", Optional.of(owner));
          OnuJson.writeClaims(json, after);
          OnuJson.writeStaying(json, staying);
          json.writeEndObject();
        });
        return;
      }
      String before = replaced.before().map(OwnerName::toString).orElse("none");
      terminal.print(
          replaced.isChanged()
              ? "%s: owner %s, before %s".formatted(named.id(), owner, before)
              : "%s: already of %s".formatted(named.id(), owner));
      OnuTables.printClaims(after, terminal);
      OnuTables.printStaying(staying, terminal);
    }
  }

  @Command(
      description = {
        "Moves an ONU with everything it has to another ONU id or PON of the OLT.",
        "Ids stay where both PONs use the same pool; otherwise the lowest free ones are taken."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper onu move --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --to-onu 5",
        "  ponkeeper onu move --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --to-pon 1",
        "  ponkeeper onu move --technology XGS-PON --olt olt-1 --pon 0 --onu 1 \\",
        "      --to-pon 1 --to-onu 5"
      })
  void move(
      @Mixin OneOnu named,
      @Option(names = "--to-pon", paramLabel = "N", description = "The new PON. Default: the same.")
          Optional<PonNumber> toPon,
      @Option(
              names = "--to-onu",
              paramLabel = "N",
              description = {
                "The new ONU number. Default: the same, if the",
                "new PON shares the ONU ids; else the lowest free."
              })
          Optional<OnuNumber> toOnu) {
    OnuId onu = named.id();
    if (toPon.isEmpty() && toOnu.isEmpty()) {
      throw Arguments.wrong("--to-onu", "give --to-onu, --to-pon or both");
    }
    PonId pon = toPon.map(to -> new PonId(onu.pon().olt(), to.value())).orElse(onu.pon());
    OnuMoveRequest request =
        toOnu
            .map(to -> OnuMoveRequest.to(onu, new OnuId(pon, to.value())))
            .orElseGet(() -> OnuMoveRequest.toPon(onu, pon.number()));
    Terminal terminal = ponkeeper.terminal();
    try (Session session = ponkeeper.open()) {
      Olt olt = named.in(session);
      List<Key> staying = olt.onus().deviceKeys(onu);
      OnuMove move = olt.onus().move(request);
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> OnuJson.write(json, olt.technology(), move, staying));
        return;
      }
      OnuTables.print(move, terminal);
      OnuTables.printStaying(staying, terminal);
    }
  }

  private static void write(JsonGenerator json, OnuDetails all) {
    json.writeStartObject();
    writeSummary(json, all.onu());
    OnuJson.writeClaims(json, all.onu());
    json.writeName("instances");
    InstanceJson.writeList(json, all.onu().instances(), true);
    OnuJson.writePaths(json, "unreadable", all.onu().unreadable());
    json.writeArrayPropertyStart("maps");
    all.maps()
        .forEach((id, state) -> OnuMapCommands.write(json, all.onu().technology(), id, state));
    json.writeEndArray();
    json.writeArrayPropertyStart("flow_infos");
    all.flowInfos()
        .forEach((id, info) -> {
          json.writeStartObject();
          CommonFields.writeOnuOrUni(json, all.onu().technology(), id.of());
          json.writeNumberProperty("flow", id.flowId());
          json.writeNumberProperty("bytes", info.length());
          json.writeEndObject();
        });
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSummary(JsonGenerator json, OnuContents onu) {
    OnuJson.writeId(json, onu);
    OnuJson.writeOwner(json, "owner", onu.owner());
    json.writeBooleanProperty("id_taken", onu.idTaken());
    CommonFields.writeNumbers(json, "unis", OnuTables.unis(onu));
    CommonFields.writeNumbers(json, "alloc_ids", OnuTables.ids(onu, ResourceType.ALLOC_ID));
    CommonFields.writeNumbers(json, "gemport_ids", OnuTables.ids(onu, ResourceType.GEM_PORT_ID));
  }
}
