package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.maintenance.OlderInstances;
import org.ponkeeper.maintenance.OtherSpelling;
import org.ponkeeper.maintenance.PoolKeys;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper store migrate} */
@Command(
    name = "migrate",
    description = {
      "Moves data to the keys that another version of VOLTHA's library uses, one OLT at a time.",
      "Stop VOLTHA's adapters of these OLTs first. If it is interrupted, run it again."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper store migrate --pool-keys without-technology --dry-run",
      "  ponkeeper store migrate --pool-keys without-technology --technology XGS-PON --olt olt-1",
      "  ponkeeper store migrate --instances",
      "  ponkeeper store migrate --technology-names --dry-run"
    })
final class MigrateCommand implements Callable<Integer> {

  /** The maximum number of reasons printed in the table; JSON has all of them. */
  private static final int SHOWN_LEFT = 20;

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--pool-keys",
      paramLabel = "LAYOUT",
      description = {
        "Move pools and per-ONU maps to keys with-technology (VOLTHA's openolt adapter before "
            + "4.7.1) or without-technology (4.7.1 and newer). An OLT that is not registered is "
            + "registered first, with the values found in the store."
      })
  private Optional<PoolKeyLayout> poolKeys = Optional.empty();

  @Option(
      names = "--remove-left-behind",
      description =
          "With --pool-keys: first remove the OLT's keys in the layout that it does not use.")
  private boolean removeLeftBehind;

  @Option(
      names = "--instances",
      description =
          "Convert complete instances, which VOLTHA's Go library stored as JSON before June 2021, "
              + "to resource instances. Exit code 5 if some could not be converted, with the "
              + "reason for each.")
  private boolean instances;

  @Option(
      names = "--technology-names",
      description = {
        "Move data under an old name of a technology, such as xgspon, to the present name: first "
            + "OLTs that have no data under the present name, then templates and ranges of models "
            + "that nothing else uses."
      })
  private boolean technologyNames;

  @Mixin private OltChoice choice = new OltChoice();

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  MigrateCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /** The result for one OLT, for both formats, and its exit code. */
  private record Done(String line, Consumer<JsonGenerator> json, int exitCode) {}

  @Override
  public Integer call() {
    long chosen =
        Stream.of(poolKeys.isPresent(), instances, technologyNames).filter(is -> is).count();
    if (chosen != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "one of --pool-keys LAYOUT, --instances and --technology-names must be given");
    }
    if (removeLeftBehind && poolKeys.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--remove-left-behind needs --pool-keys");
    }
    try (Session session = dryRun ? ponkeeper.openForLongReading() : ponkeeper.openForLongWork()) {
      List<Done> all = new ArrayList<>();
      int exitCode = 0;
      List<Olt> olts =
          technologyNames
              ? choice.underOtherNames(session)
              : choice.in(session, ponkeeper.terminal());
      for (Olt olt : olts) {
        int code;
        try {
          Done done = migrate(olt);
          all.add(done);
          code = done.exitCode();
        } catch (StoreFailedException e) {
          throw e;
        } catch (PonkeeperException e) {
          // A failure of one OLT does not prevent the migration of the others.
          code = new Failures(ponkeeper.terminal()).report(e);
        }
        exitCode = exitCode == 0 ? code : exitCode;
      }
      if (technologyNames) {
        moveShared(session, all);
      }
      sayForeign(session, olts.isEmpty());
      print(all);
      return exitCode;
    }
  }

  private Done migrate(Olt olt) {
    if (technologyNames) {
      return moveToPresentName(olt);
    }
    return poolKeys.map(to -> movePoolKeys(olt, to)).orElseGet(() -> migrateInstances(olt));
  }

  /** Reports data in the store that none of this can migrate. */
  private void sayForeign(Session session, boolean noOlts) {
    boolean isForeign =
        !choice.namesOne()
            && ForeignNotes.say(
                session.ponkeeper().olts().contents().foreign(), ponkeeper.terminal());
    if (noOlts) {
      String what = technologyNames ? "OLTs under another name of a technology" : "OLTs";
      ForeignNotes.sayNone(what, isForeign && !technologyNames, ponkeeper.terminal());
    }
  }

  private Done moveToPresentName(Olt olt) {
    OtherSpelling other = olt.otherSpelling();
    String name = olt.technology() + " " + olt.id();
    OtherSpelling.Moved moved =
        dryRun
            ? other.plan()
            : other.migrate(new ProgressNotes(ponkeeper.terminal(), name + ": moved"));
    String from = String.join(", ", moved.names());
    String line =
        moved.names().isEmpty()
            ? name + ": no keys under another name"
            : "%s: %s %s moved from %s"
                .formatted(name, Count.of(moved.keys(), "key"), were(moved.keys()), from);
    return new Done(
        line,
        json -> {
          json.writeStartObject();
          CommonFields.writeOltAndDevice(json, olt.technology(), olt.id());
          json.writeStringProperty("from", from);
          json.writeNumberProperty("moved", moved.keys());
          json.writeEndObject();
        },
        0);
  }

  /** Moves templates and ranges of models, once the OLTs have been moved. */
  private void moveShared(Session session, List<Done> all) {
    for (Technology technology : Technology.values()) {
      if (!choice.includes(technology)) {
        continue;
      }
      MovedSharedKeys shared =
          dryRun
              ? session.ponkeeper().olts().planMoveShared(technology)
              : session.ponkeeper().olts().moveShared(technology);
      for (String key : shared.moved()) {
        all.add(
            new Done(
                "%s %s moved to %s".formatted(key, were(1), technology),
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("technology", technology.text());
                  json.writeStringProperty("key", key);
                  json.writeNumberProperty("moved", 1);
                  json.writeEndObject();
                },
                0));
      }
    }
  }

  private Done migrateInstances(Olt olt) {
    OlderInstances older = olt.olderInstances();
    Terminal terminal = ponkeeper.terminal();
    if (choice.namesOne() && older.count() == 0) {
      olt.overview().requireKnown();
    }
    String name = olt.technology() + " " + olt.id();
    OlderInstances.Migrated done =
        dryRun
            ? older.plan()
            : older.migrate(new ProgressNotes(terminal, name + ": older instances"));
    done.left().stream()
        .limit(ponkeeper.isJson() ? 0 : SHOWN_LEFT)
        .forEach(left -> terminal.warn("left " + left.key() + ": " + left.reason()));
    if (done.outsideRange() > 0) {
      terminal.warn(name + ": ids outside the range of their pool: " + done.outsideRange());
    }
    String line =
        "%s: %s %s migrated, %s already migrated, %s %s left"
            .formatted(
                name,
                Count.of(done.migrated(), "instance"),
                were(done.migrated()),
                done.alreadyThere(),
                done.left().size(),
                were(done.left().size()));
    int exitCode = done.left().isEmpty() ? 0 : ExitCode.of(ErrorClass.CORRUPT_DATA);
    return new Done(line, json -> write(json, olt, done), exitCode);
  }

  private static void write(JsonGenerator json, Olt olt, OlderInstances.Migrated done) {
    json.writeStartObject();
    CommonFields.writeOltAndDevice(json, olt.technology(), olt.id());
    json.writeNumberProperty("migrated", done.migrated());
    json.writeNumberProperty("already_there", done.alreadyThere());
    json.writeNumberProperty("outside_range", done.outsideRange());
    json.writeArrayPropertyStart("left");
    for (OlderInstances.Left left : done.left()) {
      json.writeStartObject();
      json.writeStringProperty("key", left.key());
      json.writeStringProperty("reason", left.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private Done movePoolKeys(Olt olt, PoolKeyLayout to) {
    PoolKeys keys = olt.poolKeys();
    Terminal terminal = ponkeeper.terminal();
    String name = olt.technology() + " " + olt.id();
    if (dryRun) {
      PoolKeys.Planned planned = removeLeftBehind ? keys.planWithRemoval(to) : keys.plan(to);
      return done(olt, to, false, planned.removed(), planned.moved());
    }
    long removed =
        removeLeftBehind
            ? keys.removeLeftBehind(new ProgressNotes(terminal, name + ": removed"))
            : 0;
    PoolKeys.Moved moved = keys.move(to, new ProgressNotes(terminal, name + ": moved"));
    if (moved.registered()) {
      terminal.say(name + ": registered with the values found");
    }
    moved
        .keptRanges()
        .forEach(
            key -> terminal.warn(name + ": " + key + " has another value and was left as it is"));
    return done(olt, to, moved.registered(), removed, moved.moved());
  }

  private String were(long count) {
    return dryRun ? "would be" : Count.were(count);
  }

  private Done done(Olt olt, PoolKeyLayout to, boolean registered, long removed, long moved) {
    String line =
        "%s %s: %s%s"
            .formatted(
                olt.technology(),
                olt.id(),
                removed > 0
                    ? Count.of(removed, "key") + " left behind " + were(removed) + " removed, "
                    : "",
                moved > 0
                    ? "%s %s moved to %s".formatted(Count.of(moved, "key"), were(moved), to.text())
                    : "its keys are " + to.text());
    return new Done(
        line,
        json -> {
          json.writeStartObject();
          CommonFields.writeOltAndDevice(json, olt.technology(), olt.id());
          json.writeStringProperty("pool_keys", to.text());
          json.writeBooleanProperty("registered", registered);
          json.writeNumberProperty("removed", removed);
          json.writeNumberProperty("moved", moved);
          json.writeEndObject();
        },
        0);
  }

  private void print(List<Done> all) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartArray();
        all.forEach(done -> done.json().accept(json));
        json.writeEndArray();
      });
    } else {
      all.forEach(done -> terminal.print(done.line()));
    }
  }
}
