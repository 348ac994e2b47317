package org.ponkeeper.metrics.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.OltTransaction.Ending;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.store.RetryListener;

/**
 * The meters in one registry. They are registered at once, with every label, so that a dashboard
 * shows 0 for what has not happened yet.
 */
final class Meters {

  private static final Duration NONE = Duration.ZERO;

  private final Map<Ending, Timer> commits;
  private final DistributionSummary requests;
  private final Counter conflicts;
  private final Map<OltLoad.Reason, Timer> loads;
  private final Map<OltLoad.Reason, Timer> failedLoads;
  private final Timer decided;
  private final Timer expired;
  private final Map<RetryListener.Operation, Counter> retries;

  /** Registers the meters; the gauges show the status of {@code metrics}. */
  Meters(MeterRegistry registry, Tags tags, PonkeeperMetrics metrics) {
    commits =
        each(
            Ending.class,
            ending ->
                Timer.builder("ponkeeper.commit")
                    .description("transactions, from sending to the store's reply")
                    .tags(tags.and("outcome", label(ending)))
                    .register(registry));
    requests =
        DistributionSummary.builder("ponkeeper.commit.requests")
            .description("requests in one committed transaction")
            .baseUnit("requests")
            .tags(tags)
            .register(registry);
    conflicts =
        Counter.builder("ponkeeper.conflicts")
            .description("transactions that another writer's change made void")
            .tags(tags)
            .register(registry);
    loads = each(OltLoad.Reason.class, reason -> load(registry, tags, reason, "loaded"));
    failedLoads = each(OltLoad.Reason.class, reason -> load(registry, tags, reason, "failed"));
    decided = wait(registry, tags, "decided");
    expired = wait(registry, tags, "expired");
    retries =
        each(
            RetryListener.Operation.class,
            operation ->
                Counter.builder("ponkeeper.store.retries")
                    .description("calls of the store that failed and were tried again")
                    .tags(tags.and("operation", label(operation)))
                    .register(registry));
    each(Status.State.class, state -> stateGauge(registry, tags, state, metrics));
    TimeGauge.builder("ponkeeper.memory.age", metrics, TimeUnit.SECONDS, Meters::oldest)
        .description("time since the store confirmed the oldest data in memory")
        .tags(tags)
        .register(registry);
    Gauge.builder("ponkeeper.memory.olts", metrics, Meters::olts)
        .description("OLTs with data in memory")
        .baseUnit("olts")
        .tags(tags)
        .register(registry);
  }

  private static Timer load(
      MeterRegistry registry, Tags tags, OltLoad.Reason reason, String outcome) {
    return Timer.builder("ponkeeper.load")
        .description("reads of the state of an OLT, or of a part of it")
        .tags(tags.and("outcome", outcome, "reason", label(reason)))
        .register(registry);
  }

  private static Timer wait(MeterRegistry registry, Tags tags, String outcome) {
    return Timer.builder("ponkeeper.wait")
        .description("requests, from the call to the first decision")
        .tags(tags.and("outcome", outcome))
        .register(registry);
  }

  private static Gauge stateGauge(
      MeterRegistry registry, Tags tags, Status.State state, PonkeeperMetrics metrics) {
    return Gauge.builder("ponkeeper.status", metrics, m -> isIn(state, m))
        .description("1 for the present state, 0 for the others")
        .tags(tags.and("state", label(state)))
        .register(registry);
  }

  private static double isIn(Status.State state, PonkeeperMetrics metrics) {
    return metrics.status().map(status -> status.state() == state ? 1.0 : 0.0).orElse(Double.NaN);
  }

  private static double oldest(PonkeeperMetrics metrics) {
    return metrics
        .status()
        .map(status -> status.oldest().orElse(NONE).toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private static double olts(PonkeeperMetrics metrics) {
    return metrics.status().map(status -> (double) status.olts().size()).orElse(Double.NaN);
  }

  private static <K extends Enum<K>, M> Map<K, M> each(Class<K> keys, Function<K, M> meter) {
    Map<K, M> meters = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      meters.put(key, meter.apply(key));
    }
    return meters;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <K, M> M of(Map<K, M> meters, K key) {
    M meter = meters.get(key);
    if (meter == null) {
      throw new IllegalStateException("no meter of " + key);
    }
    return meter;
  }

  void transactionEnded(OltTransaction transaction) {
    of(commits, transaction.ending()).record(transaction.duration());
    switch (transaction.ending()) {
      case COMMITTED -> requests.record(transaction.requests());
      case CONFLICT -> conflicts.increment();
      case UNKNOWN, FAILED -> {}
    }
  }

  void loaded(OltLoad load) {
    of(load.error().isEmpty() ? loads : failedLoads, load.reason()).record(load.duration());
  }

  void waited(RequestWait wait) {
    (wait.decided() ? decided : expired).record(wait.duration());
  }

  void retrying(RetryListener.Operation operation) {
    of(retries, operation).increment();
  }
}
