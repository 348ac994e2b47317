package org.ponkeeper.server.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * Requests whose clients have not sent them as a whole yet. They take no place from those that can
 * be worked on. Their number is bounded, and so are the bytes of all requests together, until they
 * are answered. If there are too many, the one that began first ends: that of a client which sends
 * as fast as others do is hardly ever the first.
 */
final class Arrivals {

  private final int most;
  private final long mostBytes;
  private final Object lock = new Object();

  /** The first one began first. */
  private final Set<Arrival> open = new LinkedHashSet<>();

  private long bytes;

  Arrivals(ServerConfig.Limits limits) {
    most = limits.arrivingCalls();
    mostBytes = limits.totalBytes();
  }

  /** A request that arrives. */
  private static final class Arrival {
    private final ServiceRequestContext context;
    private final HttpRequest request;
    private long bytes;

    Arrival(ServiceRequestContext context, HttpRequest request) {
      this.context = context;
      this.request = request;
    }

    /** Ends it, on its own thread: another request has made it end. */
    void end(String limit) {
      context
          .eventLoop()
          .withoutContext()
          .execute(() -> request.abort(new RequestException(Code.LIMIT_EXCEEDED, "limit", limit)));
    }
  }

  /**
   * The whole request, as soon as it is there; fails with {@code LIMIT_EXCEEDED} if it has to end
   * before.
   */
  CompletableFuture<AggregatedHttpRequest> whole(
      ServiceRequestContext context, HttpRequest request) {
    Arrival arrival = begin(context, request);
    CompletableFuture<AggregatedHttpRequest> whole =
        request.peekData(data -> grow(arrival, data.length())).aggregate();
    var unused = context.log().whenComplete().thenRun(() -> forget(arrival));
    return whole.whenComplete((done, error) -> arrived(arrival));
  }

  /** The same for a request that the service reads while it arrives. */
  void watch(ServiceRequestContext context, HttpRequest request) {
    Arrival arrival = begin(context, request);
    var unused =
        request
            .whenComplete()
            .whenComplete((done, error) -> {
              arrived(arrival);
              forget(arrival);
            });
  }

  private Arrival begin(ServiceRequestContext context, HttpRequest request) {
    Arrival arrival = new Arrival(context, request);
    Arrival first;
    synchronized (lock) {
      open.add(arrival);
      if (open.size() <= most) {
        return arrival;
      }
      first = open.iterator().next();
      open.remove(first);
    }
    first.end("limits.arriving_calls=" + most);
    return arrival;
  }

  private void grow(Arrival arrival, int more) {
    while (true) {
      Arrival first;
      synchronized (lock) {
        arrival.bytes += more;
        bytes += more;
        if (bytes <= mostBytes || open.isEmpty()) {
          return;
        }
        first = open.iterator().next();
        open.remove(first);
        bytes -= first.bytes;
        first.bytes = 0;
      }
      first.end("limits.total_bytes=" + mostBytes);
      more = 0;
    }
  }

  private void arrived(Arrival arrival) {
    synchronized (lock) {
      open.remove(arrival);
    }
  }

  private void forget(Arrival arrival) {
    synchronized (lock) {
      bytes -= arrival.bytes;
      arrival.bytes = 0;
    }
  }
}
