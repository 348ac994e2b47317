package org.ponkeeper.store.sqlite;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchConnection;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;

/** One watch: the events that wait for its consumer, and the thread that delivers them. */
final class SqliteWatch implements Subscription {

  private static final WatchEvent LIST_AGAIN = new WatchEvent.Resync();

  private final KeyRange range;
  private final WatchDelivery delivery;
  private final WatchConnection file = new WatchConnection();
  private final Consumer<SqliteWatch> onClose;

  /** Not larger than the log: a consumer that is slower than that has missed events either way. */
  private final BlockingQueue<WatchEvent> waiting = new LinkedBlockingQueue<>(SqliteChanges.KEPT);

  /** How far the log was read for this watch; only used by the thread that reads the log. */
  private LogPosition position;

  SqliteWatch(
      KeyRange range,
      LogPosition position,
      Consumer<WatchEvent> onEvent,
      Consumer<SqliteWatch> onClose) {
    this.range = range;
    this.position = position;
    this.delivery = new WatchDelivery(onEvent);
    this.onClose = onClose;
    WatchDelivery.thread(this::deliver).start();
  }

  @Override
  public void onConnectionChange(ConnectionListener listener) {
    file.listener(listener);
  }

  /** The log could not be read. */
  void interrupted(ErrorCode code) {
    file.interrupted(code);
  }

  /** The log was read. */
  void resumed() {
    file.resumed();
  }

  LogPosition position() {
    return position;
  }

  /** Adds the changes after its position. */
  void take(SqliteChanges.Batch batch) {
    if (batch.cut()) {
      add(LIST_AGAIN);
    }
    for (WatchEvent.Change change : batch.changes()) {
      if (range.contains(change.key())) {
        add(change);
      }
    }
    position = new LogPosition(batch.history(), batch.lastId());
  }

  private void add(WatchEvent event) {
    if (!waiting.offer(event)) {
      waiting.clear();
      waiting.add(LIST_AGAIN);
    }
  }

  private void deliver() {
    while (!delivery.isClosed()) {
      try {
        delivery.deliver(waiting.take());
      } catch (InterruptedException e) {
        // The interrupt is from the consumer's last call; only closing ends a watch.
      }
    }
  }

  @Override
  public void close() {
    delivery.close();
    onClose.accept(this);
    // Wakes the thread; a closed watch delivers nothing.
    add(LIST_AGAIN);
  }
}
