package org.ponkeeper.example;

import io.micrometer.core.instrument.MeterRegistry;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.metrics.micrometer.PonkeeperMetrics;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryingStore;

/** The part of an OLT adapter that publishes numbers and answers health checks. */
public final class MonitoredAdapter implements AutoCloseable {

  private final KeyValueStore store;
  private final Ponkeeper ponkeeper;

  /** Takes over the store, which has no retries yet, and publishes the numbers in the registry. */
  public MonitoredAdapter(KeyValueStore plain, MeterRegistry registry) {
    PonkeeperMetrics metrics = new PonkeeperMetrics();
    metrics.bindTo(registry);
    store = RetryingStore.of(plain).withListener(metrics);
    ponkeeper = Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withListener(metrics));
  }

  /** The answer to a health check; at once, even if the store hangs. */
  public String health() {
    Status status = ponkeeper.status();
    return status.state() == Status.State.DOWN
        ? "down since " + status.since() + ": " + status.reason().text()
        : "ready";
  }

  /** The Ponkeeper. */
  Ponkeeper ponkeeper() {
    return ponkeeper;
  }

  @Override
  public void close() {
    ponkeeper.close();
    store.close();
  }
}
