package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.tck.FaultPlan;
import org.ponkeeper.tck.FaultyStore;
import org.ponkeeper.tck.PlainTemplate;

/**
 * One run: adapters that create, delete and look up services on the same PONs of one OLT through a
 * store that fails, loses replies and answers late, and that crash and start again; in some {@link
 * Mode modes} beside a writer that works as VOLTHA's Go library does.
 */
public final class Simulation {

  static final Technology TECHNOLOGY = Technology.XGS_PON;
  static final OltId OLT = new OltId("olt-sim");
  static final int PONS = 2;
  static final String ADAPTER_PATH = "service/voltha/adapter-sim";

  /**
   * A template that services are made from.
   *
   * @param id its id
   * @param sharesAllocId whether the UNI ports of an ONU share its Alloc-ID
   * @param gemPorts how many GEM ports it has
   */
  record Template(TechProfileId id, boolean sharesAllocId, int gemPorts) {}

  static final List<Template> TEMPLATES =
      List.of(
          new Template(new TechProfileId(64), false, 3),
          new Template(new TechProfileId(65), true, 1));

  /** Pools so small that they are exhausted now and then. */
  static final Map<ResourceType, IdRange> RANGES =
      Map.of(
          ResourceType.ONU_ID, new IdRange(1, 32),
          ResourceType.ALLOC_ID, new IdRange(1024, 1033),
          ResourceType.GEM_PORT_ID, new IdRange(1024, 1047));

  /** How often the OLT changes hands in a run, with the first. */
  private static final int PHASES = 4;

