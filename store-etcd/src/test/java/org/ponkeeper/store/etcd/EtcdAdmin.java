package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ponkeeper.store.Version;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.EtcdUsers;

/** What an operator does to an etcd, past the store. */
final class EtcdAdmin {

  private EtcdAdmin() {}

  /** Drops the history before the version. */
  static void compact(EtcdServer server, Version version) {
    with(
        server,
        channel ->
            KVGrpc.newBlockingStub(channel)
                .compact(
                    CompactionRequest.newBuilder()
                        .setRevision(version.token())
                        .setPhysical(true)
                        .build()));
  }

  /** Makes the user root, and one who may read and write a prefix; then asks for users. */
  static void enableUsers(EtcdServer server, EtcdUser root, EtcdUser user, String prefix)
      throws Exception {
    EtcdUsers.withRoot(server, root.password()).add(user.name(), user.password(), prefix).enable();
  }

  /** Gives the user the password that he has: all tokens that he was given are worthless then. */
  static void invalidateTokens(EtcdServer server, EtcdUser root, EtcdUser user) throws Exception {
    EtcdUsers.of(server, root.password()).invalidateTokens(user.name(), user.password());
  }

  /** How often anybody logged in since the etcd was started. */
  static long logins(EtcdServer server) throws Exception {
    return counted(server, "grpc_server_started_total{grpc_method=\"Authenticate\"");
  }

  /** How many messages the etcd has sent to watches since it was started. */
  static long watchMessages(EtcdServer server) throws Exception {
    return counted(server, "grpc_server_msg_sent_total{grpc_method=\"Watch\"");
  }

  private static long counted(EtcdServer server, String counter) throws Exception {
    return server
        .metrics()
        .filter(line -> line.startsWith(counter))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void with(EtcdServer server, Consumer<ManagedChannel> work) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      work.accept(channel);
    } finally {
      channel.shutdownNow();
      try {
        channel.awaitTermination(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
