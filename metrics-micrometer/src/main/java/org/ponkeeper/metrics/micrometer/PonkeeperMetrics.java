package org.ponkeeper.metrics.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.monitor.EngineListener;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.store.RetryListener;

/**
 * Publishes what one Ponkeeper does, and its status, as meters. {@code docs/metrics.md} lists them.
 *
 * <pre>{@code
 * PonkeeperMetrics metrics = new PonkeeperMetrics();
 * metrics.bindTo(registry);
 * KeyValueStore store = RetryingStore.of(EtcdStore.open(url)).withListener(metrics);
 * Ponkeeper ponkeeper = Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withListener(metrics));
 * }</pre>
 *
 * <p>No label has the name of an OLT, PON or ONU: the number of time series does not grow with the
 * network. All label values are known at build time, except those of the tags given to the
 * constructor.
 *
 * <p>Use one object for each Ponkeeper. It may be bound before or after the Ponkeeper is opened,
 * and to several registries; what happened before is not in the meters. The registries remain with
 * the caller. After the Ponkeeper was closed, the gauges keep their last values until this object
 * is garbage.
 *
 * <p>Thread-safe.
 */
public final class PonkeeperMetrics implements EngineListener, RetryListener, MeterBinder {

  private final Tags tags;
  private final List<Meters> bound = new CopyOnWriteArrayList<>();
  private volatile Optional<Supplier<Status>> status = Optional.empty();

  /** Meters without further tags. */
  public PonkeeperMetrics() {
    this(Tags.empty());
  }

  /**
   * Meters with these tags in addition.
   *
   * @param tags tell the Ponkeepers of one process apart; their values must be few
   */
  public PonkeeperMetrics(Iterable<Tag> tags) {
    this.tags = Tags.of(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bound.add(new Meters(registry, tags, this));
  }

  /** The status of the Ponkeeper; empty before it is opened. */
  Optional<Status> status() {
    return status.map(Supplier::get);
  }

  @Override
  public void opened(Supplier<Status> status) {
    this.status = Optional.of(status);
  }

  @Override
  public void transactionEnded(OltTransaction transaction) {
    each(meters -> meters.transactionEnded(transaction));
  }

  @Override
  public void loaded(OltLoad load) {
    each(meters -> meters.loaded(load));
  }

  @Override
  public void waited(RequestWait wait) {
    each(meters -> meters.waited(wait));
  }

  @Override
  public void retrying(RetryListener.Operation operation, int failures, ErrorCode code) {
    each(meters -> meters.retrying(operation));
  }

  private void each(Consumer<Meters> event) {
    bound.forEach(event);
  }

  @Override
  public String toString() {
    return "metrics of a Ponkeeper, in " + bound.size() + " registries";
  }
}
