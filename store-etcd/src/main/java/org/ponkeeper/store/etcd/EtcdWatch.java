package org.ponkeeper.store.etcd;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.WatchConnection;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch that survives lost connections and members. After each lost stream it continues with the
 * revision after the last delivered event, over a connection that is verified to have the same
 * history up to there. If that revision is compacted, or the history is another one, it starts at
 * the present, and delivers a {@link WatchEvent.Resync} once the new watch is confirmed.
 *
 * <p>If the histories are verified to be the same only up to an earlier revision, the watch
 * continues from that one: events in between that should already have been delivered belong to a
 * fork, or cannot be distinguished from a fork. Then it delivers a {@link WatchEvent.Resync} too.
 *
 * <p>The watch makes etcd report its progress periodically, so that a watch without events does not
 * fall behind the next compaction. (Requesting progress at chosen times would be better, but can
 * skip events in etcd before 3.4.25 and 3.5.8.)
 *
 * <p>The changes of a transaction are delivered once all of them have arrived: etcd splits large
 * responses.
 *
 * @param <E> the events
 */
final class EtcdWatch<E> implements Subscription {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);

  /** The pause before the next stream: up to 20 ms, and up to 1 s after many failures. */
  private static final RetryPolicy BACKOFF = RetryPolicy.DEFAULTS;

  /** etcd splits long responses on request; the stubs are too old to have the fields. */
  private static final int FRAGMENT_OF_REQUEST = 8;

  private static final int FRAGMENT_OF_RESPONSE = 7;

  private final EtcdMembers members;
  private final EtcdRpc rpc;
  private final EtcdTokens tokens;
  private final EtcdHistories histories;
  private final EtcdOptions options;
  private final EtcdMessages.Span span;
  private final EventMapping<E> events;
  private final WatchDelivery<E> delivery;
  private final Consumer<EtcdWatch<?>> onClose;
  private final WatchConnection etcd = new WatchConnection();
  private final CompletableFuture<Void> standing = new CompletableFuture<>();
  private final Thread thread = WatchDelivery.thread(this::run);
  private final Runnable onReplaced = this::endStream;
  private volatile Optional<WatchStream> current = Optional.empty();

  /** The history that {@link #next} belongs to. */
  private KnownHistory known;

  /** The first revision that was not delivered; 0 is the present. */
  private long next;

  /** The bookmark after which the watch begins, until its transaction was looked for. */
  private Optional<EtcdBookmark> bookmark = Optional.empty();

  /** etcd's id of the cluster that the stream leads to. */
  private long cluster;

  /** The events of one revision, of which there may be more. */
  private final List<Event> arrived = new ArrayList<>();

  /** Whether changes were missed and the consumer has not been told. */
  private boolean missed;

  /** How many streams failed since the watch was last confirmed. */
  private int failures;

  EtcdWatch(
      EtcdMembers members,
      EtcdRpc rpc,
      EtcdTokens tokens,
      EtcdHistories histories,
      EtcdOptions options,
      EtcdMessages.Span span,
      Position from,
      EventMapping<E> events,
      WatchDelivery<E> delivery,
      Consumer<EtcdWatch<?>> onClose) {
    this.members = members;
    this.rpc = rpc;
    this.tokens = tokens;
    this.histories = histories;
    this.options = options;
    this.span = span;
    this.known = histories.current();
    switch (from) {
      case Position.Now now -> {}
      case Position.After after -> {
        if (after.version().history() == known.history()) {
          this.next = after.version().token() + 1;
        } else {
          this.missed = true;
        }
      }
      case Position.AfterBookmark after -> {
        this.bookmark = EtcdBookmark.parse(after.bookmark());
        this.missed = bookmark.isEmpty();
      }
    }
    this.events = events;
    this.delivery = delivery;
    this.onClose = onClose;
  }

  /**
   * Starts the watch; the result completes when etcd has confirmed the watch, or when it failed.
   */
  CompletableFuture<Void> start() {
    histories.onReplaced(onReplaced);
    thread.start();
    return standing;
  }

  private void run() {
    Optional<EtcdTokens.Token> refused = Optional.empty();
    int refusals = 0;
    while (!delivery.isClosed()) {
      try {
        Deadline end = Deadline.after(options.deadline().toNanos(), TimeUnit.NANOSECONDS);
        EtcdTokens.Token token =
            refused.isPresent() ? tokens.instead(refused.get(), end) : tokens.token(end);
        boolean accepted = followSafely(token, end, refusals < EtcdCalls.MAX_LOGINS);
        refused = accepted ? Optional.empty() : Optional.of(token);
        refusals = accepted ? 0 : refusals + 1;
      } catch (RpcFailedException e) {
        refused = Optional.empty();
        refusals = 0;
        if (standing.completeExceptionally(e)) {
          close();
        } else if (!delivery.isClosed()) {
          pauseAfter(e);
        }
      }
    }
    standing.completeExceptionally(new StoreClosedException());
  }

  /** After any failure the watch continues: its thread must not end before it is closed. */
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
      LOG.warn("watch interrupted, continuing: {} {}", options.url(), e.getMessage());
    }
    etcd.interrupted(e.failure().read());
    LockSupport.parkNanos(BACKOFF.pause(failures, ThreadLocalRandom.current()).toNanos());
  }

  /**
   * Follows one stream to its end.
   *
   * @param renewable whether to retry with a new token
   * @return false if a new token is needed
   */
  private boolean follow(EtcdTokens.Token token, Deadline end, boolean renewable)
      throws RpcFailedException {
    Deadline deadline =
        Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
    EtcdMembers.Member member = members.next(deadline, Set.of());
    arrived.clear();
    try (WatchStream stream = new WatchStream(member.channel(), EtcdRpc.headers(token.text()))) {
      current = Optional.of(stream);
      EtcdConnection connection = connection(stream, member, deadline);
      long from;
      try {
        from = admit(connection, member, token, deadline);
      } catch (RpcFailedException e) {
        if (renewable && e.failure().wantsLogin()) {
          return false;
        }
        throw e;
      }
      stream.send(request(from));
      WatchResponse created = confirmed(stream, member, deadline);
      if (created.getCanceled() && created.getCompactRevision() == 0) {
        if (renewable && isAboutToken(created)) {
          return false;
        }
        throw ended(created);
      }
      cluster = created.getHeader().getClusterId();
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
        learn(response, connection);
        take(response);
      }
      return true;
    } finally {
      current = Optional.empty();
    }
  }

  private static EtcdConnection connection(
      WatchStream stream, EtcdMembers.Member member, Deadline deadline) throws RpcFailedException {
    try {
      return stream.connection(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    } catch (RpcFailedException e) {
      member.avoid();
      throw e;
    }
  }

  /**
   * Verifies that the connection leads to the same history, or begins a new one; returns the
   * revision from which to continue.
   */
  private long admit(
      EtcdConnection connection,
      EtcdMembers.Member member,
      EtcdTokens.Token token,
      Deadline deadline)
      throws RpcFailedException {
    do {
      long delivered = Math.max(next - 1, 0);
      rpc.show(connection, delivered, member.channel(), token.text(), deadline);
      if (histories.current() != known) {
        known = histories.current();
        beginAnew();
      }
      if (bookmark.isPresent()) {
        continueAfter(bookmark.get(), connection, member, token, deadline);
      }
    } while (!EtcdHistories.mayCarry(connection, known));
    return Math.min(next, connection.shownFor(known).orElse(0L) + 1);
  }

  /** Continues after the transaction of the bookmark if it is in the history. */
  private void continueAfter(
      EtcdBookmark after,
      EtcdConnection connection,
      EtcdMembers.Member member,
      EtcdTokens.Token token,
      Deadline deadline)
      throws RpcFailedException {
    Optional<Anchor> found =
        EtcdRpc.find(after, connection, member.channel(), token.text(), deadline);
    if (found.isPresent() && histories.learn(connection, known, found.get(), after.revision())) {
      next = after.revision() + 1;
    } else {
      beginAnew();
    }
    bookmark = Optional.empty();
  }

  /** Records the transactions of events before these are delivered. */
  private void learn(WatchResponse response, EtcdConnection connection) throws RpcFailedException {
    List<io.etcd.jetcd.api.KeyValue> written =
        response.getEventsList().stream()
            .filter(event -> event.getType() == Event.EventType.PUT)
            .map(Event::getKv)
            .toList();
    Optional<Anchor> newest = Anchor.ofRead(written, true, response.getHeader());
    boolean ours =
        histories.current() == known
            && (newest.isEmpty() || histories.learn(connection, known, newest.get()));
    if (!ours) {
      throw new RpcFailedException(
          EtcdFailure.LOST,
          Status.ABORTED
              .withDescription("the store's history must be verified again")
              .asRuntimeException());
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

  private WatchRequest request(long from) {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(span.start())
            .setRangeEnd(span.end())
            .setStartRevision(from)
            .setProgressNotify(true)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        FRAGMENT_OF_REQUEST,
                        UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build());
    return WatchRequest.newBuilder().setCreateRequest(create).build();
  }

  /** Whether this member, or the whole etcd, is at an earlier revision than was already seen. */
  private boolean isBeyond(WatchResponse created) {
    return next > created.getHeader().getRevision() + 1;
  }

  private void beginAnew() {
    next = 0;
    missed = true;
  }

  /** etcd confirmed the watch: from here on it misses no change. */
  private void stand(WatchResponse created) {
    if (next == 0) {
      next = created.getHeader().getRevision() + 1;
    }
    standing.complete(null);
    failures = 0;
    etcd.resumed();
    if (missed) {
      missed = false;
      delivery.deliver(events.resync());
    }
  }

  private void take(WatchResponse response) {
    for (Event event : response.getEventsList()) {
      if (!arrived.isEmpty() && revision(arrived.getFirst()) != revision(event)) {
        deliverArrived();
      }
      arrived.add(event);
    }
    if (!isCut(response)) {
      deliverArrived();
      next = Math.max(next, lastRevision(response) + 1);
    }
  }

  /** Delivers the events of a revision: all of them have arrived. */
  private void deliverArrived() {
    if (arrived.isEmpty()) {
      return;
    }
    long revision = revision(arrived.getFirst());
    if (revision < next) {
      // This may be the history that was seen, or a fork.
      delivery.deliver(events.resync());
    }
    next = revision + 1;
    events.events(known.history(), cluster, arrived).forEach(delivery::deliver);
    arrived.clear();
  }

  private static long revision(Event event) {
    return event.getKv().getModRevision();
  }

  /** A response without events has etcd's current revision. */
  private static long lastRevision(WatchResponse response) {
    int count = response.getEventsCount();
    return count == 0
        ? response.getHeader().getRevision()
        : revision(response.getEvents(count - 1));
  }

  private static boolean isCut(WatchResponse response) {
    return response.getUnknownFields().hasField(FRAGMENT_OF_RESPONSE);
  }

  /** etcd 3.4 reports a missing permission for an invalid token. */
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
  public void onConnectionChange(ConnectionListener listener) {
    etcd.listener(listener);
  }

  @Override
  public void close() {
    delivery.close();
    histories.forget(onReplaced);
    endStream();
    LockSupport.unpark(thread);
    onClose.accept(this);
  }

  private void endStream() {
    current.ifPresent(WatchStream::close);
  }
}
