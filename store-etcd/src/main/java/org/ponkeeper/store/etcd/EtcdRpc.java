package org.ponkeeper.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends one request to the cluster; each attempt has its own deadline. A request that was certainly
 * not sent, or may be repeated, is sent to another member after a failure. Thread-safe.
 */
final class EtcdRpc {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** Makes a member that has lost its leader fail at once, instead of waiting for one. */
  private static final Metadata.Key<String> WITH_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** The minimum pause before members without a leader are tried again. */
  private static final long ELECTION_MILLIS = 50;

  private final EtcdMembers members;
  private final EtcdHistories histories;
  private final EtcdOptions options;

  EtcdRpc(EtcdMembers members, EtcdHistories histories, EtcdOptions options) {
    this.members = members;
    this.histories = histories;
    this.options = options;
  }

  /**
   * Sends a request to the next member in turn, and to the others if that fails and nothing may
   * have happened. If there is no leader, waits for one, at most for the time of an attempt.
   *
   * @param token the user's token; empty sends none
   * @param end the deadline of the call, of which this request may be a part
   * @throws RpcFailedException if there is no answer, or an error
   * @throws HistoryReplacedException if it depends on a history that is no longer the store's
   */
  <Q, A> Answer<A> send(EtcdRequest<Q, A> request, Optional<String> token, Deadline end)
      throws RpcFailedException, HistoryReplacedException {
    Deadline election =
        Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
    while (true) {
      try {
        return sendToAny(request, token, end);
      } catch (RpcFailedException e) {
        // Nothing happened, and the members will soon elect a leader.
        if (e.failure() != EtcdFailure.NO_LEADER || !pause(election)) {
          throw e;
        }
      }
    }
  }

