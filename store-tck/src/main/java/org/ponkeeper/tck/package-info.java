/** The contract of every store, which a store's test extends, and a store with injected faults. */
@NullMarked
package org.ponkeeper.tck;

import org.jspecify.annotations.NullMarked;
