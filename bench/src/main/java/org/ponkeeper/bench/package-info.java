/**
 * JMH benchmarks of operations in memory, and tables and plots of all results. Not part of the
 * program; run by {@code bench/run}.
 */
package org.ponkeeper.bench;
