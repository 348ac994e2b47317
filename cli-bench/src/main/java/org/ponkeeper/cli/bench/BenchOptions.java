package org.ponkeeper.cli.bench;

import java.time.Duration;
import java.util.Set;
import org.ponkeeper.cli.sandbox.Network;

/**
 * What to measure.
 *
 * @param works which works
 * @param network the size of the network
 * @param concurrency how many calls at once, where it is not one
 * @param count how many calls the works have of which there could be any number: creates one at a
 *     time, and churn; as many as there are instances at most
 * @param warmUp how many creates and deletes, and bare puts, are made before, and not counted
 * @param restarts how many restarts, and bare reads, are made
 * @param timeout how long a call may take
 */
public record BenchOptions(
    Set<Work> works,
    Network network,
    int concurrency,
    int count,
    int warmUp,
    int restarts,
    Duration timeout) {

  public BenchOptions {
    works = Set.copyOf(works);
  }
}
