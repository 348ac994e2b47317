package org.ponkeeper.server.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import org.ponkeeper.Ponkeeper;

/**
 * Hands the time limit of a call on to the library and the store: nobody waits for the answer after
 * it, so no thread should. Streams have none.
 */
final class DeadlineInterceptor implements ServerInterceptor {

  private final Ponkeeper ponkeeper;

  DeadlineInterceptor(Ponkeeper ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    long millis = ServiceRequestContext.current().requestTimeoutMillis();
    Listener<Q> listener = next.startCall(call, headers);
    if (millis == 0 || !call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return listener;
    }
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    return new SimpleForwardingServerCallListener<>(listener) {
      // Here the service works, on this thread.
      @Override
      public void onHalfClose() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        ponkeeper.within(
            left,
            () -> {
              super.onHalfClose();
              return true;
            });
      }
    };
  }
}
