/**
 * Measures operations on a store, each with a baseline: the same bytes written to the store
 * directly.
 */
package org.ponkeeper.cli.bench;
