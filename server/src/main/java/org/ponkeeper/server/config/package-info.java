/**
 * The configuration of the server: one table of settings, read from a file, the environment and
 * flags.
 */
@NullMarked
package org.ponkeeper.server.config;

import org.jspecify.annotations.NullMarked;
