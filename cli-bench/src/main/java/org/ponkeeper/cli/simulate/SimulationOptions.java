package org.ponkeeper.cli.simulate;

import java.time.Duration;
import org.ponkeeper.cli.sandbox.Network;

/**
 * Options of a simulation.
 *
 * @param network the OLTs; the number of ONUs on each PON is the maximum number of subscribers
 * @param churn the number of events per second, 1 or more
 * @param life the duration after the first boot
 * @param concurrency the maximum number of concurrent events, 1 or more
 * @param seed the seed of the random number generator: the same seed chooses the same events in the
 *     same order
 * @param timeout how long a call may take
 */
public record SimulationOptions(
    Network network, int churn, Duration life, int concurrency, long seed, Duration timeout) {}
