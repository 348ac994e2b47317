package org.ponkeeper.server.api;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * A stream of messages that long work makes, on a thread of its own. At most a few messages are in
 * memory: the work waits for a slow caller, and ends if it waits too long, or if the caller
 * cancels.
 *
 * @param <T> the messages
 */
final class StreamedWork<T> {

  /** How long work waits for a caller that does not read. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServerCallStreamObserver<T> caller;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private StreamedWork(ServerCallStreamObserver<T> caller, Duration patience) {
    this.caller = caller;
    this.patience = patience;
  }

  /** Starts the work; what it throws is the error of the call. */
  static <T> void start(
      StreamObserver<T> caller, Duration patience, Consumer<StreamedWork<T>> work) {
    of(caller, patience).begin(work);
  }

  /** A stream whose work begins later. To be called before the service returns. */
  static <T> StreamedWork<T> of(StreamObserver<T> caller, Duration patience) {
    StreamedWork<T> stream = new StreamedWork<>((ServerCallStreamObserver<T>) caller, patience);
    stream.caller.setOnReadyHandler(stream::signal);
    stream.caller.setOnCancelHandler(stream::signal);
    return stream;
  }

  /** Begins the work; what it throws is the error of the call. */
  void begin(Consumer<StreamedWork<T>> work) {
    Thread.ofVirtual().name("ponkeeper-stream").start(Context.current().wrap(() -> run(work)));
  }

  private void run(Consumer<StreamedWork<T>> work) {
    try {
      work.accept(this);
      caller.onCompleted();
    } catch (CancellationException e) {
      // Nobody waits for an answer.
    } catch (RuntimeException | Error e) {
      caller.onError(ApiErrors.exception(e));
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a message as soon as the caller has read the ones before.
   *
   * @throws CancellationException if the caller has cancelled
   * @throws RequestException {@code LIMIT_EXCEEDED} if the caller does not read
   */
  void send(T message) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!caller.isReady() && !caller.isCancelled()) {
        if (left <= 0) {
          throw new RequestException(
              Code.LIMIT_EXCEEDED, "reader", "it did not read for " + patience.toSeconds() + " s");
        }
        left = changed.awaitNanos(left);
      }
      requireCaller();
      caller.onNext(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a message without waiting for the caller; only for messages that are small and not many.
   *
   * @throws CancellationException if the caller has cancelled
   */
  void sendAtOnce(T message) {
    requireCaller();
    caller.onNext(message);
  }

  /**
   * Sends a message if the caller has read the ones before, and else drops it.
   *
   * @throws CancellationException if the caller has cancelled
   */
  void offer(T message) {
    requireCaller();
    if (caller.isReady()) {
      caller.onNext(message);
    }
  }

  private void requireCaller() {
    if (caller.isCancelled()) {
      throw new CancellationException("the caller has cancelled");
    }
  }
}
