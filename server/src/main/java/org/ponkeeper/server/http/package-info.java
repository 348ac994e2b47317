/** What holds for every HTTP request: rules, limits, TLS, health and metrics. */
@NullMarked
package org.ponkeeper.server.http;

import org.jspecify.annotations.NullMarked;
