/**
 * Internal: loads the state of an OLT, runs requests on it, commits their changes and watches the
 * store. The only package with threads, locks and time.
 */
@NullMarked
package org.ponkeeper.engine;

import org.jspecify.annotations.NullMarked;
