/**
 * The interface of an ordered key-value store with conditional transactions, and its in-memory
 * implementation.
 *
 * <p>Knows nothing of PON; may use {@code error} only.
 */
@NullMarked
package org.ponkeeper.store;

import org.jspecify.annotations.NullMarked;
