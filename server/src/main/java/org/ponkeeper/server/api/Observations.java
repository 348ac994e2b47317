package org.ponkeeper.server.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.store.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server keeps in its memory of what it has seen: how full OLTs were, what audits found, how
 * the store answered. A thread of its own looks at the store and at the OLTs in memory, so no call
 * waits for that. Lost when the server ends. Thread-safe.
 */
public final class Observations implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Observations.class);
  private static final Duration ASK_STORE = Duration.ofSeconds(10);

  private final Ponkeeper ponkeeper;
  private final UseHistory use;
  private final LastAudits audits = new LastAudits();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("ponkeeper-observations").unstarted(work));
  private volatile Optional<Answer> answer = Optional.empty();
  private volatile Optional<Listed> listed = Optional.empty();

  private Observations(Ponkeeper ponkeeper, Duration interval) {
    this.ponkeeper = ponkeeper;
    this.use = new UseHistory(interval);
  }

  /**
   * Begins to observe.
   *
   * @param interval the time between two looks at how full the OLTs in memory are
   */
  public static Observations start(Ponkeeper ponkeeper, Duration interval) {
    Observations observations = new Observations(ponkeeper, interval);
    observations.every(Duration.ZERO, ASK_STORE, observations::askStore);
    observations.every(interval, interval, observations::count);
    return observations;
  }

  private void every(Duration first, Duration period, Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> runQuietly(work), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void runQuietly(Runnable work) {
    try {
      work.run();
    } catch (PonkeeperException | IllegalStateException e) {
      // The status of the Ponkeeper says so, or it was closed.
      LOG.debug("the store could not be observed", e);
    }
  }

  /**
   * What the store last answered.
   *
   * @param kind its engine, for display
   * @param latency how long it took; empty if it has failed since
   */
  record Answer(String kind, Optional<Duration> latency) {}

  private void askStore() {
    try {
      Health health = ponkeeper.checkStore();
      answer = Optional.of(new Answer(health.engine(), Optional.of(health.roundTrip())));
    } catch (StoreFailedException e) {
      answer = answer.map(before -> new Answer(before.kind(), Optional.empty()));
      throw e;
    }
  }

  /** Only OLTs in memory: others are not loaded for this. */
  private void count() {
    Instant now = Instant.now();
    for (Status.LoadedOlt loaded : ponkeeper.status().olts()) {
      runQuietly(() -> use.add(ponkeeper.olt(loaded.technology(), loaded.olt()).use(), now));
    }
    use.dropOld(now);
  }

  UseHistory use() {
    return use;
  }

  LastAudits audits() {
    return audits;
  }

  /** Empty before the store has answered. */
  Optional<Answer> store() {
    return answer;
  }

  /** The OLTs of the store, and when they were read. */
  record Listed(List<KnownOlt> olts, Instant time) {}

  /**
   * Reads the list of OLTs. If the store does not answer, the last known one.
   *
   * @throws StoreFailedException if none is known
   */
  Listed olts() {
    Optional<Listed> before = listed;
    if (before.isPresent() && ponkeeper.status().state() == Status.State.DOWN) {
      return before.get();
    }
    Instant now = Instant.now();
    try {
      Listed read = new Listed(ponkeeper.olts().list(), now);
      listed = Optional.of(read);
      return read;
    } catch (StoreFailedException e) {
      return before.orElseThrow(() -> e);
    }
  }

  /** Ends the thread, without waiting for it. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
