/**
 * The public API: technology profiles and PON resource ids for OLT adapters.
 *
 * <p>Start with {@link org.ponkeeper.Ponkeeper}.
 */
@NullMarked
package org.ponkeeper;

import org.jspecify.annotations.NullMarked;
