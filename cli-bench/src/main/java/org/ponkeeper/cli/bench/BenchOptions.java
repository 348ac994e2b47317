package org.ponkeeper.cli.bench;

import java.time.Duration;
import java.util.Set;
import org.ponkeeper.cli.sandbox.Network;

/**
 * What to measure.
 *
 * @param works the operations to measure
 * @param network the size of the network
 * @param concurrency the number of concurrent calls, where it is not one
 * @param count the number of calls of operations without a fixed number: creates one at a time, and
 *     churn; at most the number of instances
 * @param warmUp the number of creates, deletes and bare puts made first, which are not measured
 * @param restarts the number of restarts and bare reads
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
