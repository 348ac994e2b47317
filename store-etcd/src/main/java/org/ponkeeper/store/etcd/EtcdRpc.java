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
 * One request to the cluster, each attempt with a deadline of its own. A request that was surely
 * not sent, or may be repeated, goes to another member where one fails. Thread-safe.
 */
final class EtcdRpc {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** Lets a member that lost its leader say so at once, instead of waiting for one. */
  private static final Metadata.Key<String> WITH_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** How long to wait at least before members that had no leader are asked again. */
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
   * Sends a request to the member whose turn it is, and to each of the others where that fails and
   * nothing may have happened. Waits for a leader where there is none, at most for the time of an
   * attempt.
   *
   * @param token who asks; empty sends none
   * @param end when the call must end, of which this request may be a part
   * @throws RpcFailedException if there is no answer, or an error
   * @throws HistoryReplacedException if it relies on a history that is no longer the store's
   */
  <Q, A> Answer<A> send(EtcdRequest<Q, A> request, Optional<String> token, Deadline end)
      throws RpcFailedException, HistoryReplacedException {
    Deadline election =
        Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
    while (true) {
      try {
        return sendToAny(request, token, end);
      } catch (RpcFailedException e) {
        // Nothing happened, and the members are about to elect a leader.
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
   * Which of two members' failures says more of the cluster. That one member is not trusted says
   * little while another one is away; that one has no leader says that there is a cluster.
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

  /** Whether the request may go over the connection, as far as is known now. */
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
   * Shows that a connection leads to the store's history, or finds that there is another one: see
   * {@link EtcdHistories#show}.
   *
   * @param channel the channel whose connection it is
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
        // What was not written since still says when it was.
        case COMPACTED -> finds(anchor, 0, connection, channel, token, deadline);
        // We could read it before, if it was there.
        case FUTURE_REVISION, PERMISSION_DENIED -> false;
        default -> throw e;
      };
    }
  }

  /** Reads all keys at once, over the one connection. */
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
        if (call.connection() != connection) {
          throw RpcFailedException.notSent(
              Status.UNAVAILABLE.withDescription("the connection was lost"));
        }
        call.send(RangeRequest.newBuilder().setKey(key).setRevision(revision).build());
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

  /** What every request carries. */
  static Metadata headers(Optional<String> token) {
    Metadata headers = new Metadata();
    headers.put(WITH_LEADER, "true");
    token.ifPresent(text -> headers.put(TOKEN, text));
    return headers;
  }
}
