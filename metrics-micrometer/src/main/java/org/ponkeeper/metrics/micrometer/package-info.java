/** The meters of a Ponkeeper for Micrometer. */
@NullMarked
package org.ponkeeper.metrics.micrometer;

import org.jspecify.annotations.NullMarked;
