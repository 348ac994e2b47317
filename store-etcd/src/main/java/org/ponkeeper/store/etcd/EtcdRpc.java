package org.ponkeeper.store.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One request to one member, with a deadline of its own. Thread-safe. */
final class EtcdRpc {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** Lets a member that lost its leader say so at once, instead of waiting for one. */
  private static final Metadata.Key<String> WITH_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private final EtcdMembers members;
  private final EtcdOptions options;

  EtcdRpc(EtcdMembers members, EtcdOptions options) {
    this.members = members;
    this.options = options;
  }

  /**
   * Sends a request to the member whose turn it is, and waits for the answer.
   *
   * @param token who asks; empty sends none
   * @param end when the call must end, of which this request may be a part
   * @throws RpcFailedException if there is no answer, or an error
   */
  <Q, A> A attempt(MethodDescriptor<Q, A> method, Q request, Optional<String> token, Deadline end)
      throws RpcFailedException {
    Deadline deadline =
        Deadline.after(options.attempt().toNanos(), TimeUnit.NANOSECONDS).minimum(end);
    EtcdMembers.Member member = members.next(deadline);
    SentTracer tracer = new SentTracer();
    CallOptions callOptions =
        CallOptions.DEFAULT.withDeadline(deadline).withStreamTracerFactory(tracer);
    try {
      return ClientCalls.blockingUnaryCall(
          withHeaders(member.channel(), token), method, callOptions, request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        member.avoid();
      }
      throw new RpcFailedException(EtcdFailure.of(e.getStatus(), tracer.sent()), e);
    }
  }

  /** The channel with what every request carries. */
  static Channel withHeaders(Channel channel, Optional<String> token) {
    Metadata headers = new Metadata();
    headers.put(WITH_LEADER, "true");
    token.ifPresent(text -> headers.put(TOKEN, text));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
