/** Ponkeeper's store in etcd. */
@SuppressWarnings("requires-automatic")
module org.ponkeeper.store.etcd {
  requires static org.jspecify;
  requires transitive org.ponkeeper.core;
  requires com.google.protobuf;
  requires io.grpc;
  requires io.grpc.netty;
  requires io.grpc.stub;
  requires io.netty.handler;
  requires io.netty.transport;
  requires jetcd.grpc;
  requires org.slf4j;

  // Needed by gRPC, which has no module descriptor to require it.
  requires com.google.common.util.concurrent.internal;
  requires com.google.gson;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler.proxy;
  requires io.netty.resolver;
  requires io.netty.transport.unix.common;
  requires java.logging;
  requires java.naming;
  requires jdk.unsupported;

  exports org.ponkeeper.store.etcd;
}
