package org.ponkeeper.monitor;

import java.time.Duration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * How long a request waited before it was decided for the first time: for earlier requests, and for
 * the data that it needs.
 *
 * @param technology the technology of the OLT
 * @param olt the OLT
 * @param decided whether it was decided; false if its time ran out before, or its caller gave up
 * @param duration since the call began
 */
public record RequestWait(Technology technology, OltId olt, boolean decided, Duration duration) {}
