package org.ponkeeper.server.error;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Turns what services and the interceptors behind this one throw into the status of the call, so
 * that the interceptors before it see the status.
 */
public final class ErrorInterceptor implements ServerInterceptor {

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall<Q, A> mapped =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (status.getCode() == Status.Code.UNKNOWN && status.getCause() != null) {
              fail(call, status.getCause());
            } else {
              super.close(status, trailers);
            }
          }
        };
    try {
      return new Guarded<>(call, next.startCall(mapped, headers));
    } catch (RuntimeException | Error e) {
      fail(call, e);
      return new Listener<>() {};
    }
  }

  private static void fail(ServerCall<?, ?> call, Throwable error) {
    com.google.rpc.Status known = ApiErrors.of(error);
    call.close(ApiErrors.grpc(known), ApiErrors.trailers(known));
  }

  /** Ends the call if the listener fails; what comes after that is not told to it. */
  private static final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean failed;

    Guarded(ServerCall<Q, ?> call, Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    private void run(Runnable event) {
      if (failed) {
        return;
      }
      try {
        event.run();
      } catch (RuntimeException | Error e) {
        failed = true;
        fail(call, e);
      }
    }

    @Override
    public void onMessage(Q message) {
      run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      run(super::onHalfClose);
    }

    @Override
    public void onReady() {
      run(super::onReady);
    }
  }
}
