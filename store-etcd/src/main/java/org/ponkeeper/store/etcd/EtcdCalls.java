package org.ponkeeper.store.etcd;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.RetryPolicy;

/** Sends requests as our user: with a token, which is renewed when etcd rejects it. Thread-safe. */
final class EtcdCalls {

  /**
   * How often a request logs in again: each change of users or roles between a login and its
   * request invalidates the token.
   */
  static final int MAX_LOGINS = 3;

  private static final RetryPolicy BACKOFF = RetryPolicy.DEFAULTS;

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
   * @param end the deadline; a request may take less, see {@link EtcdOptions#attempt}
   * @throws RpcFailedException if the request failed
   * @throws HistoryReplacedException if it depends on a history that is no longer the store's
   * @throws org.ponkeeper.error.PonkeeperException if it was not sent, because the login failed
   */
  <Q, A> Answer<A> call(EtcdRequest<Q, A> request, Deadline end)
      throws RpcFailedException, HistoryReplacedException {
    EtcdTokens.Token token = logIn(Optional.empty(), end);
    for (int logins = 0; ; logins++) {
      try {
        return rpc.send(request, token.text(), end);
      } catch (RpcFailedException e) {
        if (!e.failure().wantsLogin() || logins == MAX_LOGINS || end.isExpired()) {
          throw e;
        }
        token = logIn(Optional.of(token), end);
      }
    }
  }

  /**
   * Sends a read, and repeats it after temporary failures until the deadline; for a long read that
   * should not have to start again.
   */
  <Q, A> Answer<A> patiently(EtcdRequest<Q, A> read, Deadline end)
      throws RpcFailedException, HistoryReplacedException {
    for (int failures = 1; ; failures++) {
      try {
        return call(read, end);
      } catch (RpcFailedException e) {
        Duration pause = BACKOFF.pause(failures, ThreadLocalRandom.current());
        boolean inTime = end.timeRemaining(TimeUnit.NANOSECONDS) > pause.toNanos();
        if (e.failure().read() != ErrorCode.STORE_UNAVAILABLE
            || e.failure().losesSnapshot()
            || !inTime) {
          throw e;
        }
        try {
          Thread.sleep(pause);
        } catch (InterruptedException interrupt) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  private EtcdTokens.Token logIn(Optional<EtcdTokens.Token> refused, Deadline end) {
    try {
      return refused.isEmpty() ? tokens.token(end) : tokens.instead(refused.get(), end);
    } catch (RpcFailedException e) {
      // The request itself was not sent, so even for a commit nothing happened.
      throw e.ofRead(options);
    }
  }
}
