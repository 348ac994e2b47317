/**
 * Internal: work on an OLT as a whole that several public classes share: registering, deleting,
 * taking over pools, finding unused keys.
 */
@NullMarked
package org.ponkeeper.work;

import org.jspecify.annotations.NullMarked;
