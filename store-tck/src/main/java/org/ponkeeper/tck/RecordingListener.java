package org.ponkeeper.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.monitor.EngineListener;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.monitor.Status;

/** A listener that records everything, for tests. Thread-safe. */
public final class RecordingListener implements EngineListener {

  /** A time-out; no change of a status takes this long. */
  private static final long MOST_SECONDS = 30;

  private final Queue<OltTransaction> transactions = new ConcurrentLinkedQueue<>();
  private final Queue<OltLoad> loads = new ConcurrentLinkedQueue<>();
  private final Queue<RequestWait> waits = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Status> changes = new LinkedBlockingQueue<>();

  /** Creates an empty record. */
  public RecordingListener() {}

  @Override
  public void transactionEnded(OltTransaction transaction) {
    transactions.add(transaction);
  }

  @Override
  public void loaded(OltLoad load) {
    loads.add(load);
  }

  @Override
  public void waited(RequestWait wait) {
    waits.add(wait);
  }

  @Override
  public void statusChanged(Status status) {
    changes.add(status);
  }

  /** The transactions so far that ended this way. */
  public List<OltTransaction> transactions(OltTransaction.Ending ending) {
    return transactions.stream().filter(t -> t.ending() == ending).toList();
  }

  /** The loads so far. */
  public List<OltLoad> loads() {
    return List.copyOf(loads);
  }

  /** The waits so far. */
  public List<RequestWait> waits() {
    return List.copyOf(waits);
  }

  /** The changes of the status up to the first one to this state; waits for it, at most 30 s. */
  public List<Status> statusesUntil(Status.State state) throws InterruptedException {
    List<Status> all = new ArrayList<>();
    while (all.isEmpty() || all.getLast().state() != state) {
      Status next = changes.poll(MOST_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the status did not become " + state + " after " + all);
      }
      all.add(next);
    }
    return all;
  }

  /** Whether there is no change that was not returned yet. */
  public boolean hasNoMoreStatuses() {
    return changes.isEmpty();
  }
}
