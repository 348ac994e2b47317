package org.ponkeeper.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.bench.Restarts.Kind;
import org.ponkeeper.cli.bench.Restarts.Sample;
import org.ponkeeper.cli.sandbox.LoadDriver;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.Sandbox;
import org.ponkeeper.cli.sandbox.StoppedException;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.store.KeyValueStore;

/**
 * Measures operations on a network that it creates in a sandbox.
 *
 * <p>Uses the library like an adapter does: with its defaults, blocking calls, and a virtual thread
 * for each concurrent call. Results are checked: a create must have created an instance.
 */
public final class Bench {

  private final KeyValueStore store;
  private final BenchOptions options;
  private final Restarts restarts;
  private final Progress progress;
  private final BooleanSupplier stopped;
  private final Sandbox sandbox;

  private final KeySpace ours;
  private final KeySpace bare;
  private final Map<Work, Figures> figures = new EnumMap<>(Work.class);
  private final List<Sample> loads = new ArrayList<>();
  private final List<Sample> reads = new ArrayList<>();

  /**
   * Creates a bench.
   *
   * @param sandbox its path must be empty; the caller closes it
   * @param stopped returns whether the user wants to stop
   */
  public Bench(
      KeyValueStore store,
      Sandbox sandbox,
      BenchOptions options,
      Restarts restarts,
      Progress progress,
      BooleanSupplier stopped) {
    this.store = store;
    this.sandbox = sandbox;
    this.options = options;
    this.restarts = restarts;
    this.progress = progress;
    this.stopped = stopped;
    // A name of the same length, so that keys have the same length too.
    this.ours = sandbox.space("ours");
    this.bare = sandbox.space("bare");
  }

  /**
   * The results.
   *
   * @param engine the store
   * @param figures in the order of {@link Work}
   * @param loads the restarts
   * @param reads the bare reads, the baseline of the restarts
   */
  public record Report(
      String engine, List<Figures> figures, List<Sample> loads, List<Sample> reads) {}

  /**
   * Measures the operations in the options.
   *
   * @throws StoppedException if the user stopped the bench
   * @throws org.ponkeeper.error.PonkeeperException any error of a call; there are no figures
   */
  public Report run() {
    String engine = store.health().engine();
    warmUp();
    if (wants(Work.CREATE_ONE_AT_A_TIME)) {
      oneAtATime();
    }
    if (options.works().stream().anyMatch(work -> work != Work.CREATE_ONE_AT_A_TIME)) {
      wholeNetwork();
    }
    return new Report(engine, List.copyOf(figures.values()), loads, reads);
  }

  private boolean wants(Work work) {
    return options.works().contains(work);
  }

  /** So that the measured code is compiled and the connections are open. */
  private void warmUp() {
    Network few = options.network();
    List<InstancePath> paths = few.growth();
    int count = Math.min(options.warmUp(), paths.size());
    try (Ponkeeper ponkeeper = open(few)) {
      BarePuts puts = new BarePuts(store, bare, paths);
      Creates creates = new Creates(ponkeeper, paths);
      LoadDriver driver = new LoadDriver(options.concurrency(), stopped);
      try (Progress.Steps steps = progress.show("warm-up", 3L * count)) {
        driver.run(0, count, new long[count], steps, puts::put);
        driver.run(0, count, new long[count], steps, creates::create);
        driver.run(0, count, new long[count], steps, creates::delete);
      }
    }
    sweep();
  }

  private void oneAtATime() {
    Network network = options.network();
    List<InstancePath> paths = network.growth();
    int count = Math.min(options.count(), paths.size());
    try (Ponkeeper ponkeeper = open(network)) {
      BarePuts puts = new BarePuts(store, bare, paths);
      Creates creates = new Creates(ponkeeper, paths);
      add(pairedRun(1).run(Work.CREATE_ONE_AT_A_TIME, count, creates::create, puts::put, true));
    }
    sweep();
  }

  private void wholeNetwork() {
    Network network = options.network();
    List<InstancePath> paths = network.growth();
    try (Ponkeeper ponkeeper = open(network)) {
      BarePuts puts = new BarePuts(store, bare, paths);
      Creates creates = new Creates(ponkeeper, paths);
      if (wants(Work.CREATE_IN_FLIGHT)) {
        add(
            pairedRun(options.concurrency())
                .run(Work.CREATE_IN_FLIGHT, paths.size(), creates::create, puts::put, true));
      } else {
        fill(paths, creates);
      }
      if (wants(Work.RESTART)) {
        restart(network);
      }
      memoryReads(ponkeeper, paths);
      if (wants(Work.CHURN)) {
        churn(paths, creates, puts);
      }
      if (wants(Work.DELETE_IN_FLIGHT)) {
        add(
            pairedRun(options.concurrency())
                .run(Work.DELETE_IN_FLIGHT, paths.size(), creates::delete, puts::put, false));
      }
    }
    sweep();
  }

