/**
 * The field's nouns: technologies, and the names and numbers of what hangs on an OLT.
 *
 * <p>Values only: no I/O, clock, thread or logger. May use {@code error} only.
 */
@NullMarked
package org.ponkeeper.pon;

import org.jspecify.annotations.NullMarked;
