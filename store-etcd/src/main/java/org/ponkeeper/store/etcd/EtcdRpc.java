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
   * nothing may have happened.
   *
   * @param token who asks; empty sends none
   * @param end when the call must end, of which this request may be a part
   * @throws RpcFailedException if there is no answer, or an error
   * @throws HistoryReplacedException if it relies on a history that is no longer the store's
   */
  <Q, A> Answer<A> send(EtcdRequest<Q, A> request, Optional<String> token, Deadline end)
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
        // That one member is not trusted says little about a cluster of which others are away.
        if (worst.isEmpty() || worst.get().failure() == EtcdFailure.TLS_REFUSED) {
          worst = Optional.of(e);
        }
        if (tried.size() == members.count()
            || end.isExpired()
            || Thread.currentThread().isInterrupted()) {
          throw worst.get();
        }
      }
    }
  }

  private <Q, A> Answer<A> attempt(
      EtcdMembers.Member member,
      EtcdRequest<Q, A> request,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException, HistoryReplacedException {
    UnaryCall<Q, A> call =
        UnaryCall.begin(member.channel(), request.method(), headers(token), deadline);
    boolean ended = false;
    try {
      EtcdConnection connection = call.connection();
      KnownHistory known = admit(request.reliance(), connection, member.channel(), token, deadline);
      Optional<Anchor> before = known.anchor();
      call.send(request.message());
      A message = call.await();
      ended = true;
      return new Answer<>(message, connection, known, before);
    } catch (RpcFailedException e) {
      if (e.status() == Status.Code.DEADLINE_EXCEEDED) {
        member.avoid();
      }
      throw e;
    } finally {
      if (!ended) {
        call.cancel();
      }
    }
  }

  /** Sees to it that the request may go over the connection. */
  private KnownHistory admit(
      EtcdRequest.Reliance reliance,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException, HistoryReplacedException {
    while (true) {
      KnownHistory known = histories.current();
      if (reliance instanceof EtcdRequest.Reliance.None) {
        return known;
      }
      if (reliance instanceof EtcdRequest.Reliance.On on && on.known() != known) {
        throw new HistoryReplacedException();
      }
      if (EtcdHistories.mayCarry(connection, known)) {
        return known;
      }
      show(connection, 0, channel, token, deadline);
    }
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
        anchor -> stands(anchor, connection, channel, token, deadline),
        deadline);
  }

  private static boolean stands(
      Anchor anchor,
      EtcdConnection connection,
      Channel channel,
      Optional<String> token,
      Deadline deadline)
      throws RpcFailedException {
    try {
      return stands(anchor, anchor.revision(), connection, channel, token, deadline);
    } catch (RpcFailedException e) {
      return switch (e.failure()) {
        // What was not written since still says when it was.
        case COMPACTED -> stands(anchor, 0, connection, channel, token, deadline);
        // We could read it before, if it was there.
        case FUTURE_REVISION, PERMISSION_DENIED -> false;
        default -> throw e;
      };
    }
  }

  /** Reads all keys at once, over the one connection. */
  private static boolean stands(
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
      return anchor.stands(found);
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
