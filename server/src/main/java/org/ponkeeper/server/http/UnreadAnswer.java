package org.ponkeeper.server.http;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * Cuts off a client that does not read its answer, so that it does not keep a place from others for
 * ever. On HTTP/2 only the call ends, on HTTP/1.1 the connection.
 */
final class UnreadAnswer {
  private UnreadAnswer() {}

  /** Cuts off the client of a call unless it has read the answer after this time. */
  static void endAfter(Duration time, ServiceRequestContext context) {
    endAfter(time, context, () -> true);
  }

  /** The same if the condition holds then. */
  static void endAfter(Duration time, ServiceRequestContext context, BooleanSupplier condition) {
    var due =
        context
            .eventLoop()
            .withoutContext()
            .schedule(
                () -> {
                  if (condition.getAsBoolean()) {
                    end(context);
                  }
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    var unused = context.log().whenComplete().thenRun(() -> due.cancel(false));
  }

  private static void end(ServiceRequestContext context) {
    context.cancel(new RequestException(Code.LIMIT_EXCEEDED, "limit", "limits.unread"));
    Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    if (channel != null && !context.sessionProtocol().isMultiplex()) {
      var unused = channel.close();
    }
  }
}
