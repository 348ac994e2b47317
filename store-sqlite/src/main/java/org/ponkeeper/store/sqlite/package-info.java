/** A store in one SQLite file, which several processes may share. */
@NullMarked
package org.ponkeeper.store.sqlite;

import org.jspecify.annotations.NullMarked;
