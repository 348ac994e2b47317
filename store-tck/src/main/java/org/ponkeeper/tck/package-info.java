/**
 * What every store must do: the contract that its test subclasses, and a store that fails on
 * purpose.
 */
@NullMarked
package org.ponkeeper.tck;

import org.jspecify.annotations.NullMarked;
