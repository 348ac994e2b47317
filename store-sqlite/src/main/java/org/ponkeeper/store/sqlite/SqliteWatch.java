package org.ponkeeper.store.sqlite;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchConnection;
import org.ponkeeper.store.WatchDelivery;

/**
 * One watch: the events that wait for its consumer, and the thread that delivers them.
 *
 * @param <E> the events
 */
final class SqliteWatch<E> implements Subscription {

  private final KeyRange range;
  private final RowMapping<E> rows;
  private final WatchDelivery<E> delivery;
  private final WatchConnection file = new WatchConnection();
  private final Consumer<SqliteWatch<?>> onClose;

  /** Not larger than the log: a consumer that is slower than that has missed events either way. */
  private final BlockingQueue<E> waiting = new LinkedBlockingQueue<>(SqliteChanges.KEPT);

  /** How far the log was read for this watch; only used by the thread that reads the log. */
  private LogPosition position;

  SqliteWatch(
      KeyRange range,
      LogPosition position,
      RowMapping<E> rows,
      Consumer<E> onEvent,
      Consumer<SqliteWatch<?>> onClose) {
    this.range = range;
    this.position = position;
    this.rows = rows;
    this.delivery = new WatchDelivery<>(onEvent);
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

  /** Whether the rows that it takes need their values. */
  boolean needsValues() {
    return rows.needsValues();
  }

  /** Adds the changes after its position. */
  void take(SqliteChanges.Batch batch) {
    if (batch.cut()) {
      add(rows.resync());
    }
    rows.events(batch, range).forEach(this::add);
    position = new LogPosition(batch.history(), batch.lastId());
  }

  private void add(E event) {
    if (!waiting.offer(event)) {
      waiting.clear();
      waiting.add(rows.resync());
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
    add(rows.resync());
  }
}
