package org.ponkeeper.store.etcd;

import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param message the message
 * @param connection the connection that it was received on
 * @param known the history that the connection led to when the request was sent, as far as known
 * @param anchorBefore the newest known transaction of that history at that time
 */
record Answer<A>(
    A message, EtcdConnection connection, KnownHistory known, Optional<Anchor> anchorBefore) {}
