package org.ponkeeper.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.cli.sandbox.Sandbox;
import org.ponkeeper.cli.simulate.Simulation;
import org.ponkeeper.cli.simulate.SimulationOptions;
import org.ponkeeper.cli.simulate.Summary;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.store.KeyValueStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ponkeeper simulate} */
@Command(
    name = "simulate",
    description = {
      "Runs a simulated network against a store, and then checks the stored data.",
      "OLTs boot, subscribers come, change service and leave, adapters restart. Then it "
          + "compares the store with the acknowledged changes, and runs an audit.",
      "Uses <base path>/ponkeeper-simulate, and removes it at the end. Ctrl-C ends it early. "
          + "Exit code 5 if the stored data is wrong."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper simulate --store sqlite:/tmp/network.db --seconds 10",
      "  ponkeeper simulate --store sqlite:/tmp/network.db --in-place --keep --seconds 1"
    })
final class SimulateCommand implements Callable<Integer> {

  private static final int MOST_CHURN = 100_000;
  private static final int LONGEST = 1_000_000;
  private static final int MOST_CONCURRENCY = 10_000;

  private final PonkeeperCommand ponkeeper;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--olts", paramLabel = "N", description = "Number of OLTs. Default: 2")
  private int olts = 2;

  @Option(names = "--pons", paramLabel = "N", description = "PONs of each OLT. Default: 4")
  private int pons = 4;

  @Option(
      names = "--onus",
      paramLabel = "N",
      description = "Maximum number of ONUs on each PON; it starts with half of them. Default: 32")
  private int onus = 32;

  @Option(
      names = "--templates",
      paramLabel = "N",
      description = "Number of different services. Default: 3")
  private int templates = 3;

  @Option(
      names = "--churn-per-s",
      paramLabel = "N",
      description = "Average number of events per second. Default: 50")
  private int churn = 50;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Duration in seconds after the OLTs have booted. Default: 10")
  private int seconds = 10;

  @Option(
      names = {"--concurrency", "--in-flight"},
      paramLabel = "N",
      description =
          "Maximum number of concurrent events; others wait. --in-flight is the older name. "
              + "Default: 64")
  private int concurrency = 64;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random number generator. Default: 1")
  private long seed = 1;

  @Option(names = "--keep", description = "Keep the data at the end.")
  private boolean keep;

  @Option(
      names = "--in-place",
      description =
          "Use --base-path itself, which must be empty, and store the templates below it.")
  private boolean inPlace;

  @Option(names = "--clean", description = "First remove the data that an earlier run left.")
  private boolean clean;

  SimulateCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public Integer call() {
    if (inPlace && clean) {
      throw new ParameterException(
          spec.commandLine(),
          "--in-place and --clean cannot be combined: other programs may use that path");
    }
    SimulationOptions options = options();
    String basePath = ponkeeper.keys().basePath();
    String path = inPlace ? basePath : basePath + "/ponkeeper-simulate";
    try (Interruption interruption = Interruption.listen();
        KeyValueStore store = ponkeeper.storeUrl().open(ponkeeper.timeout());
        Sandbox sandbox = Sandbox.claim(store, path, "simulate", clean)) {
      Summary summary =
          sandbox.run(
              new Simulation(
                      store,
                      sandbox.keys(),
                      options,
                      ProgressBar.on(ponkeeper.terminal()),
                      interruption::isAsked)
                  ::run);
      print(summary, options);
      if (keep) {
        keep(sandbox);
      }
      return summary.isTrue() ? 0 : ExitCode.of(ErrorClass.CORRUPT_DATA);
    }
  }

  private SimulationOptions options() {
    return new SimulationOptions(
        new Network(olts, pons, onus, 1, templates),
        Arguments.count("--churn-per-s", churn, 1, MOST_CHURN),
        Duration.ofSeconds(Arguments.count("--seconds", seconds, 0, LONGEST)),
        Arguments.count("--concurrency", concurrency, 1, MOST_CONCURRENCY),
        seed,
        ponkeeper.timeout());
  }

  private void print(Summary summary, SimulationOptions options) {
    if (ponkeeper.isJson()) {
      ponkeeper.terminal().printJson(json -> SimulationTables.write(json, summary));
    } else {
      SimulationTables.print(summary, options, ponkeeper.terminal());
    }
    ponkeeper.terminal().flush();
  }

  private void keep(Sandbox sandbox) {
    if (inPlace) {
      sandbox.giveAway();
    } else {
      sandbox.keep();
    }
    ponkeeper
        .terminal()
        .say(
            "the data was kept: --base-path %s --template-path %s"
                .formatted(sandbox.keys().basePath(), sandbox.keys().templatePath()));
  }
}
