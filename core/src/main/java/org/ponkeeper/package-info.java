/**
 * Technology profiles and PON resource ids for OLT adapters: what a caller sees.
 *
 * <p>Begin at {@link org.ponkeeper.Ponkeeper}. The classes that are not public are the shell: the
 * only place with threads, locks and time.
 */
@NullMarked
package org.ponkeeper;

import org.jspecify.annotations.NullMarked;
