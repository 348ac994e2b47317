package org.ponkeeper.cli;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ponkeeper.ResourceIds;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.IdAllocation;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.IdRelease;
import org.ponkeeper.olt.PoolContents;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper id …} */
@Command(
    name = "id",
    description = "Ids in the pools of a PON: ONU ids, Alloc-IDs, GEM port ids, flow ids.",
    footer = {
      "",
      "Example:",
      "  ponkeeper id list --technology XGS-PON --olt olt-1 --pon 0 --type gem-port"
    })
final class IdCommands {

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  IdCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** The pool of a command. */
  static final class PoolOptions {
    @Mixin private OltOptions olt = new OltOptions();

    @Option(names = "--pon", required = true, paramLabel = "N", description = "The PON number.")
    private Optional<PonNumber> pon = Optional.empty();

    @Option(
        names = "--type",
        required = true,
        paramLabel = "TYPE",
        description = "onu, alloc, gem-port or flow.")
    private ResourceType type = ResourceType.ONU_ID;

    int pon() {
      return pon.orElseThrow().value();
    }

    ResourceIds in(Session session) {
      return olt.in(session).ids();
    }

    /** Writes the OLT, the PON and the pool of its ids. */
    private void write(JsonGenerator json, PoolId id) {
      CommonFields.writeOlt(json, olt.technology(), olt.olt());
      json.writeNumberProperty("pon", pon());
      json.writeStringProperty("type", id.type().text());
      json.writeNumberProperty("pool", id.index());
    }
  }

