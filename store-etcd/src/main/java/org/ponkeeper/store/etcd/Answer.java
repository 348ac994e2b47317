package org.ponkeeper.store.etcd;

import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param message what came
 * @param connection the connection that it came over
 * @param known the history that the connection led to when the request was sent, as far as known
 * @param anchorBefore the newest transaction that was known of it then
 */
record Answer<A>(
    A message, EtcdConnection connection, KnownHistory known, Optional<Anchor> anchorBefore) {}
