package org.ponkeeper.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuDeletion;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
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
      description = {
        "Shows everything that is stored of an ONU: owner, claims, instances, queues and maps.",
        "Flow infos are shown of the ONU and of UNI ports that have an instance or a map."
      },
      footer = {
        "",
        "Example:",
        "  ponkeeper onu show --technology XGS-PON --olt olt-1 --pon 0 --onu 1"
      })
  void show(@Mixin OneOnu named) {
    try (Session session = ponkeeper.openToRead()) {
      Olt olt = named.in(session);
      Everything all = Everything.of(olt, olt.onus().get(named.id()));
      warn(all.onu());
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> write(json, all));
      } else {
        print(all);
      }
    }
  }

  private void print(Everything all) {
    Terminal terminal = ponkeeper.terminal();
    OnuTables.print(all.onu(), terminal);
    if (!all.maps().isEmpty()) {
      terminal.print("");
      OnuMapCommands.table(all.maps()).print(terminal);
    }
    if (all.flowInfoCount() > 0) {
      terminal.print("");
      Table table = new Table().number("UNI").number("flow").number("bytes");
      all.flowInfos()
          .forEach((of, infos) ->
              infos.forEach((flow, info) -> table.row(OnuJson.uni(of), flow, info.length())));
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
      @Option(names = "--dry-run", description = "Show what would be deleted, and change nothing.")
          boolean dryRun,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes) {
    try (Session session = dryRun ? ponkeeper.openForLongReading() : ponkeeper.openForLongWork()) {
      Olt olt = named.in(session);
      Everything all = Everything.of(olt, contents(olt, named.id()));
      if (dryRun) {
        print(
            all,
            new OnuDeletion(named.id(), all.onu().owner(), all.onu().paths(), NOTHING),
            "would be deleted");
        return;
      }
      if (!all.isEmpty() && !yes) {
        ponkeeper.confirmDelete(all.line());
      }
      print(all, olt.onus().delete(named.id()), "deleted");
    }
  }

  private static final SortedMap<PoolId, IdSet> NOTHING = new TreeMap<>();

  private static OnuContents contents(Olt olt, OnuId onu) {
    return olt.onus()
        .find(onu)
        .orElseGet(() ->
            new OnuContents(
                olt.technology(),
                onu,
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                new TreeMap<>()));
  }

  private void print(Everything all, OnuDeletion deletion, String done) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartObject();
        OnuJson.writeId(json, all.onu());
        json.writeBooleanProperty("deleted", !all.isEmpty() && done.equals("deleted"));
        OnuJson.writeOwner(json, "owner", deletion.owner());
        OnuJson.writePaths(json, "instances", deletion.instances());
        json.writeNumberProperty("maps", all.maps().size());
        json.writeNumberProperty("flow_infos", all.flowInfoCount());
        json.writeArrayPropertyStart("freed");
        deletion
            .freed()
            .forEach((pool, ids) -> {
              json.writeStartObject();
              json.writeStringProperty("type", pool.type().toString());
              OnuJson.writeIds(json, "ids", ids);
              json.writeEndObject();
            });
        json.writeEndArray();
        json.writeEndObject();
      });
      return;
    }
    if (all.isEmpty() && !deletion.isChanged()) {
      terminal.print("there was no such ONU");
      return;
    }
    terminal.print(done + ": " + all.line());
    deletion.instances().forEach(path -> terminal.print("  " + path));
    deletion
        .freed()
        .forEach((pool, ids) ->
            terminal.print("free again: " + pool.type() + " ids " + OnuTables.ranges(ids)));
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
    }
  }

  private static void write(JsonGenerator json, Everything all) {
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
        .forEach((of, infos) ->
            infos.forEach((flow, info) -> {
              json.writeStartObject();
              CommonFields.writeOnuOrUni(json, all.onu().technology(), of);
              json.writeNumberProperty("flow", flow);
              json.writeNumberProperty("bytes", info.length());
              json.writeEndObject();
            }));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSummary(JsonGenerator json, OnuContents onu) {
    OnuJson.writeId(json, onu);
    OnuJson.writeOwner(json, "owner", onu.owner());
    json.writeBooleanProperty("id_taken", onu.idTaken());
    OnuJson.writeIds(json, "unis", OnuTables.unis(onu));
    OnuJson.writeIds(json, "alloc_ids", OnuTables.ids(onu, ResourceType.ALLOC_ID));
    OnuJson.writeIds(json, "gemport_ids", OnuTables.ids(onu, ResourceType.GEM_PORT_ID));
  }

  /** An ONU with the adapter's data about it. */
  private record Everything(
      OnuContents onu,
      SortedMap<OnuMapId, OnuMapState> maps,
      Map<OnuOrUni, SortedMap<Long, Bytes>> flowInfos) {

    static Everything of(Olt olt, OnuContents onu) {
      SortedMap<OnuMapId, OnuMapState> maps = olt.onuMaps().list(onu.onu());
      // The flow infos of a UNI port can only be asked for if the port is known.
      SequencedSet<OnuOrUni> ports = new LinkedHashSet<>(List.of(onu.onu()));
      ports.addAll(onu.uniPorts());
      maps.keySet().forEach(map -> ports.add(map.of()));
      Map<OnuOrUni, SortedMap<Long, Bytes>> infos = new LinkedHashMap<>();
      ports.forEach(of -> infos.put(of, olt.onuMaps().flowInfos(of)));
      return new Everything(onu, maps, infos);
    }

    int flowInfoCount() {
      return flowInfos.values().stream().mapToInt(Map::size).sum();
    }

    String line() {
      return OnuTables.line(onu, maps.size(), flowInfoCount());
    }

    boolean isEmpty() {
      return onu.isEmpty() && maps.isEmpty() && flowInfoCount() == 0;
    }
  }
}
