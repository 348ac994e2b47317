package org.ponkeeper.store.testing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Selects the faults of a {@link FaultyStore}. It is called once for each call of the store, one
 * call at a time, so a plan needs no lock. A plan with state belongs to one store.
 */
@FunctionalInterface
public interface FaultPlan {

  /** How much rarer than other calls a seeded plan makes a step of a scan fail. */
  int SCAN_STEP_RARITY = 16;

  /**
   * The fault of the next call.
   *
   * @return a fault that {@link Fault#fits} the call
   */
  Fault next(StoreCall call);

  /** No faults. */
  static FaultPlan none() {
    return call -> Fault.NONE;
  }

  /** The first calls of one kind get these faults, in order; all other calls have none. */
  static FaultPlan on(StoreCall call, Fault... faults) {
    for (Fault fault : faults) {
      requireFits(fault, call);
    }
    Queue<Fault> left = new ArrayDeque<>(List.of(faults));
    return asked -> asked != call || left.isEmpty() ? Fault.NONE : left.remove();
  }

  /**
   * Each call gets, with the given probability, one of the faults that fit it, all equally likely;
   * a step of a scan {@value #SCAN_STEP_RARITY} times less often, because a scan has many. The same
   * seed and the same calls give the same faults.
   *
   * @param probability from 0, never, to 1, always
   */
  static FaultPlan seeded(long seed, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability lies between 0 and 1, not " + probability);
    }
    SplittableRandom random = new SplittableRandom(seed);
    return call -> {
      double p = call == StoreCall.SCAN_NEXT ? probability / SCAN_STEP_RARITY : probability;
      if (random.nextDouble() >= p) {
        return Fault.NONE;
      }
      List<Fault> fitting =
          Arrays.stream(Fault.values()).filter(f -> f != Fault.NONE && f.fits(call)).toList();
      return fitting.get(random.nextInt(fitting.size()));
    };
  }

  /** Rejects a fault that does not fit the call: the plan is wrong. */
  static void requireFits(Fault fault, StoreCall call) {
    if (!fault.fits(call)) {
      throw new IllegalArgumentException(fault + " cannot happen to " + call);
    }
  }
}
