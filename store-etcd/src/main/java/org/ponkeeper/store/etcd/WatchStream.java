package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One stream of watch responses, read by one thread. At most one response is buffered here: etcd
 * keeps the others until they are requested.
 */
final class WatchStream implements AutoCloseable {

  /** A response, or the end of the stream. */
  private record Signal(Optional<WatchResponse> response, Status end) {}

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final CompletableFuture<EtcdConnection> connection = new CompletableFuture<>();
  private final ClientCallStreamObserver<WatchRequest> requests;

  /** Opens a stream; requests nothing yet. */
  WatchStream(Channel channel, Metadata headers) {
    Observer observer = new Observer();
    Channel withHeaders =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(new Tracer());
    ClientCalls.asyncBidiStreamingCall(
        withHeaders.newCall(WatchGrpc.getWatchMethod(), options), observer);
    requests = observer.requests.orElseThrow();
  }

  /** Records the connection of the stream. */
  private final class Tracer extends ClientStreamTracer.Factory {
    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata headers) {
          connection.complete(EtcdConnection.of(transport));
        }
      };
    }
  }

  /** Only adds to a queue, because gRPC calls it on its own threads. */
  private final class Observer implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private Optional<ClientCallStreamObserver<WatchRequest>> requests = Optional.empty();

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      stream.disableAutoRequestWithInitial(1);
      requests = Optional.of(stream);
    }

    @Override
    public void onNext(WatchResponse response) {
      signals.add(new Signal(Optional.of(response), Status.OK));
    }

    @Override
    public void onError(Throwable t) {
      signals.add(new Signal(Optional.empty(), Status.fromThrowable(t)));
      connection.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {
      Status ended = Status.UNAVAILABLE.withDescription("the member ended the watch");
      signals.add(new Signal(Optional.empty(), ended));
    }
  }

  /** The connection of the stream; fails if there is none in time. */
  EtcdConnection connection(long nanos) throws RpcFailedException {
    try {
      return connection.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw notSent(Status.fromThrowable(e.getCause()));
    } catch (TimeoutException e) {
      throw notSent(Status.DEADLINE_EXCEEDED.withDescription("there is no connection"));
    } catch (InterruptedException e) {
      throw RpcFailedException.interrupted(e);
    }
  }

  private static RpcFailedException notSent(Status status) {
    return new RpcFailedException(EtcdFailure.of(status, false), status.asRuntimeException());
  }

  /** Sends the watch request. */
  void send(WatchRequest create) {
    requests.onNext(create);
  }

  /** The first response; fails if it does not arrive in time. */
  WatchResponse first(long nanos) throws RpcFailedException {
    try {
      Signal signal = signals.poll(nanos, TimeUnit.NANOSECONDS);
      if (signal == null) {
        throw failed(Status.DEADLINE_EXCEEDED.withDescription("the watch was not confirmed"));
      }
      return response(signal);
    } catch (InterruptedException e) {
      throw failed(Status.CANCELLED.withCause(e));
    }
  }

  /** The next response; blocks until it arrives or the stream ends. */
  WatchResponse next() throws RpcFailedException {
    requests.request(1);
    try {
      return response(signals.take());
    } catch (InterruptedException e) {
      throw failed(Status.CANCELLED.withCause(e));
    }
  }

  private static WatchResponse response(Signal signal) throws RpcFailedException {
    if (signal.response().isEmpty()) {
      throw failed(signal.end());
    }
    return signal.response().get();
  }

  private static RpcFailedException failed(Status status) {
    StatusRuntimeException cause = status.asRuntimeException();
    return new RpcFailedException(EtcdFailure.of(status, true), cause);
  }

  /**
   * Ends the stream; a thread that waits for a response gets an error. May be called by any thread.
   */
  @Override
  public void close() {
    requests.cancel("the watch was closed", null);
  }
}
