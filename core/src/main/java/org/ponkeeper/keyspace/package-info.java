/**
 * The only place that knows keys and bytes: each key declared once, built and parsed, and the
 * codecs of the values.
 *
 * <p>Internal: not for callers of the library. Static methods on values: thread-safe, never
 * blocking. A codec never throws for what a store holds; it says what it cannot read.
 */
@NullMarked
package org.ponkeeper.keyspace;

import org.jspecify.annotations.NullMarked;
