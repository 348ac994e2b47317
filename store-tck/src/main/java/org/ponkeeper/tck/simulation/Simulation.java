package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
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
import org.ponkeeper.olt.OltRegistration;
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
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
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

  /** A template that an operator changes while no instance uses it. */
  static final TechProfileId CHANGING_TEMPLATE = new TechProfileId(66);

  /** Pools so small that they are exhausted now and then. */
  static final Map<ResourceType, IdRange> RANGES =
      Map.of(
          ResourceType.ONU_ID, new IdRange(1, 32),
          ResourceType.ALLOC_ID, new IdRange(1024, 1033),
          ResourceType.GEM_PORT_ID, new IdRange(1024, 1047));

  /** The types of {@link #RANGES}, in an order that does not change. */
  static final List<ResourceType> TYPES =
      List.of(ResourceType.ONU_ID, ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID);

  /** How often the OLT changes hands in a run, with the first. */
  private static final int PHASES = 4;

  /** The most turns that others have between two calls of the Go library, where they work too. */
  private static final int MOST_TURNS = 10;

  static final KeySpace KEYS =
      new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH);

  static final StoreCheck CHECK = new StoreCheck(KEYS, TECHNOLOGY, OLT, Set.of(0, 1));

  /** For what is no part of the simulation: the same without a watch, whose threads are real. */
  private static final PonkeeperOptions QUIETLY = PonkeeperOptions.DEFAULTS.withWatch(false);

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
   * @param restores how many times the store was restored from a backup
   * @param lost how many answers the restores took back
   * @param lateWatches how many watches began after the store had refused them
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
      int restores,
      int lost,
      int lateWatches,
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
  private final SplittableRandom random;
  private final Turns turns;
  private final World world;
  private final SimulatedStore truth;
  private final List<Adapter> adapters = new ArrayList<>();
  private final GoLibrary goLibrary;
  private final Operator operator;
  private final CollisionCheck collisions;

  /** How often the store had changed when it was last checked. */
  private int checked = -1;

  private int steps;

  private Simulation(long seed, Mode mode, int adapterCount, Optional<PlantedBug> bug) {
    this.seed = seed;
    this.mode = mode;
    this.random = new SplittableRandom(seed);
    this.turns = new Turns(random.split());
    this.world = new World(mode, bug, turns);
    this.truth = world.store();
    this.collisions = new CollisionCheck(truth, world.audited());
    for (int i = 0; i < adapterCount; i++) {
      adapters.add(new Adapter(world, i, random.split()));
    }
    this.goLibrary =
        mode == Mode.OVERLAP
            ? new GoLibrary(KEYS, CHECK, truth, random.split(), List.of(7, 11), this::letOthersWork)
            : new GoLibrary(
                KEYS,
                CHECK,
                truth,
                random.split(),
                List.of(4, 5, 6, 7, 8, 9, 10, 11),
                chance -> {});
    this.operator = new Operator(world, adapters, random.split());
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
        case RESTORES, LATE_WATCHES -> {
          register();
          world.begin(adapters.size());
          List<Runnable> all = new ArrayList<>(ponkeepers(operations));
          all.add(new Reader(world, random.split())::run);
          all.add(operator::run);
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
        collisions.collided(),
        world.moments().restores(),
        operator.lost(),
        world.lateWatches(),
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
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, QUIETLY)) {
      for (Template template : TEMPLATES) {
        ponkeeper
            .templates()
            .apply(
                TECHNOLOGY,
                template.id(),
                PlainTemplate.json(
                    "T" + template.gemPorts(), template.gemPorts(), template.sharesAllocId()));
      }
      ponkeeper.templates().apply(TECHNOLOGY, CHANGING_TEMPLATE, changingTemplate(2));
    }
  }

  /** The template that an operator changes, with so many GEM ports. */
  static Bytes changingTemplate(int gemPorts) {
    return PlainTemplate.json("changing", gemPorts, false);
  }

  private void register() {
    OltRegistration registration = OltRegistration.builder().pons(0, PONS - 1).build();
    for (Map.Entry<ResourceType, IdRange> range : RANGES.entrySet()) {
      registration =
          registration.toBuilder()
              .ids(range.getKey(), range.getValue().first(), range.getValue().last())
              .build();
    }
    register(registration);
  }

  /** Registers the OLT with the pools that the Go library made. */
  private void adopt() {
    register(OltRegistration.adoptExisting());
  }

  private void register(OltRegistration registration) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, QUIETLY)) {
      ponkeeper.olt(TECHNOLOGY, OLT).register(registration);
    }
  }

  /** What is done before an OLT is handed over: the Go library counts on bitmaps of full length. */
  private void padPools() {
    for (ResourceType type : RANGES.keySet()) {
      KeyRange pools = KEYS.pools(PoolKeyLayout.WITH_TECHNOLOGY, TECHNOLOGY, OLT, type);
      for (KeyValue kv : truth.list(List.of(pools), ScanOptions.ALL)) {
        if (PoolCodec.decode(kv.value()) instanceof Reading.Read<ResourcePool> read) {
          ResourcePool pool = read.value();
          truth.put(kv.key(), PoolCodec.encode(pool.padTo(pool.goLength(), reserved -> false)));
        }
      }
    }
  }

  private void afterStep() {
    steps++;
    if (mode.isWithOthers()) {
      if (world.isQuiet()) {
        truth.deliverAll();
      } else {
        truth.deliverSome(random);
      }
    }
    List<Violation> found = new ArrayList<>();
    if (truth.changes() != checked) {
      checked = truth.changes();
      checkStore(found);
    }
    adapters.forEach(adapter -> adapter.acknowledgements().missing().ifPresent(found::add));
    found.addAll(world.witnessed());
    found.stream().filter(world::isFatal).findFirst().ifPresent(this::stop);
  }

  private void checkStore(List<Violation> found) {
    Map<InstancePath, ResourceInstance> stored = CHECK.instances(truth, found);
    world.moments().add(StoreCheck.contents(stored, CHECK.claims(truth, found)));
    if (mode == Mode.OVERLAP) {
      // Nobody can promise more of the ids, nor of data that the two write of one instance.
      collisions.check(found);
    } else {
      found.addAll(CHECK.violations(truth));
      CHECK.strayData(truth.view(ADAPTER_PATH + "/"), stored).ifPresent(found::add);
    }
  }

  private List<Instance> loadAgain() {
    Map<InstancePath, ResourceInstance> stored = CHECK.instances(truth, new ArrayList<>());
    try (Ponkeeper fresh = Ponkeeper.on(truth, QUIETLY)) {
      Olt olt = fresh.olt(TECHNOLOGY, OLT).load();
      List<Instance> loaded = olt.instances().list();
      boolean same =
          loaded.size() == stored.size()
              && loaded.stream().allMatch(i -> Adapter.isAs(i, stored.get(i.path())))
              && olt.loadProblems().isEmpty();
      if (!same) {
        stop(
            new Violation(
                Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE,
                loaded.size() + " of " + stored.size() + " instances, " + olt.loadProblems()));
      }
      for (Adapter adapter : adapters) {
        adapter.acknowledgements().otherThan(loaded).ifPresent(this::stop);
      }
      return loaded;
    }
  }

  private void stop(Violation violation) {
    throw new Stopped(violation);
  }
}
