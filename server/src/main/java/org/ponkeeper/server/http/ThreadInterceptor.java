package org.ponkeeper.server.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.server.error.ApiErrors;

/**
 * Runs gRPC calls on the threads of {@link Admission}. A call with one request is handed over once,
 * when the request is whole; the framework would do so for its beginning, its message and its end,
 * and waking a thread costs more than most calls.
 */
final class ThreadInterceptor implements ServerInterceptor {

  /** The request of a call, and the end of it. */
  private static final int MESSAGE_AND_END = 2;

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Call<Q, A> handedOver = new Call<>(call, headers, next);
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      call.request(MESSAGE_AND_END);
    } else {
      handedOver.begin();
    }
    return handedOver;
  }

  /**
   * A call that begins on a thread of its own. Its methods are called by the framework, one after
   * another.
   */
  private static final class Call<Q, A> extends Listener<Q> {

    private final ServerCall<Q, A> call;
    private final Metadata headers;
    private final ServerCallHandler<Q, A> next;
    private final Executor executor =
        MoreExecutors.newSequentialExecutor(ServiceRequestContext.current().blockingTaskExecutor());

    /** What happened before it begins. */
    private final List<Consumer<Listener<Q>>> waiting = new ArrayList<>();

    private boolean isBegun;

    /** Used by the executor alone; null until the call has begun there. */
    private @Nullable Listener<Q> listener;

    Call(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      this.call = call;
      this.headers = headers;
      this.next = next;
    }

    void begin() {
      isBegun = true;
      executor.execute(() ->
          guarded(() -> {
            if (!call.isCancelled()) {
              Listener<Q> begun = next.startCall(call, headers);
              listener = begun;
              waiting.forEach(event -> event.accept(begun));
            }
          }));
    }

    private void tell(Consumer<Listener<Q>> event) {
      if (isBegun) {
        executor.execute(() ->
            guarded(() -> {
              if (listener != null) {
                event.accept(listener);
              }
            }));
      } else {
        waiting.add(event);
      }
    }

    private void guarded(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException e) {
        com.google.rpc.Status known = ApiErrors.of(e);
        call.close(ApiErrors.grpc(known), ApiErrors.trailers(known));
      }
    }

    @Override
    public void onMessage(Q message) {
      tell(to -> to.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      tell(Listener::onHalfClose);
      if (!isBegun) {
        begin();
      }
    }

    @Override
    public void onCancel() {
      tell(Listener::onCancel);
    }

    @Override
    public void onComplete() {
      tell(Listener::onComplete);
    }

    @Override
    public void onReady() {
      tell(Listener::onReady);
    }
  }
}
