/**
 * The nouns of the field: technologies, and the names and numbers of OLTs and the parts of their
 * PONs.
 *
 * <p>Values only: no I/O, clock, thread or logger. May use {@code error} only.
 */
@NullMarked
package org.ponkeeper.pon;

import org.jspecify.annotations.NullMarked;
