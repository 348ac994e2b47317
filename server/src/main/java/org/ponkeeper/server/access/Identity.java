package org.ponkeeper.server.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Optional;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** Who sent an HTTP request, as it was found before anything else: a caller, or why none. */
public final class Identity {

  private static final AttributeKey<Identity> KEY =
      AttributeKey.valueOf(Identity.class, "IDENTITY");

  private static final Identity UNKNOWN = new Identity(Optional.empty(), "nobody asked who calls");

  private final Optional<Caller> caller;
  private final String reason;

  private Identity(Optional<Caller> caller, String reason) {
    this.caller = caller;
    this.reason = reason;
  }

  /** Finds out who sends a request, and keeps it with the request. */
  public static void find(Authentication authentication, ServiceRequestContext request) {
    Identity identity;
    try {
      Caller caller =
          authentication.caller(
              request.request().headers().get("authorization"),
              request.sslSession(),
              request.remoteAddress().getAddress());
      identity = new Identity(Optional.of(caller), "");
    } catch (RequestException e) {
      identity = new Identity(Optional.empty(), e.value());
    }
    request.setAttr(KEY, identity);
  }

  /**
   * The caller of a request.
   *
   * @throws RequestException {@code UNAUTHENTICATED}
   */
  public static Caller require(ServiceRequestContext request) {
    Identity identity = of(request);
    return identity.caller.orElseThrow(
        () -> new RequestException(Code.UNAUTHENTICATED, "reason", identity.reason));
  }

  /** The caller of a request; empty if it is unknown. */
  static Optional<Caller> known(ServiceRequestContext request) {
    return of(request).caller;
  }

  private static Identity of(ServiceRequestContext request) {
    Identity identity = request.attr(KEY);
    return identity == null ? UNKNOWN : identity;
  }
}
