/**
 * Internal: commands on an OLT, which decide on a state and change nothing.
 *
 * <p>Pure: no I/O, clock, thread, random or logger. A {@link org.ponkeeper.decide.Request} decides
 * on a {@link org.ponkeeper.decide.StateView}, which records what it reads.
 */
@NullMarked
package org.ponkeeper.decide;

import org.jspecify.annotations.NullMarked;
