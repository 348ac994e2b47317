/** The server: Ponkeeper over gRPC and HTTP/JSON. */
@NullMarked
package org.ponkeeper.server;

import org.jspecify.annotations.NullMarked;
