package org.ponkeeper.olt;

import java.util.Optional;
import org.ponkeeper.error.StoreFailedException;

/**
 * How far a bulk call came. The first {@code answered} requests of the input have an answer; the
 * others were not tried.
 *
 * @param answered the number of answers
 * @param stoppedBy the first failure of the store, after which no further requests were tried;
 *     empty if the input ended
 */
public record BulkResult(long answered, Optional<StoreFailedException> stoppedBy) {}
