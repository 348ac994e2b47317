/**
 * The command line. Start with {@link org.ponkeeper.cli.Main}; each group of commands is a class.
 *
 * <p>Knows no keys and no bytes: it uses the library's public API, and {@link
 * org.ponkeeper.store.KeyValueStore} to export and import a whole store.
 */
@NullMarked
package org.ponkeeper.cli;

import org.jspecify.annotations.NullMarked;
