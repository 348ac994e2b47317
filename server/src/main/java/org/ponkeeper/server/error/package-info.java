/** Errors of calls: what the server itself refuses, and every error as a status. */
@NullMarked
package org.ponkeeper.server.error;

import org.jspecify.annotations.NullMarked;
