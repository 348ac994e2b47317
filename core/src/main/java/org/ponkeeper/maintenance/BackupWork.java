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
 * Reads and guarded steps of work that goes through all of a store. It ends when it makes no
 * progress for the time of a call, however long it takes. For one thread.
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

  /** Makes one step, in the time of a call; as {@link TransactionRunner#make}. */
  <T> T make(Function<Snapshot, Step<T>> decide) {
    deadline.renew();
    return steps.make(decide);
  }

  /** Reads a little at one instant, in the time of a call. */
  <T> T read(Function<Snapshot, T> read) {
    deadline.renew();
    return steps.read(read);
  }

  /** Begins to read much at one instant, as {@link #readAll}. */
  Snapshot open(BackupKeys keys) {
    requireAnswer(keys);
    return store.snapshot();
  }

  /** Reads much at one instant; the beginning has the time of a call, and so has each page. */
  <T> T readAll(BackupKeys keys, Function<Snapshot, T> read) {
    requireAnswer(keys);
    return store.read(read);
  }

  /**
   * A store that does not answer is found out in the time of a call; what it answers afterwards may
   * take longer.
   */
  private void requireAnswer(BackupKeys keys) {
    deadline.renew();
    deadline.on(store).list(keys.ranges(), ScanOptions.ALL.limit(1));
  }
}
