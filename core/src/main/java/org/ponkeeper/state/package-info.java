/**
 * Internal: the immutable state of an OLT as it was read, with the version of each part.
 *
 * <p>Pure: no I/O, clock, thread, random or logger. {@link org.ponkeeper.state.OltState#apply} is
 * the one method that applies changes, in normal work as after a restart.
 */
@NullMarked
package org.ponkeeper.state;

import org.jspecify.annotations.NullMarked;
