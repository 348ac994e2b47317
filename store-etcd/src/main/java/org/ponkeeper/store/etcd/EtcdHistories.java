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
 * Which history the store reads from, and which connections lead to it.
 *
 * <p>Nothing that was read may be relied on over a connection for which it was not shown that it
 * leads to the same history. It is shown by the newest transaction that was seen, the {@link
 * Anchor}: it must stand at its revision with the same content. Anything else begins a new history,
 * of which nothing is known yet.
 *
 * <p>While nothing is known of a history every connection may be used: there is nothing to rely on.
 * The first one over which something is learnt is the only one that is shown then.
 *
 * <p>A connection leads to one process, which has one history as long as it runs. So what was shown
 * once holds as long as the connection. Thread-safe.
 */
final class EtcdHistories {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdHistories.class);

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private volatile KnownHistory current;

  /** Reads the keys of an anchor over the connection that is to be shown. */
  interface AnchorReader {
    boolean stands(Anchor anchor) throws RpcFailedException;
  }

  EtcdHistories(String name) {
    this.name = name;
    this.current = begin();
  }

  private KnownHistory begin() {
    return new KnownHistory(new History(name));
  }

  /** The history that the store reads from; asks nobody. */
  KnownHistory current() {
    return current;
  }

  /** A history that is none of the store's: for a version that nothing may rely on. */
  History unknown() {
    return new History(name);
  }

  /** Has the listener called, on any thread, after a new history began. */
  void onReplaced(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Whether a request that relies on the history may go over the connection. */
  static boolean mayCarry(EtcdConnection connection, KnownHistory known) {
    return known.anchor().isEmpty() || connection.shownFor(known).isPresent();
  }

  /**
   * Shows that a connection leads to the current history at least up to a revision, or begins a new
   * history. Blocks for the reads, and while another thread shows the same connection.
   *
   * @param revision 0 if it is enough that the connection was shown at all
   * @throws RpcFailedException if neither could be found out
   */
  void show(EtcdConnection connection, long revision, AnchorReader reader, Deadline end)
      throws RpcFailedException {
    lockInTime(connection.showing, end);
    try {
      while (!isShown(connection, revision)) {
        KnownHistory known = current;
        Object proof = known.proof();
        Optional<Anchor> anchor = known.anchor();
        boolean same = anchor.isEmpty() || reader.stands(anchor.get());
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

  /** Notes what was shown, if it still says something. */
  private boolean note(EtcdConnection connection, KnownHistory known, Object proof, Anchor anchor) {
    lock.lock();
    try {
      boolean valid = current == known && known.proof() == proof;
      if (valid) {
        connection.show(known, anchor.revision());
      }
      return valid;
    } finally {
      lock.unlock();
    }
  }

  /** Begins a new history, unless another thread did already. */
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
   * Learns from an answer that came over a connection.
   *
   * @param header of the answer to a read that etcd confirmed, or to a transaction
   * @param anchor the newest transaction that it tells of, if any
   * @return false if the answer does not belong to the history, or that is not known: then its
   *     versions must not be given out as the history's
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
   * Whether etcd went back behind what it had confirmed before it was asked, or is another cluster.
   * Connections are shown to lead to one process; something between us and etcd may still ask
   * another one.
   */
  private static boolean isForeign(Answer<?> answer, ResponseHeader header) {
    Optional<Anchor> before = answer.anchorBefore();
    return before.isPresent()
        && (header.getRevision() < before.get().revision()
            || header.getClusterId() != before.get().cluster());
  }

  /**
   * Learns of a transaction that was told of over a connection.
   *
   * @return false if it is not known to be of the history
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
        // The others were shown for less than this, or not at all.
        known.demandProof();
      }
      connection.show(known, newest.revision());
      return true;
    } finally {
      lock.unlock();
    }
  }
}
