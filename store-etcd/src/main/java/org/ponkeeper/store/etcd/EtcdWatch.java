package org.ponkeeper.store.etcd;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch that follows etcd from member to member: after each lost stream it goes on with the
 * revision after the last event that it delivered. Where that is compacted, or etcd is no longer
 * there yet (restored from a backup), it begins at the present, and says to list again once that
 * stands.
 *
 * <p>It asks etcd to tell of its progress now and then, so that a watch without events does not
 * fall behind the next compaction. (Asking at a time of its own choice would be better, but can
 * skip events in etcd before 3.4.25 and 3.5.8.)
 */
final class EtcdWatch implements Subscription {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);

  /** How long to wait before the next stream: up to 20 ms, and up to 1 s after many failures. */
  private static final RetryPolicy BACKOFF = RetryPolicy.DEFAULTS;

  /** etcd cuts long responses into pieces if asked to; the stubs are too old to name the fields. */
  private static final int FRAGMENT_OF_REQUEST = 8;

  private static final int FRAGMENT_OF_RESPONSE = 7;

  private final EtcdMembers members;
  private final EtcdTokens tokens;
  private final EtcdOptions options;
  private final EtcdMessages.Span span;
  private final History history;
  private final WatchDelivery delivery;
  private final Consumer<EtcdWatch> onClose;
  private final CompletableFuture<Void> standing = new CompletableFuture<>();
  private final Thread thread = WatchDelivery.thread(this::run);
  private volatile Optional<WatchStream> current = Optional.empty();

  /** The first revision that was not delivered as a whole; 0 is the present. */
  private long next;

  /** How many events of {@link #next} were delivered, if a response was cut within it. */
  private int deliveredOfNext;

  /** How many of those are still to come once more, on a new stream. */
  private int repeated;

  /** Whether changes were missed and the consumer does not know. */
  private boolean missed;

  /** How many streams were lost or could not be made since the watch last stood. */
  private int failures;

  EtcdWatch(
      EtcdMembers members,
      EtcdTokens tokens,
      EtcdOptions options,
      EtcdMessages.Span span,
      History history,
      Position from,
      WatchDelivery delivery,
      Consumer<EtcdWatch> onClose) {
    this.members = members;
    this.tokens = tokens;
    this.options = options;
    this.span = span;
    this.history = history;
    this.next =
        switch (from) {
          case Position.Now now -> 0;
          case Position.After after -> after.version().token() + 1;
        };
    this.delivery = delivery;
    this.onClose = onClose;
  }

  /** Starts; what is returned ends when the watch stands, or cannot be made. */
  CompletableFuture<Void> start() {
    thread.start();
    return standing;
  }

  private void run() {
    Optional<EtcdTokens.Token> refused = Optional.empty();
    while (!delivery.isClosed()) {
      try {
        Deadline end = Deadline.after(options.deadline().toNanos(), TimeUnit.NANOSECONDS);
        EtcdTokens.Token token =
            refused.isPresent() ? tokens.instead(refused.get(), end) : tokens.token(end);
        refused =
            followSafely(token, end, refused.isEmpty()) ? Optional.empty() : Optional.of(token);
      } catch (RpcFailedException e) {
        refused = Optional.empty();
        if (standing.completeExceptionally(e)) {
          close();
        } else if (!delivery.isClosed()) {
          pauseAfter(e);
        }
      }
    }
    standing.completeExceptionally(new StoreClosedException());
  }

  /** Whatever goes wrong, the watch goes on: its thread must never end while it stands. */
  private boolean followSafely(EtcdTokens.Token token, Deadline end, boolean renewable)
      throws RpcFailedException {
    try {
      return follow(token, end, renewable);
    } catch (RuntimeException e) {
      Status status = Status.INTERNAL.withDescription("unexpected " + e).withCause(e);
      throw new RpcFailedException(EtcdFailure.LOST, status.asRuntimeException());
    }
  }

  private void pauseAfter(RpcFailedException e) {
    failures++;
    if (failures == 1) {
      LOG.warn("watch interrupted, will go on: {} {}", options.url(), e.getMessage());
    }
    LockSupport.parkNanos(BACKOFF.pause(failures, ThreadLocalRandom.current()).toNanos());
  }

  /**
   * Follows one stream to its end.
   *
   * @param renewable whether it is worth while to come again with a new token
   * @return false if a new token is wanted
   */
  private boolean follow(EtcdTokens.Token token, Deadline end, boolean renewable)
      throws RpcFailedException {
    Deadline deadline =
        Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
    EtcdMembers.Member member = members.next(deadline);
    repeated = deliveredOfNext;
    try (WatchStream stream =
        new WatchStream(EtcdRpc.withHeaders(member.channel(), token.text()), request())) {
      current = Optional.of(stream);
      WatchResponse created = confirmed(stream, member, deadline);
      if (created.getCanceled() && created.getCompactRevision() == 0) {
        if (renewable && isAboutToken(created)) {
          return false;
        }
        throw ended(created);
      }
      if (isBeyond(created)) {
        beginAnew();
        return true;
      }
      stand(created);
      while (!delivery.isClosed()) {
        WatchResponse response = stream.next();
        if (response.getCompactRevision() != 0) {
          beginAnew();
          return true;
        }
        if (response.getCanceled()) {
          throw ended(response);
        }
        take(response);
      }
      return true;
    } finally {
      current = Optional.empty();
    }
  }

  private static WatchResponse confirmed(
      WatchStream stream, EtcdMembers.Member member, Deadline deadline) throws RpcFailedException {
    try {
      return stream.first(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    } catch (RpcFailedException e) {
      member.avoid();
      throw e;
    }
  }

  private WatchRequest request() {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(span.start())
            .setRangeEnd(span.end())
            .setStartRevision(next)
            .setProgressNotify(true)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        FRAGMENT_OF_REQUEST,
                        UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build());
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  /** Whether etcd has not even reached what was seen of it. */
  private boolean isBeyond(WatchResponse created) {
    return next > created.getHeader().getRevision() + 1;
  }

  private void beginAnew() {
    next = 0;
    deliveredOfNext = 0;
    missed = true;
  }

  /** The watch stands: from here on etcd keeps for it whatever happens. */
  private void stand(WatchResponse created) {
    if (next == 0) {
      next = created.getHeader().getRevision() + 1;
    }
    standing.complete(null);
    failures = 0;
    if (missed) {
      missed = false;
      delivery.deliver(new WatchEvent.ListAgain());
    }
  }

  private void take(WatchResponse response) {
    for (Event event : response.getEventsList()) {
      long revision = event.getKv().getModRevision();
      if (revision > next) {
        next = revision;
        deliveredOfNext = 0;
        repeated = 0;
      }
      if (repeated > 0) {
        repeated--;
      } else {
        deliveredOfNext++;
        change(event).ifPresent(delivery::deliver);
      }
    }
    if (!isCut(response)) {
      next = Math.max(next, lastRevision(response) + 1);
      deliveredOfNext = 0;
      repeated = 0;
    }
  }

  /** Without events a response tells how far etcd has come. */
  private static long lastRevision(WatchResponse response) {
    int count = response.getEventsCount();
    return count == 0
        ? response.getHeader().getRevision()
        : response.getEvents(count - 1).getKv().getModRevision();
  }

  private static boolean isCut(WatchResponse response) {
    return response.getUnknownFields().hasField(FRAGMENT_OF_RESPONSE);
  }

  private Optional<WatchEvent> change(Event event) {
    Version version = new Version(history, event.getKv().getModRevision());
    return EtcdMessages.key(event.getKv().getKey())
        .map(key ->
            event.getType() == Event.EventType.DELETE
                ? new WatchEvent.Deleted(key, version)
                : new WatchEvent.Written(key, version));
  }

  /** etcd 3.4 says of a bad token that the permission is missing. */
  private static boolean isAboutToken(WatchResponse response) {
    EtcdFailure failure = EtcdFailure.ofReason(response.getCancelReason());
    return failure == EtcdFailure.PERMISSION_DENIED || failure.wantsLogin();
  }

  private static RpcFailedException ended(WatchResponse response) {
    String reason = response.getCancelReason();
    return new RpcFailedException(
        EtcdFailure.ofReason(reason),
        Status.ABORTED.withDescription("etcd ended the watch: " + reason).asRuntimeException());
  }

  @Override
  public void close() {
    delivery.close();
    current.ifPresent(WatchStream::close);
    LockSupport.unpark(thread);
    onClose.accept(this);
  }
}
