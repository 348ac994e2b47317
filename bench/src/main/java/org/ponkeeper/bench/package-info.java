/**
 * Measurements of what is in memory, by JMH, and tables and plots of all that was measured. Not
 * part of the program; {@code bench/run} runs them.
 */
package org.ponkeeper.bench;
