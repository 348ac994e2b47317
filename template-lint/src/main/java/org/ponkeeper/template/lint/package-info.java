/**
 * Checks templates without a store, explains problems, and makes safe fixes.
 *
 * <p>The parser and the checks are in the library, because {@code Templates.apply} needs them too:
 * both reject the same templates. This module has what only users need: the text of each rule,
 * guessing a template's technology, and the fixes.
 */
@NullMarked
package org.ponkeeper.template.lint;

import org.jspecify.annotations.NullMarked;
