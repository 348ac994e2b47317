package org.ponkeeper.server.http;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the requests that wait on one HTTP/1.1 connection for the answers before theirs; HTTP/2
 * has such a bound of its own. If there are more, the connection ends.
 */
final class Pipelining {

  private static final AttributeKey<AtomicInteger> UNANSWERED =
      AttributeKey.valueOf(Pipelining.class, "unanswered");

  private final int most;

  Pipelining(int most) {
    this.most = most;
  }

  /** Counts a request until it is answered. */
  void count(ServiceRequestContext context) {
    Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    if (channel == null || context.sessionProtocol().isMultiplex()) {
      return;
    }
    channel.attr(UNANSWERED).setIfAbsent(new AtomicInteger());
    AtomicInteger unanswered = channel.attr(UNANSWERED).get();
    var unused = context.log().whenComplete().thenRun(unanswered::decrementAndGet);
    if (unanswered.incrementAndGet() > most) {
      var unusedEnd = channel.close();
    }
  }
}
