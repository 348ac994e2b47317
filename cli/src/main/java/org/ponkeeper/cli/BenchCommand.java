package org.ponkeeper.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.bench.Bench;
import org.ponkeeper.cli.bench.BenchOptions;
import org.ponkeeper.cli.bench.RestartProbe;
import org.ponkeeper.cli.bench.Restarts;
import org.ponkeeper.cli.bench.Work;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.cli.sandbox.Sandbox;
import org.ponkeeper.cli.sandbox.StoppedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.KeyValueStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ponkeeper bench} */
@Command(
    name = "bench",
    description = {
      "Measures a store: compares each operation with a plain put or range read of the same bytes.",
      "Creates a network below <base path>/ponkeeper-bench and removes it at the end. "
          + "Operations: create-one-at-a-time, create-in-flight, delete-in-flight, churn, restart, "
          + "lookup, gem-port-for-pbit. Default: all of them. See docs/bench.md."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper bench --store sqlite:/tmp/bench.db",
      "  ponkeeper bench --pons 4 --onus 16 --concurrency 16 -o json create-in-flight restart"
    })
final class BenchCommand implements Runnable {

  private static final int MOST_CONCURRENCY = 10_000;
  private static final int MOST_RESTARTS = 100;

  private final PonkeeperCommand ponkeeper;

  @Parameters(paramLabel = "WORK", arity = "0..*", description = "The operations to measure.")
  private List<String> works = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--olts", paramLabel = "N", description = "Number of OLTs. Default: 1")
  private int olts = 1;

  @Option(names = "--pons", paramLabel = "N", description = "PONs of each OLT. Default: 64")
  private int pons = 64;

  @Option(names = "--onus", paramLabel = "N", description = "ONUs on each PON. Default: 63")
  private int onus = 63;

  @Option(names = "--unis", paramLabel = "N", description = "UNIs of each ONU. Default: 1")
  private int unis = 1;

  @Option(
      names = "--templates",
      paramLabel = "N",
      description = "Services of each UNI, each from a different template. Default: 3")
  private int templates = 3;

  @Option(
      names = {"--concurrency", "--in-flight"},
      paramLabel = "N",
      description =
          "Number of concurrent calls, for operations that use more than one; --in-flight is "
              + "the older name. Default: 64")
  private int concurrency = 64;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "Maximum number of creates in create-one-at-a-time, and of churns. Default: all "
              + "instances")
  private Optional<Integer> count = Optional.empty();

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Maximum number of warm-up calls of each kind, which are not counted. Default: 4000")
  private int warmUp = 4000;

  @Option(names = "--restarts", paramLabel = "N", description = "Number of restarts. Default: 5")
  private int restarts = 5;

  @Option(
      names = "--restart-heap",
      paramLabel = "SIZE",
      description = "Maximum heap size of a restarted process, for example 512m.")
  private Optional<String> restartHeap = Optional.empty();

  @Option(names = "--clean", description = "First remove the data that an interrupted run left.")
  private boolean clean;

  @Option(names = RestartProcesses.OPTION, hidden = true)
  private Optional<Restarts.Kind> restart = Optional.empty();

  BenchCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public void run() {
    if (restart.isPresent()) {
      restart(restart.get());
      return;
    }
    BenchOptions options = options();
    try (Interruption interruption = Interruption.listen();
        KeyValueStore store = ponkeeper.storeUrl().open(ponkeeper.timeout());
        Sandbox sandbox =
            Sandbox.claim(
                store, ponkeeper.keys().basePath() + "/ponkeeper-bench", "bench", clean)) {
      Bench.Report report =
          sandbox.run(
              new Bench(
                      store,
                      sandbox,
                      options,
                      restarts(store, interruption),
                      ProgressBar.on(ponkeeper.terminal()),
                      interruption::isAsked)
                  ::run);
      if (ponkeeper.isJson()) {
        ponkeeper.terminal().printJson(json -> BenchTables.write(json, report.figures()));
      } else {
        BenchTables.print(report, options, ponkeeper.terminal());
      }
    } catch (StoppedException e) {
      ponkeeper.terminal().status("");
    }
  }

  private BenchOptions options() {
    Set<Work> wanted = wanted();
    Network network = new Network(olts, pons, onus, unis, templates);
    Arguments.count("--concurrency", concurrency, 1, MOST_CONCURRENCY);
    Arguments.count("--count", count.orElse(1), 1, Integer.MAX_VALUE);
    Arguments.count("--warm-up", warmUp, 0, Integer.MAX_VALUE);
    Arguments.count("--restarts", restarts, 1, MOST_RESTARTS);
    restartHeap
        .filter(size -> !size.matches("[1-9][0-9]{0,8}[kKmMgG]?"))
        .ifPresent(size -> {
          throw Arguments.wrong("--restart-heap", "'" + size + "' is not a size such as 512m");
        });
    return new BenchOptions(
        wanted,
        network,
        concurrency,
        count.orElse(network.services()),
        warmUp,
        restarts,
        ponkeeper.timeout());
  }

  /** Parsed here, because picocli reports a value that it cannot convert as too many arguments. */
  private Set<Work> wanted() {
    try {
      return works.isEmpty()
          ? EnumSet.allOf(Work.class)
          : EnumSet.copyOf(works.stream().map(Arguments::work).toList());
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Restarts restarts(KeyValueStore store, Interruption interruption) {
    if (ponkeeper.storeUrl() instanceof StoreUrl.Memory) {
      ponkeeper
          .terminal()
          .say("memory: does not survive its process, so restarts run in this process");
      return (kind, space, network) ->
          new RestartProbe(store, probeOptions(space))
              .run(kind, new Network(network, 1, 1, 1, 1).oltIds());
    }
    return new RestartProcesses(ponkeeper, restartHeap, interruption::isAsked);
  }

  /** Runs in a process that another one started. */
  private void restart(Restarts.Kind kind) {
    try (KeyValueStore store = ponkeeper.storeUrl().open(ponkeeper.timeout())) {
      Restarts.Sample sample =
          new RestartProbe(store, probeOptions(ponkeeper.keys()))
              .run(kind, new Network(olts, 1, 1, 1, 1).oltIds());
      ponkeeper.terminal().printJson(json -> RestartProcesses.encode(json, sample));
    }
  }

  private PonkeeperOptions probeOptions(KeySpace keys) {
    return PonkeeperOptions.DEFAULTS
        .withPaths(keys.basePath(), keys.templatePath())
        .withCallTimeout(ponkeeper.timeout());
  }
}
