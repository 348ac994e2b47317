/**
 * Conversion to and from protobuf messages: instances, queues and schedulers to messages, templates
 * in both directions.
 *
 * <p>Static methods on values: thread-safe, never blocking. May use {@code profile} and {@code
 * proto}.
 */
@NullMarked
package org.ponkeeper.wire;

import org.jspecify.annotations.NullMarked;
