package org.ponkeeper.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The measured operations, in the order in which they are shown. Scripts depend on the names. */
public enum Work {
  /** Creates, one after the other. */
  CREATE_ONE_AT_A_TIME(OptionalDouble.of(0.67)),
  /** Concurrent creates. */
  CREATE_IN_FLIGHT(OptionalDouble.of(1.2)),
  /** Concurrent deletes. */
  DELETE_IN_FLIGHT(OptionalDouble.empty()),
  /**
   * Services are deleted and created again in random order, which counts as one call; concurrent.
   */
  CHURN(OptionalDouble.empty()),
  /** Loading everything in a new process, after the store has answered once. */
  RESTART(OptionalDouble.of(0.5)),
  /** Looking up an instance in memory. */
  LOOKUP(OptionalDouble.empty()),
  /** The GEM port of an instance that carries a p-bit. */
  GEM_PORT_FOR_PBIT(OptionalDouble.empty());

  private final OptionalDouble goal;

  Work(OptionalDouble goal) {
    this.goal = goal;
  }

  /** The minimum ratio to the baseline that we aim for. */
  public OptionalDouble goal() {
    return goal;
  }

  /** The operation with that name. */
  public static Optional<Work> find(String name) {
    return Arrays.stream(values()).filter(work -> work.toString().equals(name)).findFirst();
  }

  /** The name, such as {@code create-in-flight}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
