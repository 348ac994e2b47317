/**
 * The command line. Begin at {@link org.ponkeeper.cli.Main}; each group of commands is a class.
 *
 * <p>Knows no keys and no bytes: it works through the library's public door, and through {@link
 * org.ponkeeper.store.KeyValueStore} where a whole store is exported or imported.
 */
@NullMarked
package org.ponkeeper.cli;

import org.jspecify.annotations.NullMarked;
