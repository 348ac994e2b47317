/** Internal: findings about a loaded state. Pure: no I/O, clock, thread, random or logger. */
@NullMarked
package org.ponkeeper.audit;

import org.jspecify.annotations.NullMarked;
