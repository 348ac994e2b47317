package org.ponkeeper.maintenance;

import java.util.function.Function;
import org.ponkeeper.engine.CallDeadline;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/**
 * Reads and transactions of work on a whole store. The work fails if it makes no progress for the
 * call time-out; its total time has no limit. For one thread.
 */
final class BackupWork {

  private final KeyValueStore store;
  private final CallDeadline deadline;
  private final TransactionRunner steps;

  BackupWork(KeyValueStore store, EngineOptions options) {
    this.store = store;
    this.deadline = CallDeadline.of(options);
    this.steps = new TransactionRunner(store, options, deadline);
  }

  /** Runs one step within the call time-out; like {@link TransactionRunner#make}. */
  <T> T make(Function<Snapshot, Step<T>> decide) {
    deadline.renew();
    return steps.make(decide);
  }

  /** Reads a small amount at one instant, within the call time-out. */
  <T> T read(Function<Snapshot, T> read) {
    deadline.renew();
    return steps.read(read);
  }

  /** Opens a snapshot for a long read, like {@link #readAll}. */
  Snapshot open(BackupKeys keys) {
    requireAnswer(keys);
    return store.snapshot();
  }

  /**
   * Reads a large amount at one instant; the first answer and each page must arrive within the call
   * time-out.
   */
  <T> T readAll(BackupKeys keys, Function<Snapshot, T> read) {
    requireAnswer(keys);
    return store.read(read);
  }

  /** Fails within the call time-out if the store does not answer; later answers may take longer. */
  private void requireAnswer(BackupKeys keys) {
    deadline.renew();
    deadline.on(store).list(keys.ranges(), ScanOptions.ALL.limit(1));
  }
}
