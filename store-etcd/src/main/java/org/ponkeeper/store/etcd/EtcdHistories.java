package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.store.History;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the history that the store reads from, and the connections that lead to it.
 *
 * <p>A connection may be used for data that depends on earlier reads only after verification that
 * it leads to the same history. The check uses the newest known transaction, the {@link Anchor}: at
 * its revision the same keys must have the same content. Otherwise a new history begins, of which
 * nothing is known yet.
 *
 * <p>While nothing is known of a history every connection may be used, because nothing depends on
 * earlier reads. After the first read of a version, only its connection counts as verified.
 *
 * <p>A connection leads to one process, which has one history while it runs. So a verification
 * remains valid as long as the connection. Thread-safe.
 */
final class EtcdHistories {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdHistories.class);

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private volatile KnownHistory current;

  /** Reads the keys of an anchor over the connection to verify. */
  interface AnchorReader {
    boolean finds(Anchor anchor) throws RpcFailedException;
  }

  EtcdHistories(String name) {
    this.name = name;
    this.current = begin();
  }

  private KnownHistory begin() {
    return new KnownHistory(new History(name));
  }

  /** The history that the store reads from, as far as it knows. */
  KnownHistory current() {
    return current;
  }

  /** A history that is not the store's, for a version that no condition can match. */
  History unknown() {
    return new History(name);
  }

  /** Sets the listener, which is called on any thread after a new history began. */
  void onReplaced(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Whether a request that depends on the history may use the connection. */
  static boolean mayCarry(EtcdConnection connection, KnownHistory known) {
    return known.anchor().isEmpty() || connection.shownFor(known).isPresent();
  }

  /**
   * Verifies that a connection leads to the current history at least up to a revision, or begins a
   * new history. Blocks while reading, and while another thread verifies the same connection.
   *
   * @param revision 0 if any verification of the connection is enough
   * @throws RpcFailedException if this could not be determined
   */
  void show(EtcdConnection connection, long revision, AnchorReader reader, Deadline end)
      throws RpcFailedException {
    lockInTime(connection.showing, end);
    try {
      while (!isShown(connection, revision)) {
        KnownHistory known = current;
        Object proof = known.proof();
        Optional<Anchor> anchor = known.anchor();
        boolean same = anchor.isEmpty() || reader.finds(anchor.get());
        if (!same) {
          replace(known);
        } else if (anchor.isEmpty() || note(connection, known, proof, anchor.get())) {
          return;
        }
      }
    } finally {
      connection.showing.unlock();
    }
  }

  private boolean isShown(EtcdConnection connection, long revision) {
    KnownHistory known = current;
    return mayCarry(connection, known)
        && (known.anchor().isEmpty() || connection.shownFor(known).orElse(0L) >= revision);
  }

  private static void lockInTime(ReentrantLock showing, Deadline end) throws RpcFailedException {
    try {
      if (!showing.tryLock(end.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS)) {
        throw RpcFailedException.notSent(
            Status.DEADLINE_EXCEEDED.withDescription(
                "the connection's history could not be read in time"));
      }
    } catch (InterruptedException e) {
      throw RpcFailedException.interrupted(e);
    }
  }

  /** Records a verification, if it is still relevant. */
  private boolean note(EtcdConnection connection, KnownHistory known, Object proof, Anchor anchor) {
    lock.lock();
    try {
      boolean valid = current == known && known.proof().equals(proof);
      if (valid) {
        connection.show(known, anchor.revision());
      }
      return valid;
    } finally {
      lock.unlock();
    }
  }

  /** Begins a new history, unless another thread already did. */
  void replace(KnownHistory known) {
    lock.lock();
    try {
      if (current != known) {
        return;
      }
      current = begin();
    } finally {
      lock.unlock();
    }
    LOG.warn(
        "the store does not continue the history that was read from it: it was restored, replaced"
            + " or compacted; everything is read again: {}",
        name);
    listeners.forEach(Runnable::run);
  }

  /**
   * Updates the known history from an answer.
   *
   * @param header the header of the answer to a linearizable read, or to a transaction
   * @param anchor the newest transaction in the answer, if any
   * @return false if the answer does not belong to the history, or may not: then its versions must
   *     not be returned as the history's
   */
  boolean learn(Answer<?> answer, ResponseHeader header, Optional<Anchor> anchor) {
    KnownHistory known = answer.known();
    if (isForeign(answer, header)) {
      replace(known);
      return false;
    }
    known.see(header.getRevision());
    return anchor.isEmpty() || learn(answer.connection(), known, anchor.get());
  }

  /**
   * Whether the answer shows an earlier revision than etcd had confirmed before the request, or
   * another cluster. Verified connections lead to one process, but a proxy in between may switch to
   * another one.
   */
  private static boolean isForeign(Answer<?> answer, ResponseHeader header) {
    Optional<Anchor> before = answer.anchorBefore();
    return before.isPresent()
        && (header.getRevision() < before.get().revision()
            || header.getClusterId() != before.get().cluster());
  }

  /**
   * Records a transaction that was seen over a connection.
   *
   * @return false if it may not belong to the history
   */
  boolean learn(EtcdConnection connection, KnownHistory known, Anchor newest) {
    Optional<Anchor> before = known.anchor();
    if (before.isPresent()
        && before.get().revision() > newest.revision()
        && connection.shownFor(known).isPresent()) {
      return true; // most answers tell of nothing new
    }
    lock.lock();
    try {
      if (current != known) {
        return true; // its versions are stale already
      }
      Optional<Anchor> anchor = known.anchor();
      boolean first = anchor.isEmpty();
      if (!first && connection.shownFor(known).isEmpty()) {
        return false;
      }
      boolean newer = first || newest.revision() > anchor.get().revision();
      known.anchor(first ? newest : anchor.get().with(newest));
      if (first || (newer && connection.isReplaced())) {
        // The other connections were verified for an earlier revision, or not at all.
        known.demandProof();
      }
      connection.show(known, newest.revision());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records that a connection leads to the history up to a revision, because a bookmark's
   * transaction was found over it.
   *
   * @param anchor the transaction that was read
   * @param revision the revision of the bookmark
   * @return false if it may not belong to the history
   */
  boolean learn(EtcdConnection connection, KnownHistory known, Anchor anchor, long revision) {
    if (!learn(connection, known, anchor)) {
      return false;
    }
    lock.lock();
    try {
      if (current == known) {
        connection.show(known, revision);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
