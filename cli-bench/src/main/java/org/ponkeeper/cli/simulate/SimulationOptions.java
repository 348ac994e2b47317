package org.ponkeeper.cli.simulate;

import java.time.Duration;
import org.ponkeeper.cli.sandbox.Network;

/**
 * Which network lives, and how.
 *
 * @param network the OLTs, with so many ONUs on each PON as there may be subscribers
 * @param churn how many events a second, 1 or more
 * @param life how long it lives after the first boot
 * @param concurrency how many events at once, 1 or more
 * @param seed of all chance: the same seed chooses the same events in the same order
 * @param timeout how long a call may take
 */
public record SimulationOptions(
    Network network, int churn, Duration life, int concurrency, long seed, Duration timeout) {}
