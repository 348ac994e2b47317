/**
 * The only place that knows keys and bytes: builds and parses each key, and has the codecs of the
 * values.
 *
 * <p>Internal: not for callers of the library. Static methods on values: thread-safe, never
 * blocking. A codec never throws because of a stored value; its result says what cannot be read.
 */
@NullMarked
package org.ponkeeper.keyspace;

import org.jspecify.annotations.NullMarked;
