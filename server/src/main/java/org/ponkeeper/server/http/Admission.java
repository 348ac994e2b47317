package org.ponkeeper.server.http;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * How many requests and streams the server works on at a time. It has a fixed number of threads,
 * and refuses a request as long as too many wait for one; so its memory is bounded, however many
 * come. The threads are virtual: a call is handed over several times, and waking a thread of the
 * system each time is expensive.
 */
final class Admission {

  private final ServerConfig.Limits limits;
  private final ScheduledThreadPoolExecutor threads;
  private final Semaphore requests;
  private final Semaphore streams;

  Admission(ServerConfig.Limits limits) {
    this.limits = limits;
    threads =
        new ScheduledThreadPoolExecutor(
            limits.calls() + limits.streams(),
            Thread.ofVirtual().name("ponkeeper-call-", 0).factory());
    threads.setRemoveOnCancelPolicy(true);
    requests = new Semaphore(limits.calls() + limits.streams() + limits.waitingCalls());
    streams = new Semaphore(limits.streams());
  }

  /** The threads that run calls. */
  ScheduledThreadPoolExecutor threads() {
    return threads;
  }

  /**
   * Admits a request.
   *
   * @throws RequestException {@code LIMIT_EXCEEDED}
   */
  void enter() {
    // A call that its client gave up may still run or wait.
    if (threads.getQueue().size() > limits.waitingCalls() || !requests.tryAcquire()) {
      throw new RequestException(
          Code.LIMIT_EXCEEDED,
          "limit",
          "limits.calls=" + limits.calls() + ", limits.waiting_calls=" + limits.waitingCalls());
    }
  }

  /** A request that was admitted has ended. */
  void leave() {
    requests.release();
  }

  /**
   * Admits a stream, in addition to its request.
   *
   * @throws RequestException {@code LIMIT_EXCEEDED}
   */
  void enterStream() {
    if (!streams.tryAcquire()) {
      throw new RequestException(
          Code.LIMIT_EXCEEDED, "limit", "limits.streams=" + limits.streams());
    }
  }

  /** A stream that was admitted has ended. */
  void leaveStream() {
    streams.release();
  }
}
