/**
 * Internal: the immutable state of an OLT as it was read, with the version of each part.
 *
 * <p>Pure: no I/O, clock, thread, random or logger. Only {@link org.ponkeeper.state.OltState#apply}
 * applies changes, both in normal work and after a restart.
 */
@NullMarked
package org.ponkeeper.state;

import org.jspecify.annotations.NullMarked;