  private void fill(List<InstancePath> paths, Creates creates) {
    try (Progress.Steps steps = progress.show("filling", paths.size())) {
      new LoadDriver(options.concurrency(), stopped)
          .run(0, paths.size(), new long[paths.size()], steps, creates::create);
    }
  }

  private void memoryReads(Ponkeeper ponkeeper, List<InstancePath> paths) {
    if (wants(Work.LOOKUP) || wants(Work.GEM_PORT_FOR_PBIT)) {
      MemoryReads memory = new MemoryReads(ponkeeper, paths, progress, stopped);
      if (wants(Work.LOOKUP)) {
        add(memory.lookup());
      }
      if (wants(Work.GEM_PORT_FOR_PBIT)) {
        add(memory.gemPortForPbit());
      }
    }
  }

  /** Each call deletes a service and creates it again; no two calls are for the same service. */
  private void churn(List<InstancePath> paths, Creates creates, BarePuts puts) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, paths.size()).boxed().toList());
    Collections.shuffle(order, new Random(1));
    add(
        pairedRun(options.concurrency())
            .run(
                Work.CHURN,
                Math.min(options.count(), paths.size()),
                n -> {
                  creates.delete(order.get(n));
                  creates.create(order.get(n));
                },
                n -> {
                  puts.put(order.get(n));
                  puts.put(order.get(n));
                },
                false));
  }

  private void restart(Network network) {
    int runs = options.restarts();
    try (Progress.Steps steps = progress.show("restart", 2L * (runs + 1))) {
      for (int run = -1; run < runs; run++) {
        boolean loadFirst = Math.floorMod(run, 2) == 0;
        for (Kind kind :
            loadFirst
                ? new Kind[] {Kind.LOAD, Kind.BARE_READ}
                : new Kind[] {Kind.BARE_READ, Kind.LOAD}) {
          Sample sample = restart(kind, network);
          steps.step();
          // The first run of each warms up the store and the JVM's files.
          if (run >= 0) {
            (kind == Kind.LOAD ? loads : reads).add(sample);
          }
        }
      }
    }
    figures.put(Work.RESTART, restartFigures(network.services()));
  }

  private Sample restart(Kind kind, Network network) {
    if (stopped.getAsBoolean()) {
      throw new StoppedException();
    }
    Sample sample = restarts.once(kind, ours, network.olts());
    if (sample.count() != network.services()) {
      throw new IllegalStateException(
          "a restart found %s instances, not %s".formatted(sample.count(), network.services()));
    }
    return sample;
  }

  private Figures restartFigures(int instances) {
    Times load = times(loads);
    Times read = times(reads);
    double heap = loads.stream().mapToLong(Sample::heapBytes).average().orElse(0) / instances;
    return new Figures(
        Work.RESTART,
        instances,
        instances / (load.median() / 1e9),
        load.median(),
        load.p99(),
        instances / (read.median() / 1e9),
        read.median(),
        OptionalDouble.empty(),
        OptionalDouble.of(heap));
  }

  private static Times times(List<Sample> samples) {
    long[] nanos = samples.stream().mapToLong(Sample::nanos).toArray();
    return new Times(samples.stream().mapToLong(Sample::nanos).sum(), nanos);
  }

  private PairedRun pairedRun(int concurrency) {
    return new PairedRun(new LoadDriver(concurrency, stopped), new StoreSize(store), progress);
  }

  private void add(Figures measured) {
    figures.put(measured.work(), measured);
  }

  private Ponkeeper open(Network network) {
    Ponkeeper ponkeeper =
        Ponkeeper.on(
            store,
            PonkeeperOptions.DEFAULTS
                .withPaths(ours.basePath(), ours.templatePath())
                .withCallTimeout(options.timeout()));
    network.register(ponkeeper);
    return ponkeeper;
  }

  private void sweep() {
    sandbox.sweep(ours);
    sandbox.sweep(bare);
  }

  /** Creates and deletes the services of a list, by their indexes in it. */
  static final class Creates {
    private final List<InstancePath> paths;
    private final List<Instances> instances;

    Creates(Ponkeeper ponkeeper, List<InstancePath> paths) {
      this.paths = paths;
      this.instances =
          paths.stream()
              .map(path -> ponkeeper.olt(path.technology(), path.uniPort().olt()).instances())
              .toList();
    }

    void create(int number) {
      InstancePath path = paths.get(number);
      if (!instances.get(number).create(path.template(), path.uniPort()).created()) {
        throw new IllegalStateException(path + " was there before it was created");
      }
    }

    void delete(int number) {
      InstancePath path = paths.get(number);
      if (!instances.get(number).delete(path.template(), path.uniPort()).deleted()) {
        throw new IllegalStateException(path + " was not there to be deleted");
      }
    }
  }
}
