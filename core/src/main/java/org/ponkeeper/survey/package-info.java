/** Internal: walks over the keys of a store, from prefix to prefix, to find what it holds. */
@NullMarked
package org.ponkeeper.survey;

import org.jspecify.annotations.NullMarked;
