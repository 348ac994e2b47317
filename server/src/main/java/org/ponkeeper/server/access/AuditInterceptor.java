package org.ponkeeper.server.access;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.error.ApiErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each change that somebody asked for, made or refused: who, from where, the
 * method, the resource and the outcome. A batch has a line for each of its requests. A call that
 * only asks what would happen has none. Nothing of the contents of a request is written.
 */
public final class AuditInterceptor implements ServerInterceptor {

  /** The logger's name is part of what users configure. */
  public static final String LOGGER = "ponkeeper.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    if (!MethodRule.of(method).map(MethodRule::changes).orElse(true)) {
      return next.startCall(call, headers);
    }
    Entry entry = new Entry(ServiceRequestContext.current(), method);
    ServerCall<Q, A> watched =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendMessage(A message) {
            entry.answers = NamedOlts.repeated((Message) message, "answers");
            super.sendMessage(message);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            entry.write(outcome(status, trailers));
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<Q>(next.startCall(watched, headers)) {
      @Override
      public void onMessage(Q message) {
        if (entry.request.isEmpty()) {
          // Of several messages the first says what is asked.
          entry.request = List.of((Message) message);
        }
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        entry.write("CANCELLED");
        super.onCancel();
      }
    };
  }

  private static String outcome(Status status, Metadata trailers) {
    com.google.rpc.Status details = trailers.get(ApiErrors.DETAILS);
    return details == null ? status.getCode().name() : code(details);
  }

  /** The code of Ponkeeper, or else that of gRPC. */
  private static String code(com.google.rpc.Status status) {
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(ErrorDetail.class))
        .map(AuditInterceptor::unpack)
        .findFirst()
        .orElse(Status.fromCodeValue(status.getCode()).getCode().name());
  }

  private static String unpack(com.google.protobuf.Any detail) {
    try {
      return detail.unpack(ErrorDetail.class).getCode();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is known of one call; used by one thread after another. */
  private static final class Entry {
    private final ServiceRequestContext context;
    private final String method;
    private volatile List<Message> request = List.of();
    private volatile List<Message> answers = List.of();
    private final AtomicBoolean written = new AtomicBoolean();

    Entry(ServiceRequestContext context, String method) {
      this.context = context;
      this.method = method;
    }

    void write(String outcome) {
      if (request.stream().anyMatch(Entry::onlyAsks) || written.getAndSet(true)) {
        return;
      }
      List<Message> requests =
          request.isEmpty() ? List.of() : NamedOlts.requests(request.getFirst());
      if (requests.isEmpty() || requests.size() != answers.size()) {
        line(request.isEmpty() ? List.of() : NamedOlts.ofRequest(request.getFirst()), outcome);
        return;
      }
      for (int i = 0; i < requests.size(); i++) {
        line(NamedOlts.ofRequest(requests.get(i)), outcome(answers.get(i)));
      }
    }

    private static boolean onlyAsks(Message request) {
      FieldDescriptor field = request.getDescriptorForType().findFieldByName("validate_only");
      return field != null && request.getField(field).equals(true);
    }

    private static String outcome(Message answer) {
      FieldDescriptor error = answer.getDescriptorForType().findFieldByName("error");
      return error != null && answer.hasField(error)
          ? code((com.google.rpc.Status) answer.getField(error))
          : Status.Code.OK.name();
    }

    private void line(List<String> resources, String outcome) {
      InetSocketAddress from = context.remoteAddress();
      LOG.atInfo()
          .addKeyValue("caller", Identity.known(context).map(Caller::name).orElse("-"))
          .addKeyValue("from", from.getAddress().getHostAddress() + ":" + from.getPort())
          .addKeyValue("method", method)
          .addKeyValue("resource", resources.isEmpty() ? "-" : printable(resources))
          .addKeyValue("outcome", outcome)
          .log("change");
    }

    /** At most a few names, without characters that would make a line of their own. */
    private static String printable(List<String> resources) {
      List<String> first = new ArrayList<>(resources.subList(0, Math.min(3, resources.size())));
      if (resources.size() > first.size()) {
        first.add("and " + (resources.size() - first.size()) + " more");
      }
      String text = String.join(", ", first).replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
      return text.length() > 500 ? text.substring(0, 500) + "..." : text;
    }
  }
}
