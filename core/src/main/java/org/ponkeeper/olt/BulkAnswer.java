package org.ponkeeper.olt;

import org.ponkeeper.pon.InstancePath;

/**
 * The answer to one request of a bulk call.
 *
 * @param index the position of the request in the input, from 0
 * @param path the instance
 * @param outcome the result, or why there is none
 * @param <T> the type of the result
 */
public record BulkAnswer<T>(long index, InstancePath path, Outcome<T> outcome) {}
