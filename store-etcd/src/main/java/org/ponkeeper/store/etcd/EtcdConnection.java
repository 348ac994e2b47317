package org.ponkeeper.store.etcd;

import io.grpc.Attributes;
import io.grpc.ClientTransportFilter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection to a member: one HTTP/2 transport of gRPC. gRPC silently replaces a lost
 * connection, so this object shows whether a request goes to the same process as the previous one.
 *
 * <p>{@link EtcdHistories} knows which history a connection was verified for. Thread-safe.
 */
final class EtcdConnection {

  private static final Attributes.Key<EtcdConnection> KEY =
      Attributes.Key.create("ponkeeper-connection");

  /**
   * Held while the connection is being verified, so that this is done once for all waiting threads.
   */
  final ReentrantLock showing = new ReentrantLock();

  private volatile boolean replaced;
  private volatile Shown shown = new Shown(new Object(), 0);

  /**
   * What the connection was verified for.
   *
   * @param proof the {@link KnownHistory#proof()} at that time
   * @param revision the revision up to which the histories are the same
   */
  private record Shown(Object proof, long revision) {}

  /** The connection of a transport that is ready. */
  static EtcdConnection of(Attributes transport) {
    EtcdConnection connection = transport.get(KEY);
    return connection == null ? new EtcdConnection() : connection;
  }

  /** Whether the member has a newer connection, or this one has ended. */
  boolean isReplaced() {
    return replaced;
  }

  /**
   * The greatest revision up to which the connection was verified to have the same history; empty
   * if it was not verified.
   */
  Optional<Long> shownFor(KnownHistory known) {
    Shown now = shown;
    return now.proof().equals(known.proof()) ? Optional.of(now.revision()) : Optional.empty();
  }

  /** Records what it was verified for; under the lock of {@link EtcdHistories}. */
  void show(KnownHistory known, long revision) {
    shown = new Shown(known.proof(), Math.max(revision, shownFor(known).orElse(0L)));
  }

  /** Creates the connection object of each transport of a channel. */
  static final class Filter extends ClientTransportFilter {
    private final AtomicReference<Optional<EtcdConnection>> latest =
        new AtomicReference<>(Optional.empty());

    @Override
    public Attributes transportReady(Attributes transport) {
      EtcdConnection connection = new EtcdConnection();
      latest.getAndSet(Optional.of(connection)).ifPresent(old -> old.replaced = true);
      return transport.toBuilder().set(KEY, connection).build();
    }

    @Override
    public void transportTerminated(Attributes transport) {
      of(transport).replaced = true;
    }
  }
}
