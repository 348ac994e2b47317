/**
 * Pure decisions over the state of an OLT's PONs. Internal: not part of the public API.
 *
 * <p>No I/O, clock, thread, random or logger. A request looks at an {@link
 * org.ponkeeper.plan.OltState} and gives a {@link org.ponkeeper.plan.Decision}; the decision names
 * the changes and the facts that it relied on; {@link org.ponkeeper.plan.OltState#apply} is the one
 * method that makes changes true, in normal work as after a restart.
 */
@NullMarked
package org.ponkeeper.plan;

import org.jspecify.annotations.NullMarked;
