/**
 * What an embedder can observe of a running Ponkeeper: {@link org.ponkeeper.monitor.EngineListener}
 * receives what the engine does, {@link org.ponkeeper.monitor.Status} says whether it can work.
 */
@NullMarked
package org.ponkeeper.monitor;

import org.jspecify.annotations.NullMarked;
