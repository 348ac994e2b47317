/**
 * Shared by {@code bench} and {@code simulate}: a separate path in a store, a network, concurrent
 * calls, and durations.
 */
package org.ponkeeper.cli.sandbox;
