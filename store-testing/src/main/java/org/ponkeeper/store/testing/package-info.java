/**
 * Stores for tests: {@link org.ponkeeper.store.testing.FaultyStore} injects faults into any store,
 * for example into a {@link org.ponkeeper.store.MemoryStore}. The {@code Forwarding} classes are
 * base classes for decorators.
 */
@NullMarked
package org.ponkeeper.store.testing;

import org.jspecify.annotations.NullMarked;
