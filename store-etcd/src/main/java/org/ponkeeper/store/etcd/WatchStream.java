package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One stream of watch responses, read by one thread. At most one response waits here: etcd keeps
 * the rest until it is asked for.
 */
final class WatchStream implements AutoCloseable {

  /** A response, or the end of the stream. */
  private record Signal(Optional<WatchResponse> response, Status end) {}

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final ClientCallStreamObserver<WatchRequest> requests;

  /** Opens a stream and sends what to watch. */
  WatchStream(Channel channel, WatchRequest create) {
    Observer observer = new Observer();
    WatchGrpc.newStub(channel).watch(observer);
    requests = observer.requests.orElseThrow();
    requests.onNext(create);
  }

  /** Only puts into a queue, since gRPC calls it on its own threads. */
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
    }

    @Override
    public void onCompleted() {
      Status ended = Status.UNAVAILABLE.withDescription("the member ended the watch");
      signals.add(new Signal(Optional.empty(), ended));
    }
  }

  /** The first response; fails if it does not come in time. */
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

  /** The next response; blocks until it is there or the stream ends. */
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

  /** Ends the stream; whoever waits for a response gets an error. May be called by any thread. */
  @Override
  public void close() {
    requests.cancel("the watch was closed", null);
  }
}
