package org.ponkeeper.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is measured, in the order in which it is shown. The names are a contract with scripts. */
public enum Work {
  /** Creates, each begun when the one before has its answer. */
  CREATE_ONE_AT_A_TIME(OptionalDouble.of(0.67)),
  /** Creates, many at once. */
  CREATE_IN_FLIGHT(OptionalDouble.of(1.2)),
  /** Deletes, many at once. */
  DELETE_IN_FLIGHT(OptionalDouble.empty()),
  /** Services in any order deleted and created anew, which counts as one; many at once. */
  CHURN(OptionalDouble.empty()),
  /** Loading everything in a fresh process, after the store has answered once. */
  RESTART(OptionalDouble.of(0.5)),
  /** Finding an instance that is in memory. */
  LOOKUP(OptionalDouble.empty()),
  /** The GEM port of an instance that carries a p-bit. */
  GEM_PORT_FOR_PBIT(OptionalDouble.empty());

  private final OptionalDouble goal;

  Work(OptionalDouble goal) {
    this.goal = goal;
  }

  /** The least ratio to the baseline that we want. */
  public OptionalDouble goal() {
    return goal;
  }

  /** The work of that name. */
  public static Optional<Work> find(String name) {
    return Arrays.stream(values()).filter(work -> work.toString().equals(name)).findFirst();
  }

  /** The name, such as {@code create-in-flight}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
