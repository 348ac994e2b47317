/**
 * The sockets: what holds for every request (rules, limits, TLS), the contract as JSON, its
 * document and the page that shows it, health and metrics.
 */
@NullMarked
package org.ponkeeper.server.http;

import org.jspecify.annotations.NullMarked;
