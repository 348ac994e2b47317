package org.ponkeeper.server.access;

import com.google.protobuf.Message;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
import org.ponkeeper.server.access.MethodRule.Scope;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * The one place that decides whether a call is made: by the {@link MethodRule} of its method, the
 * role of the caller, and the OLTs that the request names. It throws {@link RequestException}.
 */
public final class AccessInterceptor implements ServerInterceptor {

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Caller caller = Identity.require(ServiceRequestContext.current());
    MethodRule rule =
        MethodRule.of(method)
            .orElseThrow(() ->
                new RequestException(Code.PERMISSION_DENIED, "method", method + " has no rule"));
    requireRole(caller, rule);
    ServerCall<Q, A> filtered =
        caller.isLimited() && rule.scope() == Scope.FILTERED ? filtered(call, caller) : call;
    Listener<Q> listener =
        Contexts.interceptCall(
            Context.current().withValue(Caller.KEY, caller), filtered, headers, next);
    return new SimpleForwardingServerCallListener<Q>(listener) {
      @Override
      public void onMessage(Q message) {
        requireOlts(caller, rule, (Message) message);
        super.onMessage(message);
      }
    };
  }

  private static <Q, A> ServerCall<Q, A> filtered(ServerCall<Q, A> call, Caller caller) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      @SuppressWarnings("unchecked") // of the same type as before
      public void sendMessage(A message) {
        super.sendMessage((A) Visible.to(caller, (Message) message));
      }
    };
  }

  static void requireRole(Caller caller, MethodRule rule) {
    if (!rule.allows(caller.role())) {
      throw new RequestException(
          Code.PERMISSION_DENIED,
          "reason",
          caller.name()
              + " has the role "
              + caller.role().text()
              + "; this needs "
              + rule.least().text());
    }
  }

  static void requireOlts(Caller caller, MethodRule rule, Message request) {
    if (!caller.isLimited() || rule.scope() == Scope.NONE) {
      return;
    }
    List<String> resources = NamedOlts.ofRequest(request);
    boolean named =
        rule.scope() == Scope.OLT
            ? !resources.isEmpty()
                && resources.stream().allMatch(resource -> NamedOlts.isOf(caller, resource))
            : resources.stream()
                .allMatch(
                    resource -> NamedOlts.isOfNoOlt(resource) || NamedOlts.isOf(caller, resource));
    if (!named) {
      throw new RequestException(
          Code.PERMISSION_DENIED, "reason", caller.name() + " may use only its own OLTs");
    }
  }
}
