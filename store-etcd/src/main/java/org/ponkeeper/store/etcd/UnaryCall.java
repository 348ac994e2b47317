package org.ponkeeper.store.etcd;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One request with one answer, whose connection is known before the message is sent. gRPC sends the
 * headers together with the message, so this costs no more than any call.
 *
 * <p>For one thread, which also reads the answer's bytes.
 */
final class UnaryCall<Q, A> {

  private final ClientCall<Q, A> call;
  private final CallingThread callingThread = new CallingThread();
  private final Tracer tracer = new Tracer();

  // Set on the calling thread.
  private @Nullable A answer;
  private @Nullable Status end;

  private UnaryCall(Channel channel, MethodDescriptor<Q, A> method, Deadline deadline) {
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadline(deadline)
            .withExecutor(callingThread)
            .withStreamTracerFactory(tracer);
    this.call = channel.newCall(method, options);
  }

  /** Begins a call, which waits for a connection and then for its message. */
  static <Q, A> UnaryCall<Q, A> begin(
      Channel channel, MethodDescriptor<Q, A> method, Metadata headers, Deadline deadline) {
    UnaryCall<Q, A> begun = new UnaryCall<>(channel, method, deadline);
    begun.start(headers);
    return begun;
  }

  private void start(Metadata headers) {
    call.start(
        new ClientCall.Listener<A>() {
          @Override
          public void onMessage(A message) {
            answer = message;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end = status;
          }
        },
        headers);
    call.request(2); // a second message would be an error, which gRPC finds
  }

  /**
   * The connection of the call; waits for it until the deadline of the call.
   *
   * @throws RpcFailedException if there is none: nothing was sent
   */
  EtcdConnection connection() throws RpcFailedException {
    while (tracer.connection == null && end == null) {
      callingThread.runNext();
    }
    EtcdConnection connection = tracer.connection;
    if (connection == null) {
      throw failed();
    }
    return connection;
  }

  /** Sends the message. */
  void send(Q message) {
    call.sendMessage(message);
    call.halfClose();
  }

  /** Waits for the answer, until the deadline of the call. */
  A await() throws RpcFailedException {
    while (end == null) {
      callingThread.runNext();
    }
    A message = answer;
    if (message == null || !end.isOk()) {
      throw failed();
    }
    return message;
  }

  private RpcFailedException failed() {
    Status status = end == null ? Status.UNKNOWN : end;
    if (status.isOk()) {
      status = Status.INTERNAL.withDescription("the answer is empty");
    }
    return new RpcFailedException(EtcdFailure.of(status, tracer.sent), status.asRuntimeException());
  }

  /** Ends the call; does nothing if it has ended. */
  void cancel() {
    if (end == null) {
      call.cancel("no longer wanted", null);
      callingThread.leave();
    }
  }

  /**
   * Records the connection of the call, and whether the message was sent on it. gRPC calls a tracer
   * before it passes on the first byte of the message; so a message that was not recorded here
   * certainly did not leave this process.
   */
  private final class Tracer extends ClientStreamTracer.Factory {
    private volatile boolean sent;
    private volatile @Nullable EtcdConnection connection;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata headers) {
          connection = EtcdConnection.of(transport);
          callingThread.execute(() -> {}); // wakes it up, if it waits for this
        }

        @Override
        public void outboundMessage(int number) {
          sent = true;
        }
      };
    }
  }

  /** Runs gRPC's callbacks on the thread that waits for them. */
  private final class CallingThread implements Executor {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean left;

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
      if (left) {
        runAll();
      }
    }

    void runNext() throws RpcFailedException {
      try {
        tasks.take().run();
      } catch (InterruptedException e) {
        cancel();
        Thread.currentThread().interrupt();
        Status status = Status.CANCELLED.withDescription("the thread was interrupted").withCause(e);
        throw new RpcFailedException(
            EtcdFailure.of(status, tracer.sent), status.asRuntimeException());
      }
    }

    /** From now on no thread waits: gRPC runs further callbacks on its own threads. */
    void leave() {
      left = true;
      runAll();
    }

    private void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }
}
