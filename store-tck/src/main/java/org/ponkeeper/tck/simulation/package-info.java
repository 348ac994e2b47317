/**
 * A seeded simulation: several Ponkeepers on one faulty store, one step at a time, on a clock that
 * is not real; after each step the store is checked against invariants that are named as sentences.
 * The same seed gives the same run. In two of its modes a writer that works as the Go library does
 * works before and after the Ponkeepers, or at the same time; in two others an operator restores
 * the store from backups, or the store refuses watches for a while.
 */
@NullMarked
package org.ponkeeper.tck.simulation;

import org.jspecify.annotations.NullMarked;
