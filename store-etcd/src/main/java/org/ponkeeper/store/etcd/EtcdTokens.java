package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.ponkeeper.error.ErrorCode;

/**
 * The user's token. A login makes etcd hash a password, which is expensive, so it is done once for
 * all callers: a thread that needs a token while another one logs in waits for that. Thread-safe.
 */
final class EtcdTokens {

  /** The result of a login. Each login creates a new object: tokens are compared by identity. */
  static final class Token {
    private final Optional<String> text;

    Token(Optional<String> text) {
      this.text = text;
    }

    /** The token for requests; empty if there is no user, or etcd requires none. */
    Optional<String> text() {
      return text;
    }
  }

  private static final Token NOBODY = new Token(Optional.empty());

  private final EtcdRpc rpc;
  private final Optional<EtcdUser> user;
  private final ReentrantLock lock = new ReentrantLock();

  /** The latest login: complete, failed or in progress. */
  private Optional<CompletableFuture<Token>> latest = Optional.empty();

  EtcdTokens(EtcdRpc rpc, Optional<EtcdUser> user) {
    this.rpc = rpc;
    this.user = user;
  }

  /** The token, after a login if there is none. */
  Token token(Deadline end) throws RpcFailedException {
    return user.isEmpty() ? NOBODY : otherThan(Optional.empty(), end);
  }

  /** A token other than the one that etcd rejected, after a login if there was none since. */
  Token instead(Token refused, Deadline end) throws RpcFailedException {
    return user.isEmpty() ? NOBODY : otherThan(Optional.of(refused), end);
  }

  private Token otherThan(Optional<Token> refused, Deadline end) throws RpcFailedException {
    while (true) {
      CompletableFuture<Token> login;
      boolean ours = false;
      lock.lock();
      try {
        if (latest.isEmpty() || isOver(latest.get(), refused)) {
          latest = Optional.of(new CompletableFuture<>());
          ours = true;
        }
        login = latest.get();
      } finally {
        lock.unlock();
      }
      if (ours) {
        logIn(login, end);
      }
      try {
        return await(login, end);
      } catch (RpcFailedException e) {
        // The other thread may have had less time than this one.
        boolean mayPass = e.failure().read() == ErrorCode.STORE_UNAVAILABLE;
        if (ours || !mayPass || end.isExpired() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private static boolean isOver(CompletableFuture<Token> login, Optional<Token> refused) {
    return login.isDone()
        && (login.isCompletedExceptionally()
            || refused.filter(token -> token == login.join()).isPresent());
  }

  private void logIn(CompletableFuture<Token> login, Deadline end) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder()
            .setName(user.orElseThrow().name())
            .setPassword(user.orElseThrow().password())
            .build();
    try {
      String text =
          rpc.send(
                  EtcdRequest.plain(AuthGrpc.getAuthenticateMethod(), request),
                  Optional.empty(),
                  end)
              .message()
              .getToken();
      login.complete(new Token(Optional.of(text)));
    } catch (HistoryReplacedException e) {
      login.completeExceptionally(e); // a login relies on no history
    } catch (RpcFailedException e) {
      if (e.failure() == EtcdFailure.NO_USERS) {
        login.complete(new Token(Optional.empty()));
      } else {
        login.completeExceptionally(e);
      }
    } finally {
      // After any other failure no thread may wait for ever.
      login.completeExceptionally(new IllegalStateException("the login failed"));
    }
  }

  private static Token await(CompletableFuture<Token> login, Deadline end)
      throws RpcFailedException {
    try {
      return login.get(Math.max(end.timeRemaining(TimeUnit.NANOSECONDS), 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RpcFailedException failed) {
        throw failed;
      }
      throw RpcFailedException.notSent(Status.INTERNAL.withCause(e));
    } catch (TimeoutException e) {
      throw RpcFailedException.notSent(
          Status.DEADLINE_EXCEEDED.withDescription("another thread is still logging in"));
    } catch (InterruptedException e) {
      throw RpcFailedException.interrupted(e);
    }
  }
}
