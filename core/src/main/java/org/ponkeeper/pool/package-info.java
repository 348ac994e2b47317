/**
 * Pools of ids: ranges, and bitmaps of taken ids.
 *
 * <p>Values only: no I/O, clock, thread or logger. May use {@code pon} and {@code error}.
 */
@NullMarked
package org.ponkeeper.pool;

import org.jspecify.annotations.NullMarked;
