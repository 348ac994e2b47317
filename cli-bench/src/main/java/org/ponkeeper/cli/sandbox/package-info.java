/**
 * What {@code bench} and {@code simulate} have in common: data of their own in somebody's store, a
 * network of that size, many calls at once, and times.
 */
package org.ponkeeper.cli.sandbox;