  /** The most turns that others have between two calls of the Go library, where they work too. */
  private static final int MOST_TURNS = 10;

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
   * @param goChanges how many instances the writer created and deleted that works as the Go library
   * @param collisions how many ids collided at some time, because of that writer
   * @param violation the first invariant that did not hold, if any
   */
  public record Report(
      long seed,
      int steps,
      int acknowledged,
      int refused,
      int unknown,
      int crashes,
      int goChanges,
      int collisions,
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
  private final Mode mode;
  private final Optional<PlantedBug> bug;
  private final SplittableRandom random;
  private final MemoryStore truth = new MemoryStore();
  private final Turns turns;
  private final StoreCheck check = new StoreCheck(KEYS, TECHNOLOGY, OLT, Set.of(0, 1));
  private final List<Adapter> adapters = new ArrayList<>();
  private final GoLibrary goLibrary;
  private final List<Violation> witnessed = new ArrayList<>();
  private final Set<Collision> collided = new HashSet<>();
  private Set<Collision> collisions = Set.of();
  private long nanos;
  private int steps;

  private Simulation(long seed, Mode mode, int adapterCount, Optional<PlantedBug> bug) {
    this.seed = seed;
    this.mode = mode;
    this.bug = bug;
    this.random = new SplittableRandom(seed);
    this.turns = new Turns(random.split());
    for (int i = 0; i < adapterCount; i++) {
      adapters.add(new Adapter(this, i, random.split()));
    }
    this.goLibrary =
        mode == Mode.OVERLAP
            ? new GoLibrary(KEYS, check, truth, random.split(), List.of(7, 11), this::letOthersWork)
            : new GoLibrary(
                KEYS,
                check,
                truth,
                random.split(),
                List.of(4, 5, 6, 7, 8, 9, 10, 11),
                chance -> {});
  }

  /**
   * Runs to the end or to the first violation.
   *
   * @param seed anything; the same seed gives the same run
   * @param mode who works on the OLT
   * @param adapters how many Ponkeepers work on the store, 1 to 3
   * @param operations how many operations each of them does, in each of its turns
   * @param bug a mistake made on purpose, to see it found
   */
  public static Report run(
      long seed, Mode mode, int adapters, int operations, Optional<PlantedBug> bug) {
    return new Simulation(seed, mode, adapters, bug).run(operations);
  }

  private Report run(int operations) {
    Optional<Violation> violation = Optional.empty();
    try {
      applyTemplates();
      switch (mode) {
        case PONKEEPERS -> {
          register();
          turns.run(ponkeepers(operations), this::afterStep);
        }
        case HAND_OVER -> handOverAndBack(operations);
        case OVERLAP -> {
          register();
          goLibrary.makePools();
          List<Runnable> all = new ArrayList<>(ponkeepers(operations));
          all.add(() -> goLibrary.run(operations, () -> {}));
          turns.run(all, this::afterStep);
        }
      }
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
        goLibrary.changes(),
        collided.size(),
        violation);
  }

  /** What others do between two calls of a writer that takes its time. */
  private void letOthersWork(SplittableRandom chance) {
    for (int turn = chance.nextInt(MOST_TURNS); turn >= 0; turn--) {
      turns.giveWay();
    }
  }

  private List<Runnable> ponkeepers(int operations) {
    return adapters.stream().map(a -> (Runnable) () -> a.run(operations)).toList();
  }

  /** The seed says who begins, and whether an OLT that the Go library began is registered later. */
  private void handOverAndBack(int operations) throws InterruptedException {
    boolean goBegins = random.nextBoolean();
    boolean registered = !goBegins;
    if (registered) {
      register();
    }
    for (int phase = 0; phase < PHASES; phase++) {
      if (goBegins == (phase % 2 == 0)) {
        padPools();
        adapters.forEach(adapter -> adapter.takeOver(List.of()));
        goLibrary.makePools();
        turns.run(List.of(() -> goLibrary.run(operations, turns::giveWay)), this::afterStep);
        List<Instance> loaded = loadAgain();
        adapters.forEach(adapter -> adapter.takeOver(loaded));
      } else {
        if (!registered && random.nextBoolean()) {
          registered = true;
          adopt();
        }
        turns.run(ponkeepers(operations), this::afterStep);
        loadAgain();
      }
    }
  }

  private void applyTemplates() {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth)) {
      for (Template template : TEMPLATES) {
        ponkeeper
            .templates()
            .apply(
                TECHNOLOGY,
                template.id(),
                PlainTemplate.json(
                    "T" + template.gemPorts(), template.gemPorts(), template.sharesAllocId()),
                false);
      }
    }
  }

  private void register() {
    OltRegistration registration = OltRegistration.AS_FOUND.pons(0, PONS - 1);
    for (Map.Entry<ResourceType, IdRange> range : RANGES.entrySet()) {
      registration =
          registration.ids(range.getKey(), range.getValue().first(), range.getValue().last());
    }
    register(registration);
  }

  /** Registers the OLT with the pools that the Go library made. */
  private void adopt() {
    register(OltRegistration.AS_FOUND);
  }

  private void register(OltRegistration registration) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth)) {
      ponkeeper.olt(TECHNOLOGY, OLT).register(registration);
    }
  }

  /** What is done before an OLT is handed over: the Go library counts on bitmaps of full length. */
  private void padPools() {
    for (ResourceType type : RANGES.keySet()) {
      KeyRange pools = KEYS.pools(PoolKeyLayout.WITH_TECHNOLOGY, TECHNOLOGY, OLT, type);
      for (KeyValue kv : truth.list(List.of(pools), ScanOptions.EVERYTHING)) {
        if (PoolCodec.decode(kv.value()) instanceof Reading.Read<ResourcePool> read) {
          ResourcePool pool = read.value();
          truth.put(kv.key(), PoolCodec.encode(pool.padTo(pool.goLength(), reserved -> false)));
        }
      }
    }
  }

  /** A store and a world for one life of an adapter. */
  KeyValueStore store(SplittableRandom chance, Runnable yieldPoint) {
    KeyValueStore faulty =
        new FaultyStore(
            new CommitWitness(truth, KEYS, witnessed::add),
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
    List<Violation> found = new ArrayList<>();
    Map<InstancePath, ResourceInstance> stored = check.instances(truth, found);
    if (mode == Mode.OVERLAP) {
      // Nobody can promise more of the ids, nor of data that the two write of one instance.
      collisionsAreNamed(found);
    } else {
      found.addAll(check.violations(truth));
      check.strayData(truth.view(ADAPTER_PATH + "/"), stored).ifPresent(found::add);
    }
    adapters.forEach(adapter -> adapter.missing(stored).ifPresent(found::add));
    found.addAll(witnessed);
    found.stream().findFirst().ifPresent(this::stop);
  }

  /** Whenever the store holds other collisions than before, an audit must name just them. */
  private void collisionsAreNamed(List<Violation> violations) {
    Set<Collision> now = check.collisions(truth, violations);
    if (now.equals(collisions)) {
      return;
    }
    collisions = now;
    collided.addAll(now);
    Set<Collision> named = named();
    if (!named.equals(now)) {
      violations.add(
          new Violation(
              Invariant.EVERY_COLLISION_IS_NAMED, named + " were named where there are " + now));
    }
  }

  /** The collisions that an audit finds. */
  private Set<Collision> named() {
    KeyValueStore seen = bug.map(b -> b.before(truth)).orElse(truth);
    Set<Collision> named = new HashSet<>();
    try (Ponkeeper auditor = Ponkeeper.on(seen, PonkeeperOptions.DEFAULTS.watch(false))) {
      for (Finding finding : auditor.olt(TECHNOLOGY, OLT).audit().findings()) {
        switch (finding) {
          case Finding.IdOwnedTwice twice ->
              named.add(new Collision(Collision.Kind.OWNED_TWICE, twice.pool(), twice.id()));
          case Finding.OwnedNotTaken owned ->
              owned
                  .ids()
                  .forEach(id ->
                      named.add(new Collision(Collision.Kind.OWNED_NOT_TAKEN, owned.pool(), id)));
          default -> {}
        }
      }
    }
    return named;
  }

  private List<Instance> loadAgain() {
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
      return loaded;
    }
  }

  private void stop(Violation violation) {
    throw new Stopped(violation);
  }
}
