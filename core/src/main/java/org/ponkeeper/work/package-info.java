/**
 * Internal: steps of work on an OLT as a whole, which several public classes share: registering,
 * deleting, taking over pools, what is left unused.
 */
@NullMarked
package org.ponkeeper.work;

import org.jspecify.annotations.NullMarked;