  @Command(
      description = {
        "Allocates ids to an owner: the lowest free ids, or the given ids.",
        "If the owner already has these ids, the command returns the same ids."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper id allocate --technology XGS-PON --olt olt-1 --pon 0 --type onu \\",
        "      --owner ALCL00001234",
        "  ponkeeper id allocate --technology XGS-PON --olt olt-1 --pon 0 --type gem-port \\",
        "      --owner mgmt --count 4",
        "  ponkeeper id allocate --technology XGS-PON --olt olt-1 --pon 0 --type onu \\",
        "      --owner ALCL00005678 7"
      })
  void allocate(
      @Mixin PoolOptions pool,
      @Option(
              names = "--owner",
              required = true,
              paramLabel = "NAME",
              description = "The owner of the ids: a-z, A-Z, 0-9 and . _ : @ -")
          OwnerName owner,
      @Option(
              names = "--count",
              paramLabel = "K",
              description = "Number of ids, if no IDS are given. Default: 1")
          Optional<Count> count,
      @Parameters(
              arity = "0..1",
              paramLabel = "IDS",
              description = "The ids: 7, or 1024-1027,1030.")
          Optional<Numbers> ids) {
    if (ids.isPresent() && count.isPresent() && count.get().value() != ids.get().ids().size()) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("count", count.get().value())
          .with("ids", NumberRanges.print(ids.get().ids()));
    }
    try (Session session = ponkeeper.open()) {
      ResourceIds resourceIds = pool.in(session);
      IdAllocation allocated =
          ids.map(n -> resourceIds.reserve(pool.pon(), pool.type, owner, n.ids()))
              .orElseGet(() ->
                  resourceIds.allocate(
                      pool.pon(), pool.type, owner, count.map(Count::value).orElse(1)));
      print(
          pool,
          allocated.pool(),
          allocated.ids(),
          allocated.changed(),
          allocated.changed() ? "allocated" : "allocated before",
          new DryRun());
    }
  }

  @Command(
      description = {"Releases all ids of an owner, or taken ids that have no owner."},
      footer = {
        "",
        "Examples:",
        "  ponkeeper id release --technology XGS-PON --olt olt-1 --pon 0 --type onu \\",
        "      --owner ALCL00001234",
        "  ponkeeper id release --technology XGS-PON --olt olt-1 --pon 0 --type gem-port \\",
        "      --dry-run 1040-1043"
      })
  void release(
      @Mixin PoolOptions pool,
      @Option(
              names = "--owner",
              paramLabel = "NAME",
              description = "The owner whose ids to release.")
          Optional<OwnerName> owner,
      @Mixin DryRun dryRun,
      @Parameters(
              arity = "0..1",
              paramLabel = "IDS",
              description = "Ids without an owner: 7, or 1024-1027,1030.")
          Optional<Numbers> ids) {
    if (owner.isPresent() == ids.isPresent()) {
      throw new ParameterException(spec.subcommands().get("release"), "give either --owner or IDS");
    }
    try (Session session = ponkeeper.openToDelete(dryRun)) {
      ResourceIds resourceIds = pool.in(session);
      IdRelease released =
          owner
              .map(name -> resourceIds.release(pool.pon(), pool.type, name))
              .orElseGet(() ->
                  resourceIds.releaseUnclaimed(pool.pon(), pool.type, ids.orElseThrow().ids()));
      print(
          pool,
          released.pool(),
          released.ids(),
          released.changed(),
          released.changed() ? dryRun.done("released") : "nothing to release",
          dryRun);
    }
  }

  @Command(
      description = "Lists the taken ids of a pool and their owners.",
      footer = {
        "",
        "Example:",
        "  ponkeeper id list --technology XGS-PON --olt olt-1 --pon 0 --type gem-port"
      })
  void list(@Mixin PoolOptions pool, @Mixin WatchOption watch) {
    watch.run(ponkeeper, () -> list(pool));
  }

  private void list(PoolOptions pool) {
    try (Session session = ponkeeper.openToRead()) {
      PoolContents view = pool.in(session).list(pool.pon(), pool.type);
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> write(json, pool, view));
        return;
      }
      ponkeeper
          .terminal()
          .print(
              "%s, range %s: %s taken, %s free"
                  .formatted(view.id(), view.ranges(), view.taken().size(), view.free()));
      if (!view.taken().isEmpty()) {
        Table table = new Table().number("id").text("held by");
        view.taken().forEach(taken -> table.row(taken.id(), taken.owner()));
        table.print(ponkeeper.terminal());
      }
    }
  }

  @Command(
      name = "owner",
      aliases = "who",
      description = "Shows the owner of an id.",
      footer = {
        "",
        "Example:",
        "  ponkeeper id owner --technology XGS-PON --olt olt-1 --pon 0 --type gem-port 1024"
      })
  void owner(
      @Mixin PoolOptions pool,
      @Parameters(paramLabel = "IDS", description = "An id, or several: 1024-1027,1030.")
          Numbers ids) {
    try (Session session = ponkeeper.openToRead()) {
      ResourceIds resourceIds = pool.in(session);
      List<Integer> all = List.copyOf(ids.ids());
      if (ponkeeper.isJson()) {
        ponkeeper
            .terminal()
            .printJson(json -> {
              json.writeStartArray();
              for (int id : all) {
                write(json, pool, id, resourceIds.owner(pool.pon(), pool.type, id));
              }
              json.writeEndArray();
            });
        return;
      }
      Table table = new Table().number("id").text("held by");
      for (int id : all) {
        Optional<IdOwner> holder = resourceIds.owner(pool.pon(), pool.type, id);
        table.row(id, holder.map(IdOwner::toString).orElse("free"));
      }
      table.print(ponkeeper.terminal());
    }
  }

  private void print(
      PoolOptions named,
      PoolId pool,
      List<Integer> ids,
      boolean changed,
      String done,
      DryRun dryRun) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            named.write(json, pool);
            CommonFields.writeNumbers(json, "ids", ids);
            json.writeBooleanProperty("changed", changed && !dryRun.isAsked());
            dryRun.write(json);
            json.writeEndObject();
          });
    } else if (ids.isEmpty()) {
      ponkeeper.terminal().print(done);
    } else {
      ponkeeper
          .terminal()
          .print(
              "%s: %s ids %s".formatted(done, pool.type(), NumberRanges.print(new TreeSet<>(ids))));
    }
  }

  private static void write(JsonGenerator json, PoolOptions named, PoolContents view) {
    json.writeStartObject();
    named.write(json, view.id());
    json.writeStringProperty("range", view.ranges().toString());
    CommonFields.writeRanges(json, view.ranges());
    json.writeNumberProperty("free", view.free());
    json.writeArrayPropertyStart("taken");
    view.taken().forEach(taken -> write(json, named, taken.id(), Optional.of(taken.owner())));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, PoolOptions named, int id, Optional<IdOwner> holder) {
    json.writeStartObject();
    json.writeNumberProperty("id", id);
    json.writeStringProperty("type", named.type.text());
    json.writeStringProperty("state", holder.map(IdCommands::state).orElse("free"));
    writeHolder(json, named, named.olt.technology(), holder);
    json.writeEndObject();
  }

  /** Writes the holder with its technology and place; without one, the place that was asked for. */
  private static void writeHolder(
      JsonGenerator json, PoolOptions named, Technology technology, Optional<IdOwner> holder) {
    switch (holder.orElse(null)) {
      case IdOwner.ByNeighbour neighbour ->
          writeHolder(json, named, neighbour.technology(), Optional.of(neighbour.owner()));
      case IdOwner.ByInstance instance -> {
        json.writeStringProperty("instance", instance.path().toString());
        CommonFields.writeOnuOrUni(json, technology, instance.path().uniPort());
      }
      case IdOwner.ByClaim claim -> {
        json.writeStringProperty("owner", claim.claim().owner().text());
        CommonFields.writeOlt(json, technology, named.olt.olt());
        json.writeNumberProperty("pon", claim.claim().pon());
      }
      case null, default -> {
        CommonFields.writeOlt(json, technology, named.olt.olt());
        json.writeNumberProperty("pon", named.pon());
      }
    }
  }

  /** The owner's kind in JSON. */
  static String state(IdOwner holder) {
    return switch (holder) {
      case IdOwner.ByInstance instance -> "owned";
      case IdOwner.ByClaim claim -> "claimed";
      case IdOwner.ByNeighbour neighbour -> state(neighbour.owner());
      case IdOwner.Reserved reserved -> "reserved";
      case IdOwner.Outside outside -> "outside";
      case IdOwner.Unknown unknown -> "taken";
    };
  }

  /** The number of ids, the value of {@code --count}. */
  record Count(int value) {
    static Count parse(String text) {
      Arguments.requireNumber(text);
      if (!text.matches("[0-9]{1,9}")) {
        throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE).with("count", text);
      }
      return new Count(Integer.parseInt(text));
    }
  }
}