  /** Waits a little; false if there is no time for that. */
  private static boolean pause(Deadline end) throws RpcFailedException {
    long millis = ThreadLocalRandom.current().nextLong(ELECTION_MILLIS, 2 * ELECTION_MILLIS);
    if (end.timeRemaining(TimeUnit.MILLISECONDS) <= millis) {
      return false;
    }
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      throw RpcFailedException.interrupted(e);
    }
  }

  private <Q, A> Answer<A> sendToAny(
      EtcdRequest<Q, A> request, Optional<String> token, Deadline end)
      throws RpcFailedException, HistoryReplacedException {
    Set<EtcdMembers.Member> tried = new HashSet<>();
    Optional<RpcFailedException> worst = Optional.empty();
    while (true) {
      Deadline deadline =
          Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
      EtcdMembers.Member member = members.next(deadline, tried);
      tried.add(member);
      try {
        return attempt(member, request, token, deadline);
      } catch (RpcFailedException e) {
        if (!e.failure().isOfMember(request.repeatable())) {
          throw e;
        }
        worst = Optional.of(worst.map(before -> worse(before, e)).orElse(e));
        if (tried.size() == members.count()
            || end.isExpired()
            || Thread.currentThread().isInterrupted()) {
          throw worst.get();
        }
      }
    }
  }

  /**
   * Selects the more informative of two members' failures. That one member is not trusted says
   * little if another one cannot be reached; that a member has no leader proves that there is a
   * cluster.
   */
  private static RpcFailedException worse(RpcFailedException one, RpcFailedException other) {
    if (one.failure() == EtcdFailure.TLS_REFUSED) {
      return other;
    }
    return other.failure() == EtcdFailure.NO_LEADER ? other : one;
  }

  private <Q, A> Answer<A> attempt(
      EtcdMembers.Member member,
      EtcdRequest<Q, A> request,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException, HistoryReplacedException {
    try {
      while (true) {
        UnaryCall<Q, A> call =
            UnaryCall.begin(member.channel(), request.method(), headers(token), deadline);
        EtcdConnection connection;
        try {
          connection = call.connection();
          KnownHistory known = histories.current();
          Optional<Anchor> before = known.anchor();
          if (isAdmitted(request.reliance(), connection, known)) {
            call.send(request.message());
            return new Answer<>(call.await(), connection, known, before);
          }
        } finally {
          call.cancel(); // changes nothing if it has ended
        }
        show(connection, 0, member.channel(), token, deadline);
      }
    } catch (RpcFailedException e) {
      if (e.status() == Status.Code.DEADLINE_EXCEEDED) {
        member.avoid();
      }
      throw e;
    }
  }

  /** Whether the request may use the connection, as far as is known now. */
  private static boolean isAdmitted(
      EtcdRequest.Reliance reliance, EtcdConnection connection, KnownHistory current)
      throws HistoryReplacedException {
    if (reliance instanceof EtcdRequest.Reliance.On on && on.known() != current) {
      throw new HistoryReplacedException();
    }
    return reliance instanceof EtcdRequest.Reliance.None
        || EtcdHistories.mayCarry(connection, current);
  }

  /**
   * Verifies that a connection leads to the store's history, or finds that there is another one:
   * see {@link EtcdHistories#show}.
   *
   * @param channel the channel of the connection
   */
  void show(
      EtcdConnection connection,
      long revision,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    histories.show(
        connection,
        revision,
        anchor -> finds(anchor, connection, channel, token, deadline),
        deadline);
  }

  private static boolean finds(
      Anchor anchor,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    try {
      return finds(anchor, anchor.revision(), connection, channel, token, deadline);
    } catch (RpcFailedException e) {
      return switch (e.failure()) {
        // Keys that were not written since still have their revision.
        case COMPACTED -> finds(anchor, 0, connection, channel, token, deadline);
        // The revision could be read before, if the history is the same.
        case FUTURE_REVISION, PERMISSION_DENIED -> false;
        default -> throw e;
      };
    }
  }

  /** Reads all keys at once, over this connection only. */
  private static boolean finds(
      Anchor anchor,
      long revision,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    List<UnaryCall<RangeRequest, RangeResponse>> calls = new ArrayList<>();
    try {
      for (ByteString key : anchor.keys()) {
        UnaryCall<RangeRequest, RangeResponse> call =
            UnaryCall.begin(channel, KVGrpc.getRangeMethod(), headers(token), deadline);
        calls.add(call);
        sendOver(connection, call, key, revision);
      }
      List<Optional<KeyValue>> found = new ArrayList<>();
      for (UnaryCall<RangeRequest, RangeResponse> call : calls) {
        RangeResponse response = call.await();
        if (response.getHeader().getClusterId() != anchor.cluster()) {
          return false;
        }
        found.add(response.getKvsList().stream().findFirst());
      }
      return anchor.isIn(found);
    } finally {
      calls.forEach(UnaryCall::cancel);
    }
  }

  /** Sends a read of a key, over this connection only. */
  private static void sendOver(
      EtcdConnection connection,
      UnaryCall<RangeRequest, RangeResponse> call,
      ByteString key,
      long revision)
      throws RpcFailedException {
    if (call.connection() != connection) {
      throw RpcFailedException.notSent(
          Status.UNAVAILABLE.withDescription("the connection was lost"));
    }
    call.send(RangeRequest.newBuilder().setKey(key).setRevision(revision).build());
  }

  /**
   * Looks for the transaction of a bookmark over a connection.
   *
   * @return what shows the history up to its revision; empty if the connection leads to a history
   *     without the transaction, or this cannot be determined any more
   */
  static Optional<Anchor> find(
      EtcdBookmark bookmark,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    KeyReader reader =
        revision -> read(bookmark.key(), revision, connection, channel, token, deadline);
    try {
      return bookmark.digest().isPresent()
          ? findWrite(bookmark, bookmark.revision(), reader)
          : findDeletion(bookmark, reader);
    } catch (RpcFailedException e) {
      return switch (e.failure()) {
        // A key that was not written since still has its revision.
        case COMPACTED -> findWrite(bookmark, 0, reader);
        case FUTURE_REVISION, PERMISSION_DENIED -> Optional.empty();
        default -> throw e;
      };
    }
  }

  /** Reads one key at a revision; 0 is the present one. */
  private interface KeyReader {
    RangeResponse at(long revision) throws RpcFailedException;
  }

  private static RangeResponse read(
      ByteString key,
      long revision,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    UnaryCall<RangeRequest, RangeResponse> call =
        UnaryCall.begin(channel, KVGrpc.getRangeMethod(), headers(token), deadline);
    try {
      sendOver(connection, call, key, revision);
      return call.await();
    } finally {
      call.cancel();
    }
  }

  private static Optional<Anchor> findWrite(EtcdBookmark bookmark, long revision, KeyReader reader)
      throws RpcFailedException {
    RangeResponse found = reader.at(revision);
    return found.getHeader().getClusterId() == bookmark.cluster()
            && found.getKvsCount() == 1
            && bookmark.isOf(found.getKvs(0))
        ? Anchor.ofRead(found.getKvsList(), true, found.getHeader())
        : Optional.empty();
  }

  /** The key was deleted at the revision if it existed just before. */
  private static Optional<Anchor> findDeletion(EtcdBookmark bookmark, KeyReader reader)
      throws RpcFailedException {
    RangeResponse after = reader.at(bookmark.revision());
    RangeResponse before = reader.at(bookmark.revision() - 1);
    return after.getHeader().getClusterId() == bookmark.cluster() && after.getKvsCount() == 0
        ? Anchor.ofRead(before.getKvsList(), true, before.getHeader())
        : Optional.empty();
  }

  /** The headers of every request. */
  static Metadata headers(Optional<String> token) {
    Metadata headers = new Metadata();
    headers.put(WITH_LEADER, "true");
    token.ifPresent(text -> headers.put(TOKEN, text));
    return headers;
  }
}
