package org.ponkeeper.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.InstanceServiceGrpc.InstanceServiceBlockingStub;
import org.ponkeeper.pon.InstancePath;

/**
 * Calls a server by the generated stubs, with a deadline for each call. A connection has a fixed
 * number of calls at a time; further ones wait for their turn.
 */
final class GrpcCaller implements InstanceCaller {

  private static final long DEADLINE_SECONDS = 10;

  private final InetSocketAddress server;

  /** A connection is here once for each further call that it can have. */
  private final BlockingQueue<ManagedChannel> free = new LinkedBlockingQueue<>();

  /**
   * Creates the connections.
   *
   * @param port the server's port on loopback
   * @param calls the number of calls at a time on each
   */
  GrpcCaller(int port, int connections, int calls) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < connections; i++) {
      ManagedChannel channel = connect();
      for (int call = 0; call < calls; call++) {
        free.add(channel);
      }
    }
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress(server).usePlaintext().build();
  }

  /** Replaces a connection, which must have only one call at a time, by a new one. */
  void reconnect() {
    ManagedChannel old = take();
    free.add(connect());
    old.shutdownNow();
  }

  private ManagedChannel take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private <T> T call(Function<InstanceServiceBlockingStub, T> call) {
    ManagedChannel channel = take();
    try {
      return call.apply(
          InstanceServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    } finally {
      free.add(channel);
    }
  }

  @Override
  public void create(InstancePath path) {
    CreateInstanceRequest request =
        CreateInstanceRequest.newBuilder().setPath(path.toString()).build();
    InstanceCaller.require(call(stub -> stub.createInstance(request)).getCreated(), path);
  }

  @Override
  public void delete(InstancePath path) {
    DeleteInstanceRequest request =
        DeleteInstanceRequest.newBuilder().setPath(path.toString()).build();
    InstanceCaller.require(call(stub -> stub.deleteInstance(request)).getDeleted(), path);
  }

  @Override
  public void close() {
    free.forEach(ManagedChannel::shutdownNow);
  }
}
