/**
 * Ordered keys with bytes, and guarded writes of several keys.
 *
 * <p>Knows nothing of PON; may use {@code error} only.
 */
@NullMarked
package org.ponkeeper.store;

import org.jspecify.annotations.NullMarked;
