/**
 * Checks templates without a store, explains what is wrong with them, and fixes what is safe.
 *
 * <p>The reader and the checks are the library's, since {@code Templates.apply} needs them too: a
 * template is refused here exactly if it is refused there. What only a person needs is here: the
 * text of each rule, the guess of a template's technology, and the fixes.
 */
@NullMarked
package org.ponkeeper.template.lint;

import org.jspecify.annotations.NullMarked;
