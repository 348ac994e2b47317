/**
 * A seeded simulation: several Ponkeepers on one faulty store, one step at a time, with a simulated
 * clock. After each step the store is checked against invariants that are named as sentences. The
 * same seed gives the same run. In two modes a writer that works like the Go library works before
 * and after the Ponkeepers, or at the same time. In two others an operator restores the store from
 * backups, or the store rejects watches for a while.
 */
@NullMarked
package org.ponkeeper.tck.simulation;

import org.jspecify.annotations.NullMarked;
