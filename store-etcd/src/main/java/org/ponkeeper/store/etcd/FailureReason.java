package org.ponkeeper.store.etcd;

import io.grpc.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reason of a failed request, for display: the message of etcd or the system, without details
 * of gRPC.
 */
final class FailureReason {

  /** Descriptions of gRPC that are meaningless without their cause. */
  private static final Set<String> SAYS_NOTHING =
      Set.of("io exception", "ssl exception", "http2 exception");

  private FailureReason() {}

  /** The reason in one line. */
  static String of(EtcdFailure failure, Status status) {
    return switch (failure) {
      case TLS_REFUSED -> "TLS failed: " + tls(deepestMessage(status));
      case TLS_CUT -> "TLS failed: the connection was closed during the handshake";
      default -> status.getCode() + said(failure, status);
    };
  }

  private static String said(EtcdFailure failure, Status status) {
    boolean unsent = failure == EtcdFailure.NOT_SENT;
    String description = String.valueOf(status.getDescription()).lines().findFirst().orElse("");
    String cause = deepestMessage(status);
    if (description.startsWith("CallOptions deadline exceeded")
        || description.startsWith("ClientCall started after CallOptions deadline")) {
      return unsent ? ": there was no connection in time" : ": there was no answer in time";
    }
    if (description.startsWith("Network closed for unknown reason")) {
      return ": the connection was closed"
          + (unsent ? "; if this port speaks TLS, use etcds://" : "");
    }
    if (cause.startsWith("First received frame was not SETTINGS")) {
      return ": the server is not an etcd";
    }
    if (status.getDescription() == null || SAYS_NOTHING.contains(description)) {
      return cause.isEmpty() ? "" : ": " + cause;
    }
    int inside = description.indexOf(" for [");
    String text = inside < 0 ? description : description.substring(0, inside);
    return ": " + text + (cause.isEmpty() || text.contains(cause) ? "" : " (" + cause + ")");
  }

  private static String tls(String cause) {
    return cause.startsWith("not an SSL/TLS record") ? "the server does not speak it" : cause;
  }

  /** For example "Connection refused"; empty if there is none. */
  private static String deepestMessage(Status status) {
    String message = "";
    for (@Nullable Throwable t = status.getCause(); t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        message = t.getMessage().lines().findFirst().orElse("");
      }
    }
    return message;
  }
}
