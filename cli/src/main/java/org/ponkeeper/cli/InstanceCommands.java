package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.profile.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ponkeeper instance …} */
@Command(
    name = "instance",
    description = "Services of subscribers: a template with the allocated ids.",
    footer = {"", "Example:", "  ponkeeper instance list --technology XGS-PON --olt olt-1 --pon 0"})
final class InstanceCommands {

  private final PonkeeperCommand ponkeeper;

  InstanceCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = {
        "Creates an instance, or shows it if it already exists.",
        "With --file or ranges, creates many: one answer for each, and safe to run again."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper instance create --technology XGS-PON --template 64 \\",
        "      'olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'",
        "  ponkeeper instance create --technology XGS-PON --template 64 --derived -o json \\",
        "      'olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'",
        "  ponkeeper instance create --technology XGS-PON --template 64 --olt olt-1 \\",
        "      --pons 0-3 --onus 1-64 --unis 0",
        "  ponkeeper instance create --technology XGS-PON --template 64 --file services.csv",
        "",
        BULK_EXIT_CODES
      })
  int create(
      @Mixin InstanceRequests wanted,
      @Option(
              names = "--fallback-to-default",
              description =
                  "Use the built-in default if the template is missing, unfit or unreadable.")
          boolean fallback,
      @Option(names = "--derived", description = DERIVED + " Only for one instance.")
          boolean derived) {
    Optional<InstancePath> one = wanted.one();
    if (one.isPresent()) {
      create(one.get(), fallback, derived);
      return 0;
    }
    return new BulkCommand(ponkeeper, wanted.many(ponkeeper.terminal())).create(fallback);
  }

  private void create(InstancePath path, boolean fallback, boolean derived) {
    try (Session session = ponkeeper.open()) {
      Instances instances = olt(session, path).instances();
      CreateRequest request = CreateRequest.of(path.template(), path.uniPort());
      CreateResult answer = instances.create(fallback ? request.withFallbackToDefault() : request);
      answer.warnings().forEach(ponkeeper.terminal()::warn);
      if (!answer.created()) {
        ponkeeper.terminal().say("the instance already existed");
      }
      print(answer.instance(), derived);
    }
  }

  private static Olt olt(Session session, InstancePath path) {
    return session.ponkeeper().olt(path.technology(), path.uniPort().olt());
  }

  @Command(
      description = "Shows an instance.",
      footer = {
        "",
        "Example:",
        "  ponkeeper instance get --technology XGS-PON --template 64 --derived \\",
        "      'olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'"
      })
  void get(
      @Mixin OneInstance named,
      @Option(names = "--derived", description = DERIVED) boolean derived) {
    InstancePath path = named.path();
    try (Session session = ponkeeper.openToRead()) {
      Olt olt = olt(session, path);
      Instance instance = olt.instances().get(path.template(), path.uniPort());
      olt.loadProblems(path.uniPort().pon().number()).stream()
          .filter(finding -> finding.subject().equals(path.toString()))
          .forEach(finding -> ponkeeper.terminal().warn(path + ": " + finding.detail()));
      print(instance, derived);
    }
  }

  @Command(
      description = {
        "Deletes an instance and frees its ids. Succeeds if there is none.",
        "With --file or ranges, deletes many: one answer for each, and safe to run again."
      },
      footer = {
        "",
        "Examples:",
        "  ponkeeper instance delete --technology XGS-PON --template 64 \\",
        "      'olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'",
        "  ponkeeper instance delete 'XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'",
        "  ponkeeper instance delete --technology XGS-PON --template 64 --olt olt-1 \\",
        "      --pons 0 --onus 1-64 --unis 0 --dry-run",
        "  ponkeeper instance list --olt olt-1 --pon 3 -o json | \\",
        "      ponkeeper instance delete --file - --yes",
        "",
        BULK_EXIT_CODES
      })
  int delete(
      @Mixin InstanceRequests wanted,
      @Mixin DryRun dryRun,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes) {
    Optional<InstancePath> one = wanted.one();
    if (one.isPresent()) {
      delete(one.get(), dryRun);
      return 0;
    }
    RequestList requests = wanted.many(ponkeeper.terminal());
    if (requests.size() > 1 && !yes && !dryRun.isAsked()) {
      String what = "up to %s instances".formatted(requests.size());
      if (wanted.usesInput()) {
        ponkeeper.refuseDelete(what, "standard input is the file");
      }
      ponkeeper.confirmDelete(what);
    }
    return new BulkCommand(ponkeeper, requests).delete(dryRun);
  }

  private void delete(InstancePath path, DryRun dryRun) {
    try (Session session = ponkeeper.openToDelete(dryRun)) {
      print(path, olt(session, path).instances().delete(path.template(), path.uniPort()), dryRun);
    }
  }

  @Command(
      description = "Lists instances of one PON, one OLT or one technology, or all.",
      footer = {
        "",
        "Examples:",
        "  ponkeeper instance list",
        "  ponkeeper instance list --technology XGS-PON --olt olt-1 --pon 0 --derived -o json"
      })
  void list(
      @Mixin OltChoice choice,
      @Option(names = "--pon", paramLabel = "N", description = "The PON number.")
          Optional<PonNumber> pon,
      @Option(names = "--derived", description = DERIVED) boolean derived,
      @Mixin WatchOption watch) {
    watch.run(ponkeeper, () -> list(choice, pon, derived));
  }

  private void list(OltChoice choice, Optional<PonNumber> pon, boolean derived) {
    try (Session session = ponkeeper.openForLongReading()) {
      List<Listing> listings = new ArrayList<>();
      for (Olt chosen : choice.in(session, ponkeeper.terminal())) {
        Listing listing = read(chosen, pon);
        if (choice.namesOne()) {
          OltTables.warn(chosen, chosen.foreign(), ponkeeper.terminal());
        }
        if (choice.namesOne() && listing.instances().isEmpty()) {
          requireKnown(chosen, pon);
        }
        listings.add(listing);
      }
      print(listings, derived, foreign(session, choice));
    }
  }

  /** What to show of an OLT. */
  private record Listing(Olt olt, List<Instance> instances, List<Finding> findings) {}

  private static Listing read(Olt olt, Optional<PonNumber> pon) {
    if (pon.isPresent()) {
      int number = pon.get().value();
      return new Listing(olt, olt.instances().list(number), olt.loadProblems(number));
    }
    return new Listing(olt, olt.instances().list(), olt.loadProblems());
  }

  /** Distinguishes an OLT or PON without instances from one that does not exist. */
  private static void requireKnown(Olt olt, Optional<PonNumber> pon) {
    OltOverview overview = pon.map(n -> olt.overview(n.value())).orElseGet(olt::overview);
    overview.requireKnown();
    if (pon.isPresent() && !overview.pons().contains(pon.get().value())) {
      throw new RefusedException(ErrorCode.PON_NOT_REGISTERED)
          .with("OLT", olt.id())
          .with("PON", pon.get().value())
          .with("there are", NumberRanges.print(overview.pons()));
    }
  }

  private void print(Instance instance, boolean derived) {
    if (ponkeeper.isJson()) {
      ponkeeper.terminal().printJson(json -> InstanceJson.write(json, instance, derived));
    } else {
      InstanceTables.print(List.of(instance), derived, ponkeeper.terminal());
    }
  }

  private void print(InstancePath path, DeleteResult answer, DryRun dryRun) {
    if (ponkeeper.isJson()) {
      ponkeeper
          .terminal()
          .printJson(json -> {
            json.writeStartObject();
            InstanceJson.writePath(json, path);
            json.writeBooleanProperty("deleted", answer.deleted() && !dryRun.isAsked());
            InstanceJson.writeFreed(json, answer);
            dryRun.write(json);
            json.writeEndObject();
          });
    } else if (answer.deleted()) {
      ponkeeper
          .terminal()
          .print("%s; %s".formatted(dryRun.done("deleted"), dryRun.freeAgain(freed(answer))));
    } else {
      ponkeeper.terminal().print("there was no such instance");
    }
  }

  /** The ids freed by a delete, for display. */
  static String freed(DeleteResult answer) {
    return "Alloc-ID %s, GEM ports %s"
        .formatted(
            answer.freedAllocId().map(Object::toString).orElse("none"),
            InstanceTables.runs(answer.freedGemPortIds()));
  }

  /** Reports what is not listed, for a listing of several OLTs; for one OLT its findings do so. */
  private boolean foreign(Session session, OltChoice choice) {
    return !choice.namesOne()
        && ForeignNotes.say(session.ponkeeper().olts().contents().foreign(), ponkeeper.terminal());
  }

  private void print(List<Listing> listings, boolean derived, boolean isForeign) {
    List<Instance> all = listings.stream().flatMap(l -> l.instances().stream()).toList();
    Terminal terminal = ponkeeper.terminal();
    for (Listing listing : listings) {
      OltTables.warn(listing.olt(), listing.findings(), terminal);
    }
    if (all.isEmpty()) {
      ForeignNotes.sayNone("instances", isForeign, terminal);
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> InstanceJson.writeList(json, all, derived));
      return;
    }
    boolean first = true;
    for (Listing listing : listings) {
      if (!listing.instances().isEmpty()) {
        if (!first) {
          terminal.print("");
        }
        first = false;
        terminal.printFitted(OltTables.heading(listing.olt(), listing.instances().size()));
        InstanceTables.print(listing.instances(), derived, terminal);
      }
    }
  }

  private static final String BULK_EXIT_CODES =
      "Many instances: the exit code is that of the worst answer, in the order 4, 5, 3, 2, 0.";
  private static final String DERIVED = "Also show queues; in JSON, all derived values.";
}
