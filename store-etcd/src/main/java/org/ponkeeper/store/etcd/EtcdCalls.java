package org.ponkeeper.store.etcd;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.util.Optional;

/**
 * Requests on behalf of our user: with a token, renewed once where etcd refuses it. Thread-safe.
 */
final class EtcdCalls {

  private final EtcdRpc rpc;
  private final EtcdTokens tokens;
  private final EtcdOptions options;

  EtcdCalls(EtcdRpc rpc, EtcdTokens tokens, EtcdOptions options) {
    this.rpc = rpc;
    this.tokens = tokens;
    this.options = options;
  }

  /**
   * Sends a request.
   *
   * @param end when this must end; a request may take less, see {@link EtcdOptions#attempt}
   * @throws RpcFailedException if the request failed
   * @throws org.ponkeeper.error.PonkeeperException if it could not be sent, because the login
   *     failed
   */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Deadline end) throws RpcFailedException {
    EtcdTokens.Token token = logIn(Optional.empty(), end);
    try {
      return rpc.attempt(method, request, token.text(), end);
    } catch (RpcFailedException e) {
      if (!e.failure().wantsLogin()) {
        throw e;
      }
      EtcdTokens.Token renewed = logIn(Optional.of(token), end);
      return rpc.attempt(method, request, renewed.text(), end);
    }
  }

  private EtcdTokens.Token logIn(Optional<EtcdTokens.Token> refused, Deadline end) {
    try {
      return refused.isEmpty() ? tokens.token(end) : tokens.instead(refused.get(), end);
    } catch (RpcFailedException e) {
      // The request itself was not sent, so even of a commit nothing happened.
      throw e.ofRead(options);
    }
  }
}
