package org.ponkeeper.store.etcd;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ponkeeper.store.History;

/** What the store knows of one history. Thread-safe; changed only by {@link EtcdHistories}. */
final class KnownHistory {

  private final History history;
  private final AtomicLong seen = new AtomicLong();
  private volatile Optional<Anchor> anchor = Optional.empty();
  private volatile Object proof = new Object();

  KnownHistory(History history) {
    this.history = history;
  }

  History history() {
    return history;
  }

  /** The newest transaction that was seen; empty while no version is known. */
  Optional<Anchor> anchor() {
    return anchor;
  }

  /**
   * Identifies the current requirements of a verification. When this object changes, every
   * connection has to be verified again.
   */
  Object proof() {
    return proof;
  }

  /** The greatest revision in an answer: later commits have a greater one. */
  long seen() {
    return seen.get();
  }

  void see(long revision) {
    seen.accumulateAndGet(revision, Math::max);
  }

  void anchor(Anchor newest) {
    anchor = Optional.of(newest);
  }

  void demandProof() {
    proof = new Object();
  }
}
