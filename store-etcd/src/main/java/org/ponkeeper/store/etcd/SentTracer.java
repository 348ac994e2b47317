package org.ponkeeper.store.etcd;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Sees whether a request went to a connection. gRPC keeps a request to itself until it has a
 * connection, and tells a tracer before it hands the first byte of the message on; so what was not
 * seen here surely did not leave this process.
 */
final class SentTracer extends ClientStreamTracer.Factory {

  private volatile boolean sent;

  /** Whether the request may have left. */
  boolean sent() {
    return sent;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundMessage(int number) {
        sent = true;
      }
    };
  }
}
