package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.Olt;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

/**
 * What the actors of a run share: the store, the clock, the turns, and the violations.
 *
 * <p>When the last adapter has done its operations, the run is quiet: nothing changes and nothing
 * fails any more. Readers continue for {@value #QUIET_SECONDS} simulated seconds; then their data
 * in memory must equal the store.
 */
final class World {

  /** The simulated duration of a call to the store: 0.3 ms. */
  private static final long STORE_CALL_NANOS = 300_000;

  /** The probability of a fault in a call to the store. */
  private static final double FAULTS = 0.06;

  /** The maximum time for which a store rejects all watches of one life of a Ponkeeper: 200 ms. */
  private static final long MOST_REFUSED_NANOS = 200_000_000;

  /** How long Ponkeepers only read at the end of a run, in simulated time. */
  static final int QUIET_SECONDS = 30;

  private final Mode mode;
  private final Optional<PlantedBug> bug;
  private final SimulatedStore store = new SimulatedStore();
  private final Moments moments = new Moments();
  private final List<Violation> witnessed = new ArrayList<>();
  private final Turns turns;
  private long nanos;
  private int working;
  private int lateWatches;

  World(Mode mode, Optional<PlantedBug> bug, Turns turns) {
    this.mode = mode;
    this.bug = bug;
    this.turns = turns;
  }

  Mode mode() {
    return mode;
  }

  /** The store itself, without faults. */
  SimulatedStore store() {
    return store;
  }

  /** The past content of the store. */
  Moments moments() {
    return moments;
  }

  /** The number of watches that started after the store had rejected them. */
  int lateWatches() {
    return lateWatches;
  }

  /** Records that an invariant did not hold. */
  void witness(Violation violation) {
    witnessed.add(violation);
  }

  /** Whether a violation ends the run. */
  boolean isFatal(Violation violation) {
    return bug.map(b -> !b.passesOver(violation.invariant())).orElse(true);
  }

  List<Violation> witnessed() {
    return witnessed;
  }

  /** The store as an auditor sees it. */
  KeyValueStore audited() {
    return bug.map(b -> b.before(store)).orElse(store);
  }

  /** The store for one life of a Ponkeeper, with faults. */
  KeyValueStore store(SplittableRandom chance, Runnable yieldPoint) {
    return store(chance, yieldPoint, new EtagWitness.Expected());
  }

  /**
   * The same for an adapter.
   *
   * @param expected what it deletes by its etag
   */
  KeyValueStore store(SplittableRandom chance, Runnable yieldPoint, EtagWitness.Expected expected) {
    FaultPlan plan = FaultPlan.seeded(chance.nextLong(), FAULTS);
    KeyValueStore faulty =
        new FaultyStore(
            new CommitWitness(witnessed(expected), Simulation.KEYS, this::witness),
            mode == Mode.LATE_WATCHES ? refusingWatches(plan, chance) : plan,
            () -> {
              nanos += STORE_CALL_NANOS;
              turns.giveWay();
              yieldPoint.run();
            });
    KeyValueStore bent = bug.map(b -> b.before(faulty)).orElse(faulty);
    return new RetryingStore(bent, RetryPolicy.DEFAULTS, () -> nanos, sleeper(), chance);
  }

  /** The store with the checks of the mode. */
  private KeyValueStore witnessed(EtagWitness.Expected expected) {
    return switch (mode) {
      case ONUS -> new OnuWitness(store, this::witness);
      case ETAGS -> new EtagWitness(store, expected, this::witness);
      case PONKEEPERS, HAND_OVER, OVERLAP, RESTORES, LATE_WATCHES -> store;
    };
  }

  /** Rejects watches for a while, in two of three lives. */
  private FaultPlan refusingWatches(FaultPlan plan, SplittableRandom chance) {
    long until = chance.nextInt(3) == 0 ? nanos : nanos + chance.nextLong(MOST_REFUSED_NANOS);
    boolean[] refused = {false};
    return call -> {
      if (isQuiet()) {
        lateWatches += call == StoreCall.WATCH && refused[0] ? 1 : 0;
        refused[0] &= call != StoreCall.WATCH;
        return Fault.NONE;
      }
      if (call != StoreCall.WATCH) {
        return plan.next(call);
      }
      boolean refuse = nanos < until;
      lateWatches += refused[0] && !refuse ? 1 : 0;
      refused[0] = refuse;
      return refuse ? Fault.DENIED : Fault.NONE;
    };
  }

  /** The options of a Ponkeeper in the simulation. */
  PonkeeperOptions options(SplittableRandom chance, boolean watch) {
    return PonkeeperOptions.DEFAULTS
        .withWatch(watch)
        .withAdapterPath(Simulation.ADAPTER_PATH)
        .withExecutor(Environment.forTesting(Runnable::run, () -> nanos, sleeper(), chance));
  }

  private Sleeper sleeper() {
    return duration -> pause(duration.toNanos());
  }

  /** Lets others work, while time passes. */
  void pause(long duration) {
    nanos += duration;
    turns.giveWay();
  }

  /** This many adapters start to work. */
  void begin(int adapters) {
    working = adapters;
  }

  /** An adapter has done its operations. */
  void done() {
    working--;
  }

  /** Whether all adapters have done their operations. */
  boolean isQuiet() {
    return working == 0;
  }

  /** Waits until the run is quiet, reads for a while, and compares memory with the store. */
  void readUntilTheEnd(Olt olt, boolean watches) {
    while (!isQuiet()) {
      pause(TimeUnit.MILLISECONDS.toNanos(10));
    }
    MemoryCheck memory = new MemoryCheck(moments, olt);
    for (int second = 0; second < QUIET_SECONDS; second++) {
      memory.read().ifPresent(this::witness);
      pause(TimeUnit.SECONDS.toNanos(1));
    }
    (watches ? memory.compare(store) : memory.read()).ifPresent(this::witness);
  }
}
