package org.ponkeeper.server.api;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.Changes;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.server.error.ApiErrors;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.ponkeeper.store.Subscription;

/**
 * One caller that watches changes. Events wait in a queue until the caller has read the ones
 * before. While the queue is full, the store keeps further events, for as long as {@code patience};
 * then the stream ends with {@code LIMIT_EXCEEDED}, and the caller can resume with its last
 * bookmark. The watch of the store ends with the stream.
 */
final class ChangeStream {

  /** The greatest number of events that wait. */
  static final int MAX_WAITING = 1_000;

  private final ServerCallStreamObserver<ChangeEvent> caller;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Deque<ChangeEvent> waiting = new ArrayDeque<>();
  private Optional<Subscription> watch = Optional.empty();
  private boolean isEnded;

  private ChangeStream(ServerCallStreamObserver<ChangeEvent> caller, Duration patience) {
    this.caller = caller;
    this.patience = patience;
  }

  /** Starts to watch; returns when the watch has begun. */
  static void start(
      Changes changes, ServerCallStreamObserver<ChangeEvent> caller, Duration patience) {
    ChangeStream stream = new ChangeStream(caller, patience);
    caller.setOnReadyHandler(stream::send);
    caller.setOnCancelHandler(stream::end);
    stream.begin(changes.watch(stream::add));
  }

  private void begin(Subscription begun) {
    lock.lock();
    try {
      watch = Optional.of(begun);
      if (isEnded) {
        begun.close();
      } else {
        // The first events may have come already.
        waiting.addFirst(ChangeEvent.newBuilder().setBegun(true).build());
        send();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends what the caller has room for. */
  private void send() {
    lock.lock();
    try {
      while (watch.isPresent() && !isEnded && !waiting.isEmpty() && caller.isReady()) {
        caller.onNext(waiting.removeFirst());
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes an event of the store, on the thread of the watch. */
  private void add(org.ponkeeper.olt.ChangeEvent event) {
    ChangeEvent message = ChangeMessage.of(event);
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!isEnded && waiting.size() >= MAX_WAITING) {
        if (left <= 0) {
          cutOff();
          return;
        }
        left = room.awaitNanos(left);
      }
      if (!isEnded) {
        waiting.addLast(message);
        send();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
    } finally {
      lock.unlock();
    }
  }

  private void cutOff() {
    end();
    caller.onError(
        ApiErrors.exception(
            new RequestException(
                Code.LIMIT_EXCEEDED,
                "reader",
                "it is too slow: continue after the bookmark of the last event that you have")));
  }

  private void end() {
    lock.lock();
    try {
      isEnded = true;
      waiting.clear();
      watch.ifPresent(Subscription::close);
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
