/** Internal: walks over the keys of a store, prefix by prefix, to find out what it contains. */
@NullMarked
package org.ponkeeper.survey;

import org.jspecify.annotations.NullMarked;
