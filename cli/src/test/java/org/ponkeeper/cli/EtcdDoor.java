package org.ponkeeper.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.CallOptions;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ponkeeper.tck.etcd.EtcdServer;

/**
 * Stands between a client and a real etcd, and passes on every request and its answer, but for what
 * it is told: it loses answers to changes that were made, and lets a foreign writer in before each
 * change. Watches do not go through it.
 */
final class EtcdDoor implements AutoCloseable {

  private static final String TXN = KVGrpc.getTxnMethod().getFullMethodName();

  private final ManagedChannel etcd;
  private final Server server;
  private final AtomicInteger answersToLose = new AtomicInteger();
  private volatile boolean closesAfterLoss;
  private volatile boolean closed;
  private volatile boolean refusesCommits;
  private volatile Optional<String> foreignKey = Optional.empty();

  private EtcdDoor(int port) throws IOException {
    etcd = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .fallbackHandlerRegistry(new Everything())
            .build()
            .start();
  }

  /** A door to that etcd. */
  static EtcdDoor to(EtcdServer etcd) throws IOException {
    return new EtcdDoor(etcd.port());
  }

  /** Where clients find it. */
  String url() {
    return "etcd://127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  /** Makes the next changes, but loses the responses. */
  void loseAnswers(int count) {
    answersToLose.set(count);
  }

  /** The same for the next change; afterwards it sends no more responses. */
  void loseAnswerAndClose() {
    closesAfterLoss = true;
    loseAnswers(1);
  }

  /** Sends no more responses to commits, not even to those that change nothing. */
  void refuseCommits() {
    refusesCommits = true;
  }

  /** Writes the key before each change, like another writer that is always faster. */
  void writeBeforeEachChange(String key) {
    foreignKey = Optional.of(key);
  }

  private byte[] pass(String method, byte[] request) {
    if (closed || (refusesCommits && method.equals(TXN))) {
      throw Status.UNAVAILABLE.withDescription("the door is closed").asRuntimeException();
    }
    boolean change = method.equals(TXN) && changesSomething(request);
    if (change) {
      foreignKey.ifPresent(this::write);
    }
    byte[] answer =
        ClientCalls.blockingUnaryCall(etcd, unary(method), CallOptions.DEFAULT, request);
    if (change && answersToLose.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
      closed = closesAfterLoss;
      throw Status.UNAVAILABLE.withDescription("the answer was lost").asRuntimeException();
    }
    return answer;
  }

  private static boolean changesSomething(byte[] request) {
    try {
      return TxnRequest.parseFrom(request).getSuccessCount() > 0;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void write(String key) {
    ByteString name = ByteString.copyFromUtf8(key);
    ByteString value =
        KVGrpc.newBlockingStub(etcd)
            .range(RangeRequest.newBuilder().setKey(name).build())
            .getKvs(0)
            .getValue();
    KVGrpc.newBlockingStub(etcd).put(PutRequest.newBuilder().setKey(name).setValue(value).build());
  }

  @Override
  public void close() {
    server.shutdownNow();
    etcd.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
      etcd.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes every request that has one answer, whatever it says. */
  private final class Everything extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
      return ServerMethodDefinition.create(
          unary(method),
          ServerCalls.asyncUnaryCall((byte[] request, StreamObserver<byte[]> answer) -> {
            try {
              answer.onNext(pass(method, request));
              answer.onCompleted();
            } catch (StatusRuntimeException e) {
              answer.onError(e);
            }
          }));
    }
  }

  private static MethodDescriptor<byte[], byte[]> unary(String method) {
    return MethodDescriptor.newBuilder(new AsBytes(), new AsBytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .build();
  }

  private static final class AsBytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
