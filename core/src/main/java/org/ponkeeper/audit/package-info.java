/**
 * Internal: computes findings about a loaded state. Pure: no I/O, clock, threads, randomness or
 * logging.
 */
@NullMarked
package org.ponkeeper.audit;

import org.jspecify.annotations.NullMarked;
