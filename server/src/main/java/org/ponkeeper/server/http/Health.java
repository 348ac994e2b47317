package org.ponkeeper.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.monitor.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server lives ({@code /healthz}) and whether calls should be sent to it ({@code
 * /readyz}). Both answer from memory. If nobody else asks the store, this does, so that an outage
 * is seen without calls.
 */
final class Health implements AutoCloseable {

  static final String LIVE = "/healthz";
  static final String READY = "/readyz";

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final Duration LOOK_AT_STATUS = Duration.ofMillis(500);
  private static final Duration LOOK_AT_POOLS = Duration.ofMinutes(1);

  private final Ponkeeper ponkeeper;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          ThreadFactories.newThreadFactory("ponkeeper-health", true));
  private final StoreHealth forGrpc;
  private volatile boolean stopping;

  Health(Ponkeeper ponkeeper, ServerMetrics metrics) {
    this.ponkeeper = ponkeeper;
    forGrpc = new StoreHealth(ponkeeper, () -> stopping);
    every(ASK, this::askStore);
    every(LOOK_AT_STATUS, forGrpc::check);
    every(LOOK_AT_POOLS, () -> metrics.look(ponkeeper));
  }

  private void every(Duration period, Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> runQuietly(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void runQuietly(Runnable work) {
    try {
      work.run();
    } catch (PonkeeperException | IllegalStateException e) {
      // The status of the Ponkeeper says so, or it was closed.
      LOG.debug("the store could not be asked", e);
    }
  }

  private void askStore() {
    boolean isOld =
        ponkeeper
            .status()
            .lastContact()
            .map(last -> last.isBefore(Instant.now().minus(ASK)))
            .orElse(true);
    if (isOld) {
      ponkeeper.checkStore();
    }
  }

  /** The same as {@code /readyz}, for gRPC's health service. */
  ListenableHealthChecker forGrpc() {
    return forGrpc;
  }

  static boolean isHealthPath(String path) {
    return path.equals(LIVE) || path.equals(READY);
  }

  /** Says that it lives. */
  HttpResponse live() {
    return HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "ok\n");
  }

  /** Says whether calls should be sent to it. */
  HttpResponse ready() {
    if (stopping) {
      return notReady("stopping");
    }
    Status status = ponkeeper.status();
    String text = status.state() + ": " + status.reason().text() + "\n";
    return status.state() == Status.State.DOWN
        ? notReady(text.strip())
        : HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, text);
  }

  private static HttpResponse notReady(String text) {
    return HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, text + "\n");
  }

  /** From now on it is not ready. */
  void stop() {
    stopping = true;
    thread.execute(forGrpc::check);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
