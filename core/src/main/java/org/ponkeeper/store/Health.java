package org.ponkeeper.store;

import java.time.Duration;

/**
 * The answer to a probe that does not write.
 *
 * @param engine what answered, with its version, for people
 * @param roundTrip how long the answer took
 */
public record Health(String engine, Duration roundTrip) {}
