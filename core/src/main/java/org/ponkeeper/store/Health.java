package org.ponkeeper.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Result of a read-only health check of a store.
 *
 * @param engine the name and version of the engine that answered, for display
 * @param roundTrip how long the request took
 * @param sizeInUse the bytes used by everything in the store, including other programs' data and
 *     the engine's own history; empty if the engine does not report it. May not yet include the
 *     latest commits
 */
public record Health(String engine, Duration roundTrip, OptionalLong sizeInUse) {}
