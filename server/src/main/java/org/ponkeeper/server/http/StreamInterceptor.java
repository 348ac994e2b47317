package org.ponkeeper.server.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * Tells streams from other calls: these have a time limit, streams have a limit of their number.
 * When the server stops, it ends the streams, which nothing else would end, and refuses further
 * calls.
 */
final class StreamInterceptor implements ServerInterceptor {

  private final Admission admission;
  private final ServerConfig.Limits limits;
  private final Set<ServerCall<?, ?>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  StreamInterceptor(Admission admission, ServerConfig.Limits limits) {
    this.admission = admission;
    this.limits = limits;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (stopping) {
      throw stopping();
    }
    ServiceRequestContext context = ServiceRequestContext.current();
    if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      long wanted = context.requestTimeoutMillis();
      if (wanted == 0 || wanted > limits.requestTime().toMillis()) {
        context.setRequestTimeout(limits.requestTime());
      }
      return next.startCall(call, headers);
    }
    admission.enterStream();
    context.clearRequestTimeout();
    ServerCall<Q, A> ending =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            super.close(status, trailers);
            UnreadAnswer.endAfter(limits.unread(), context);
          }
        };
    open.add(ending);
    var unused =
        context
            .log()
            .whenComplete()
            .thenRun(() -> {
              open.remove(ending);
              admission.leaveStream();
            });
    // It may have begun while the others were ended; only one of the two ends it.
    if (stopping && open.remove(ending)) {
      throw stopping();
    }
    return next.startCall(ending, headers);
  }

  /** Ends all streams and refuses further calls: clients go on at another server, or later. */
  void stop() {
    stopping = true;
    com.google.rpc.Status status = ApiErrors.of(stopping());
    for (ServerCall<?, ?> call : List.copyOf(open)) {
      if (open.remove(call)) {
        call.close(ApiErrors.grpc(status), ApiErrors.trailers(status));
      }
    }
  }

  private static RequestException stopping() {
    return new RequestException(Code.STOPPING, "reason", "the server was asked to stop");
  }
}
