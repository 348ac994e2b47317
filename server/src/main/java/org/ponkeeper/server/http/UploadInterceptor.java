package org.ponkeeper.server.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * The limits of calls whose client sends many messages: of their size together, and of the time
 * from one to the next.
 */
final class UploadInterceptor implements ServerInterceptor {

  /** No limit of a request's body: all messages together are counted here, by gRPC and as JSON. */
  static final long NO_LIMIT = 0;

  private final ServerConfig.Limits limits;

  UploadInterceptor(ServerConfig.Limits limits) {
    this.limits = limits;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    ServiceRequestContext context = ServiceRequestContext.current();
    awaitNext(context);
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private long bytes;

      @Override
      public void onMessage(Q message) {
        awaitNext(context);
        bytes += ((Message) message).getSerializedSize();
        if (bytes > limits.uploadBytes()) {
          throw new RequestException(
              Code.LIMIT_EXCEEDED, "limit", "limits.upload_bytes=" + limits.uploadBytes());
        }
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        context.clearRequestTimeout();
        super.onHalfClose();
      }
    };
  }

  private void awaitNext(ServiceRequestContext context) {
    context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, limits.requestTime());
  }
}
