package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.tck.FaultPlan;
import org.ponkeeper.tck.FaultyStore;

/**
 * One run: adapters that create, delete and look up services on the same PONs of one OLT through a
 * store that fails, loses replies and answers late, and that crash and start again.
 */
public final class Simulation {

  static final Technology TECHNOLOGY = Technology.XGS_PON;
  static final OltId OLT = new OltId("olt-sim");
  static final int PONS = 2;
  static final String ADAPTER_PATH = "service/voltha/adapter-sim";

  /** What a call to the store takes on the simulated clock: 0.3 ms. */
  private static final long STORE_CALL_NANOS = 300_000;

  private static final KeySpace KEYS =
      new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH);

  /**
   * What a run did.
   *
   * @param seed the seed that gives the same run again
   * @param steps how many turns were taken
   * @param acknowledged how many creates and deletes were acknowledged
   * @param refused how many were refused or failed with nothing done
   * @param unknown how many ended with an unknown outcome
   * @param crashes how many times an adapter crashed
   * @param violation the first invariant that did not hold, if any
   */
  public record Report(
      long seed,
      int steps,
      int acknowledged,
      int refused,
      int unknown,
      int crashes,
      Optional<Violation> violation) {}

  /** Ends the run at the first violation. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Violation violation;

    Stopped(Violation violation) {
      super(violation.toString());
      this.violation = violation;
    }
  }

  private final long seed;
  private final SplittableRandom random;
  private final MemoryStore truth = new MemoryStore();
  private final Turns turns;
  private final StoreCheck check = new StoreCheck(KEYS, TECHNOLOGY, OLT, Set.of(0, 1));
  private final List<Adapter> adapters = new ArrayList<>();
  private final Optional<PlantedBug> bug;
  private long nanos;
  private int steps;

  private Simulation(long seed, Optional<PlantedBug> bug) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.turns = new Turns(random.split());
    this.bug = bug;
  }

  /**
   * Runs to the end or to the first violation.
   *
   * @param seed anything; the same seed gives the same run
   * @param adapters how many Ponkeepers work on the store, at least 1
   * @param operations how many operations each of them does
   * @param bug a mistake made on purpose, to see it found
   */
  public static Report run(long seed, int adapters, int operations, Optional<PlantedBug> bug) {
    return new Simulation(seed, bug).run(adapters, operations);
  }

  private Report run(int count, int operations) {
    given();
    for (int i = 0; i < count; i++) {
      adapters.add(new Adapter(this, i, random.split(), operations));
    }
    Optional<Violation> violation = Optional.empty();
    try {
      turns.run(adapters.stream().map(a -> (Runnable) a::run).toList(), this::afterStep);
      loadAgain();
    } catch (Stopped stopped) {
      violation = Optional.of(stopped.violation);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Report(
        seed,
        steps,
        adapters.stream().mapToInt(Adapter::acknowledged).sum(),
        adapters.stream().mapToInt(Adapter::refused).sum(),
        adapters.stream().mapToInt(Adapter::unknown).sum(),
        adapters.stream().mapToInt(Adapter::crashes).sum(),
        violation);
  }

  private void given() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth)) {
      ponkeeper
          .templates()
          .apply(
              TECHNOLOGY, new TechProfileId(64), Bytes.utf8(template("multi-instance", 3)), false);
      ponkeeper
          .templates()
          .apply(
              TECHNOLOGY, new TechProfileId(65), Bytes.utf8(template("single-instance", 1)), false);
      // Pools so small that they are exhausted now and then.
      ponkeeper
          .olt(TECHNOLOGY, OLT)
          .register(
              OltRegistration.AS_FOUND
                  .pons(0, PONS - 1)
                  .ids(ResourceType.ONU_ID, 1, 32)
                  .ids(ResourceType.ALLOC_ID, 1024, 1033)
                  .ids(ResourceType.GEM_PORT_ID, 1024, 1047));
    }
  }

  /** A store and a world for one life of an adapter. */
  KeyValueStore store(SplittableRandom chance, Runnable yieldPoint) {
    KeyValueStore faulty =
        new FaultyStore(
            truth,
            FaultPlan.seeded(chance.nextLong(), 0.06),
            () -> {
              nanos += STORE_CALL_NANOS;
              turns.giveWay();
              yieldPoint.run();
            });
    KeyValueStore bent = bug.map(b -> b.before(faulty)).orElse(faulty);
    return new RetryingStore(bent, RetryPolicy.DEFAULTS, () -> nanos, sleeper(), chance);
  }

  PonkeeperOptions options(SplittableRandom chance) {
    return PonkeeperOptions.DEFAULTS
        .watch(false)
        .adapterPath(ADAPTER_PATH)
        .world(Runnable::run, () -> nanos, sleeper(), chance);
  }

  private Sleeper sleeper() {
    return duration -> {
      nanos += duration.toNanos();
      turns.giveWay();
    };
  }

  private void afterStep() {
    steps++;
    check.violations(truth).stream().findFirst().ifPresent(this::stop);
    List<Violation> unreadable = new ArrayList<>();
    Map<InstancePath, ResourceInstance> stored = check.instances(truth, unreadable);
    for (Adapter adapter : adapters) {
      adapter.missing(stored).ifPresent(this::stop);
    }
    check.strayData(truth.view(ADAPTER_PATH + "/"), stored).ifPresent(this::stop);
  }

  private void loadAgain() {
    Map<InstancePath, ResourceInstance> stored = check.instances(truth, new ArrayList<>());
    try (Ponkeeper fresh = Ponkeeper.on(truth)) {
      Olt olt = fresh.olt(TECHNOLOGY, OLT).load();
      List<Instance> loaded = olt.instances().list();
      boolean same =
          loaded.size() == stored.size()
              && loaded.stream().allMatch(i -> Adapter.isAs(i, stored.get(i.path())))
              && olt.findings().isEmpty();
      if (!same) {
        stop(
            new Violation(
                Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE,
                loaded.size() + " of " + stored.size() + " instances, " + olt.findings()));
      }
      for (Adapter adapter : adapters) {
        adapter.remembersOtherThan(loaded).ifPresent(this::stop);
      }
    }
  }

  private void stop(Violation violation) {
    throw new Stopped(violation);
  }

  private static String template(String onu, int gemPorts) {
    String queue = "{\"pbit_map\":\"0b11111111\",\"aes_encryption\":\"True\"}";
    String queues = String.join(",", Collections.nCopies(gemPorts, queue));
    return """
    {"name":"T%d","version":1,"profile_type":"XPON","num_gem_ports":%d,
    "instance_control":{"onu":"%s","uni":"single-instance","max_gem_payload_size":"auto"},
    "us_scheduler":{"direction":"UPSTREAM"},"ds_scheduler":{"direction":"DOWNSTREAM"},
    "upstream_gem_port_attribute_list":[%s],"downstream_gem_port_attribute_list":[%s]}\
    """
        .formatted(gemPorts, gemPorts, onu, queues, queues);
  }
}
