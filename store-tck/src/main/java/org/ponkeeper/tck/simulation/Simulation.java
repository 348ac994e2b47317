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
 * One run: adapters create, delete and look up services on the same PONs of one OLT. Their store
 * fails, loses replies and answers late, and they crash and restart. In some {@link Mode modes} a
 * writer that works like VOLTHA's Go library takes part.
 */
public final class Simulation {

  static final Technology TECHNOLOGY = Technology.XGS_PON;
  static final OltId OLT = new OltId("olt-sim");
  static final int PONS = 2;
  static final String ADAPTER_PATH = "service/voltha/adapter-sim";

  /**
   * A template of services.
   *
   * @param id its id
   * @param sharesAllocId whether the UNI ports of an ONU share its Alloc-ID
   * @param gemPorts its number of GEM ports
   */
  record Template(TechProfileId id, boolean sharesAllocId, int gemPorts) {}

  static final List<Template> TEMPLATES =
      List.of(
          new Template(new TechProfileId(64), false, 3),
          new Template(new TechProfileId(65), true, 1));

  /** A template that an operator changes while no instance uses it. */
  static final TechProfileId CHANGING_TEMPLATE = new TechProfileId(66);

  /** Pools so small that they are sometimes exhausted. */
  static final Map<ResourceType, IdRange> RANGES =
      Map.of(
          ResourceType.ONU_ID, new IdRange(1, 32),
          ResourceType.ALLOC_ID, new IdRange(1024, 1033),
          ResourceType.GEM_PORT_ID, new IdRange(1024, 1047));

  /** The types of {@link #RANGES}, in a fixed order. */
  static final List<ResourceType> TYPES =
      List.of(ResourceType.ONU_ID, ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID);

  /** The number of phases of a run; each has other writers than the one before. */
  private static final int PHASES = 4;

  /**
   * The maximum number of turns of others between two calls of the Go library, if they work at the
   * same time.
   */
  private static final int MOST_TURNS = 10;

  static final KeySpace KEYS =
      new KeySpace(KeySpace.DEFAULT_BASE_PATH, KeySpace.DEFAULT_TEMPLATE_PATH);

  static final StoreCheck CHECK = new StoreCheck(KEYS, TECHNOLOGY, OLT, Set.of(0, 1));

  /** For work outside the simulation: without a watch, whose threads are real. */
  private static final PonkeeperOptions QUIETLY = PonkeeperOptions.DEFAULTS.withWatch(false);

  /**
   * The result of a run.
   *
   * @param seed the seed that repeats the run
   * @param steps the number of turns
   * @param acknowledged the number of acknowledged creates and deletes
   * @param refused the number of those that were refused or failed with nothing done
   * @param unknown the number of those with an unknown outcome
   * @param crashes the number of crashes of adapters
   * @param goChanges the number of instances created and deleted by the writer that works like the
   *     Go library
   * @param collisions the number of ids that collided at some time, because of that writer
   * @param restores the number of restores from a backup
   * @param lost the number of results that the restores undid
   * @param lateWatches the number of watches that started after the store had rejected them
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

  /** The store's number of changes at the last check. */
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
   * @param seed any number; the same seed gives the same run
   * @param mode the writers of the run
   * @param adapters the number of Ponkeepers, 1 to 3
   * @param operations the number of operations of each, in each of its phases
   * @param bug a planted bug that the run should find
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
        case PONKEEPERS, ONUS, ETAGS -> {
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

  /** Lets others work between two calls of a slow writer. */
  private void letOthersWork(SplittableRandom chance) {
    for (int turn = chance.nextInt(MOST_TURNS); turn >= 0; turn--) {
      turns.giveWay();
    }
  }

  private List<Runnable> ponkeepers(int operations) {
    return adapters.stream().map(a -> (Runnable) () -> a.run(operations)).toList();
  }

  /**
   * The seed decides who starts, and whether an OLT that the Go library started is registered
   * later.
   */
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

  /** The template that an operator changes, with this number of GEM ports. */
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

  /** Registers the OLT with the pools of the Go library. */
  private void adopt() {
    register(OltRegistration.adoptExisting());
  }

  private void register(OltRegistration registration) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(truth, QUIETLY)) {
      ponkeeper.olt(TECHNOLOGY, OLT).register(registration);
    }
  }

  /** Prepares the OLT for the Go library, which expects bitmaps of full length. */
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
      // With both writers, more cannot be promised of the ids, nor of data that both write for one
      // instance.
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
