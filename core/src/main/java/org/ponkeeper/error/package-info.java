/**
 * The errors that callers see: the class says what the caller can do, the code what happened.
 *
 * <p>May use nothing but the JDK.
 */
@NullMarked
package org.ponkeeper.error;

import org.jspecify.annotations.NullMarked;
