package org.ponkeeper.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.Changes;
import org.ponkeeper.olt.ChangeEvent;
import org.ponkeeper.olt.ObjectChange;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Subscription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ponkeeper events} */
@Command(
    name = "events",
    description = {
      "Shows what changes in the store, as it happens, whoever changes it.",
      "One line for each transaction with -o json; Ctrl-C ends it. See docs/events.md."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper events",
      "  ponkeeper events --olt olt-1 -o json",
      "  ponkeeper events --after BOOKMARK --seconds 10 -o json"
    })
final class EventsCommand implements Runnable {

  /** How long events may be late in a pipe. */
  private static final Duration GATHERED = Duration.ofMillis(200);

  /** Events that wait to be printed; while it is full, the store keeps further ones. */
  private static final int WAITING = 1_000;

  /** The greatest value of {@code --count} and {@code --seconds}. */
  private static final int MOST = 999_999_999;

  private final PonkeeperCommand ponkeeper;

  @Option(names = "--technology", paramLabel = "T", description = OltOptions.TECHNOLOGY_DESCRIPTION)
  private Optional<Technology> technology = Optional.empty();

  @Option(
      names = "--olt",
      paramLabel = "ID",
      description = "Only changes of the OLT with this device id, and of templates.")
  private Optional<OltId> olt = Optional.empty();

  @Option(
      names = "--after",
      paramLabel = "BOOKMARK",
      description =
          "Begin with the changes after this bookmark of an earlier event. Default: begin now.")
  private Optional<Bookmark> after = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after this many events, 1 or more. Default: never.")
  private Optional<IdCommands.Count> count = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after this many seconds, 1 or more. Default: never.")
  private Optional<Integer> seconds = Optional.empty();

  EventsCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  @SuppressWarnings("try") // the watch is only closed
  public void run() {
    Optional<Integer> most = count.map(given -> Arguments.count("--count", given.value(), 1, MOST));
    Optional<Duration> time =
        seconds.map(given -> Duration.ofSeconds(Arguments.count("--seconds", given, 1, MOST)));
    BlockingQueue<ChangeEvent> waiting = new ArrayBlockingQueue<>(WAITING);
    try (Interruption interruption = Interruption.listenAndSucceed();
        Session session = ponkeeper.openToRead();
        Subscription watch =
            selected(session.ponkeeper().changes()).watch(event -> put(waiting, event))) {
      ponkeeper.terminal().say("watching for changes; Ctrl-C ends this");
      print(waiting, most, time, interruption);
      ponkeeper.terminal().flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Changes selected(Changes all) {
    Changes changes = all;
    if (technology.isPresent()) {
      changes = changes.in(technology.get());
    }
    if (olt.isPresent()) {
      changes = changes.on(olt.get());
    }
    return after.isPresent() ? changes.after(after.get()) : changes;
  }

  private static void put(BlockingQueue<ChangeEvent> waiting, ChangeEvent event) {
    try {
      waiting.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(
      BlockingQueue<ChangeEvent> waiting,
      Optional<Integer> most,
      Optional<Duration> time,
      Interruption interruption)
      throws InterruptedException {
    Terminal terminal = ponkeeper.terminal();
    long begin = System.nanoTime();
    int rest = most.orElse(1);
    while (rest > 0 && !isOver(begin, time) && !interruption.isAsked()) {
      ChangeEvent event = waiting.poll(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        terminal.flush();
      } else {
        print(event);
        rest -= most.isPresent() ? 1 : 0;
      }
    }
  }

  private static boolean isOver(long begin, Optional<Duration> time) {
    return time.filter(limit -> System.nanoTime() - begin >= limit.toNanos()).isPresent();
  }

  private void print(ChangeEvent event) {
    Terminal terminal = ponkeeper.terminal();
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> EventJson.write(json, event));
    } else {
      lines(event).forEach(terminal::print);
    }
  }

  private static List<String> lines(ChangeEvent event) {
    return switch (event) {
      case ChangeEvent.Changed changed ->
          changed.changes().stream().map(EventsCommand::line).toList();
      case ChangeEvent.Resync again ->
          List.of("resync: changes may be missing; list again what is of interest");
    };
  }

  private static String line(ObjectChange change) {
    return switch (change) {
      case ObjectChange.InstanceStored stored ->
          "stored   instance "
              + stored.path()
              + stored
                  .stored()
                  .map(ids -> {
                    StringJoiner gemPorts = new StringJoiner(",");
                    ids.gemPortIds().forEach(id -> gemPorts.add(id.toString()));
                    return "  alloc " + ids.allocId() + "  gem-port " + gemPorts;
                  })
                  .orElse("");
      case ObjectChange.InstanceDeleted deleted -> "deleted  instance " + deleted.path();
      case ObjectChange.ClaimStored stored ->
          "stored   "
              + claim(stored)
              + stored.ids().map(ids -> "  " + NumberRanges.print(new TreeSet<>(ids))).orElse("");
      case ObjectChange.ClaimDeleted deleted -> "deleted  " + claim(deleted);
      case ObjectChange.RegistrationStored stored ->
          "stored   "
              + olt(stored)
              + stored
                  .record()
                  .map(record -> "  " + record.pons().size() + " PONs, " + record.state())
                  .orElse("");
      case ObjectChange.RegistrationDeleted deleted -> "deleted  " + olt(deleted);
      case ObjectChange.TemplateStored stored ->
          "stored   template " + stored.technology() + " " + stored.template();
      case ObjectChange.TemplateDeleted deleted ->
          "deleted  template " + deleted.technology() + " " + deleted.template();
    };
  }

  private static String claim(ObjectChange.OfClaim claim) {
    return "claim %s %s pon %s  %s of %s"
        .formatted(
            claim.technology(), claim.olt(), claim.pon().number(), claim.type(), claim.owner());
  }

  private static String olt(ObjectChange.OfOlt olt) {
    return "olt %s %s".formatted(olt.technology(), olt.olt());
  }
}
