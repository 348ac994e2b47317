package org.ponkeeper.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The answer to a probe that does not write.
 *
 * @param engine what answered, with its version, for people
 * @param roundTrip how long the answer took
 * @param sizeInUse how many bytes all that is stored takes, of whomever, with what the engine keeps
 *     of the past; empty if it does not know. May lag behind the last commits by a moment
 */
public record Health(String engine, Duration roundTrip, OptionalLong sizeInUse) {}
