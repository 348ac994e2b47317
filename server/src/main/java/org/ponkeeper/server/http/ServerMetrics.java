package org.ponkeeper.server.http;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.metrics.micrometer.PonkeeperMetrics;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.server.error.RequestException;

/**
 * The numbers of a server and of the Ponkeeper in it. No label has a name of an OLT, ONU or caller,
 * so their number is bounded.
 */
public final class ServerMetrics implements ServerInterceptor {

  private static final String UNKNOWN = "unknown";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PonkeeperMetrics engine = new PonkeeperMetrics();
  private final MultiGauge pools =
      MultiGauge.builder("ponkeeper.server.pools")
          .description("Pools of the OLTs in memory, by type and by how much of them is used")
          .register(registry);

  /** New numbers, all zero. */
  public ServerMetrics() {
    engine.bindTo(registry);
  }

  /** Listens to the Ponkeeper and its store: give it to both. */
  public PonkeeperMetrics engine() {
    return engine;
  }

  /** All numbers in the format of Prometheus. */
  String scrape() {
    return registry.scrape();
  }

  /** Counts a request that was refused before its method was known. */
  void refused(RequestException.Code code) {
    registry.counter("ponkeeper.server.refused", "code", code.name()).increment();
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    long start = System.nanoTime();
    String method =
        Objects.requireNonNullElse(call.getMethodDescriptor().getBareMethodName(), UNKNOWN);
    String service =
        Objects.requireNonNullElse(call.getMethodDescriptor().getServiceName(), UNKNOWN);
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            Timer.builder("ponkeeper.server.calls")
                .description("Calls that ended, and how long they took")
                .tag("method", service.substring(service.lastIndexOf('.') + 1) + "." + method)
                .tag("outcome", status.getCode().name())
                .register(registry)
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            super.close(status, trailers);
          }
        },
        headers);
  }

  /** Looks at the pools of the OLTs in memory. Blocks. */
  void look(Ponkeeper ponkeeper) {
    Map<Tags, Long> counts =
        ponkeeper.status().olts().stream()
            .flatMap(
                loaded -> ponkeeper.olt(loaded.technology(), loaded.olt()).poolUsage().stream())
            .collect(Collectors.groupingBy(ServerMetrics::tags, Collectors.counting()));
    pools.register(
        counts.entrySet().stream().map(entry -> Row.of(entry.getKey(), entry.getValue())).toList(),
        true);
  }

  private static Tags tags(PoolUsage usage) {
    int percent = usage.percentUsed();
    String used =
        percent == 100 ? "100" : percent >= 80 ? "80-99" : percent >= 50 ? "50-79" : "0-49";
    return Tags.of("type", usage.pool().type().text(), "used_percent", used);
  }
}
