package org.ponkeeper.cli;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.ponkeeper.OnuMaps;
import org.ponkeeper.olt.OnuMapResult;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper onu-map …} */
@Command(
    name = "onu-map",
    description = {
      "Per-ONU maps of an adapter: Alloc-IDs, GEM port ids and flow ids of each ONU.",
      "Maps do not allocate ids: 'id' and 'instance' do. 'audit' compares them."
    },
    footer = {
      "",
      "Example:",
      "  ponkeeper onu-map list --technology XGS-PON --olt olt-1 --pon 0 --onu 1"
    })
final class OnuMapCommands {

  private static final String TYPE = "alloc, gem-port or flow.";
  private static final String IDS = "An id, or several: 1024-1027,1030.";

  private final PonkeeperCommand ponkeeper;

  OnuMapCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = "Lists the maps of an OLT, of one PON, or of one ONU with its UNI ports.",
      footer = {
        "",
        "Example:",
        "  ponkeeper onu-map list --technology XGS-PON --olt olt-1 --pon 0 -o json"
      })
  void list(
      @Mixin OltOptions olt,
      @Option(names = "--pon", paramLabel = "N", description = "The PON number.")
          Optional<PonNumber> pon,
      @Option(names = "--onu", paramLabel = "N", description = "The ONU number; needs --pon.")
          Optional<OnuNumber> onu) {
    if (onu.isPresent() && pon.isEmpty()) {
      throw Arguments.wrong("--onu", "it needs --pon");
    }
    try (Session session = ponkeeper.openToRead()) {
      OnuMaps maps = olt.in(session).onuMaps();
      if (onu.isPresent()) {
        PonId id = new PonId(olt.olt(), pon.orElseThrow().value());
        print(olt.technology(), maps.list(new OnuId(id, onu.get().value())));
      } else {
        print(olt.technology(), pon.map(n -> maps.list(n.value())).orElseGet(maps::list));
      }
    }
  }

  @Command(
      description = "Writes a map and replaces its ids.",
      footer = {
        "",
        "Example:",
        "  ponkeeper onu-map set --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --uni 0 \\",
        "      --type gem-port 1024-1027"
      })
  void set(
      @Mixin OnuOptions onu,
      @Option(names = "--type", required = true, paramLabel = "TYPE", description = TYPE)
          OnuMapType type,
      @Parameters(paramLabel = "IDS", description = IDS) Numbers ids) {
    change(onu, type, maps -> maps.set(onu.of(), type, ids.ids()));
  }

  @Command(
      description = "Adds ids to a map; ids that it already has are ignored.",
      footer = {
        "",
        "Example:",
        "  ponkeeper onu-map add --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --uni 0 \\",
        "      --type gem-port 1028"
      })
  void add(
      @Mixin OnuOptions onu,
      @Option(names = "--type", required = true, paramLabel = "TYPE", description = TYPE)
          OnuMapType type,
      @Parameters(paramLabel = "IDS", description = IDS) Numbers ids) {
    change(onu, type, maps -> maps.add(onu.of(), type, ids.ids()));
  }

  @Command(
      description = "Removes ids from a map; ids that it does not have are ignored.",
      footer = {
        "",
        "Example:",
        "  ponkeeper onu-map remove --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --uni 0 \\",
        "      --type gem-port 1028"
      })
  void remove(
      @Mixin OnuOptions onu,
      @Option(names = "--type", required = true, paramLabel = "TYPE", description = TYPE)
          OnuMapType type,
      @Parameters(paramLabel = "IDS", description = IDS) Numbers ids) {
    change(onu, type, maps -> maps.remove(onu.of(), type, ids.ids()));
  }

  @Command(
      description = {
        "Deletes the maps and flow infos of an ONU and its UNI ports, or of one UNI port.",
        "With --type, deletes only that map, even if it cannot be read."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper onu-map delete --technology XGS-PON --olt olt-1 --pon 0 --onu 1",
        "  ponkeeper onu-map delete --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --type flow"
      })
  void delete(
      @Mixin OnuOptions onu,
      @Option(names = "--type", paramLabel = "TYPE", description = TYPE) Optional<OnuMapType> type,
      @Mixin DryRun dryRun) {
    try (Session session = ponkeeper.openToDelete(dryRun)) {
      OnuMaps maps = onu.in(session).onuMaps();
      if (type.isPresent()) {
        maps.delete(onu.of(), type.get());
        print(onu, type.get(), new OnuMapResult(List.of(), true), dryRun);
      } else {
        print(onu, maps.deleteAll(onu.of()), dryRun);
      }
    }
  }

  private interface Change {
    OnuMapResult of(OnuMaps maps);
  }

  private void change(OnuOptions onu, OnuMapType type, Change change) {
    try (Session session = ponkeeper.open()) {
      print(onu, type, change.of(onu.in(session).onuMaps()), new DryRun());
    }
  }

  private void print(OnuOptions onu, OnuMapType type, OnuMapResult answer, DryRun dryRun) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            CommonFields.writeOnuOrUni(json, onu.technology(), onu.of());
            json.writeStringProperty("type", type.toString());
            CommonFields.writeNumbers(json, "ids", answer.ids());
            json.writeBooleanProperty("changed", answer.changed() && !dryRun.isAsked());
            dryRun.write(json);
            json.writeEndObject();
          });
    } else {
      String planned = dryRun.isAsked() ? " (would be)" : "";
      ponkeeper
          .terminal()
          .print(new OnuMapId(onu.of(), type) + ": " + text(answer.ids()) + planned);
    }
  }

  private void print(OnuOptions onu, OnuMaps.Deleted deleted, DryRun dryRun) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            CommonFields.writeOnuOrUni(json, onu.technology(), onu.of());
            json.writeNumberProperty("maps", deleted.maps());
            json.writeNumberProperty("flow_infos", deleted.flowInfos());
            dryRun.write(json);
            json.writeEndObject();
          });
    } else {
      ponkeeper
          .terminal()
          .print(
              "%s: %s, %s"
                  .formatted(
                      dryRun.done("deleted"),
                      Count.of(deleted.maps(), "map"),
                      Count.of(deleted.flowInfos(), "flow info")));
    }
  }

  private void print(Technology technology, SortedMap<OnuMapId, OnuMapState> maps) {
    Terminal terminal = ponkeeper.terminal();
    maps.forEach((id, state) -> {
      if (state instanceof OnuMapState.Unreadable unreadable) {
        terminal.warn(id + " cannot be read: " + unreadable.reason());
      }
    });
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartArray();
        maps.forEach((id, state) -> write(json, technology, id, state));
        json.writeEndArray();
      });
      return;
    }
    if (maps.isEmpty()) {
      terminal.say("no maps");
      return;
    }
    table(maps).print(terminal);
  }

  /** Maps, one per row. */
  static Table table(SortedMap<OnuMapId, OnuMapState> maps) {
    Table table = new Table().number("PON").number("ONU").number("UNI").text("type").text("ids");
    maps.forEach((id, state) ->
        table.row(
            id.of().onu().pon().number(),
            id.of().onu().number(),
            OnuJson.uni(id.of()),
            id.type(),
            state instanceof OnuMapState.Ids ids ? text(ids.ids()) : "unreadable"));
    return table;
  }

  /** Writes a map as an object. */
  static void write(JsonGenerator json, Technology technology, OnuMapId id, OnuMapState state) {
    json.writeStartObject();
    CommonFields.writeOnuOrUni(json, technology, id.of());
    json.writeStringProperty("type", id.type().toString());
    switch (state) {
      case OnuMapState.Ids ids -> CommonFields.writeNumbers(json, "ids", ids.ids());
      case OnuMapState.Unreadable unreadable -> {
        json.writeNullProperty("ids");
        json.writeStringProperty("problem", unreadable.reason());
      }
    }
    json.writeEndObject();
  }

  /** In the order of the map, which the adapter chose. */
  private static String text(List<Integer> ids) {
    return ids.isEmpty() ? "none" : ids.stream().map(String::valueOf).collect(joining(","));
  }
}
