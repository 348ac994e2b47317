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

/**
 * Who we are to etcd. Logging in costs etcd the hashing of a password, so it is done once for all
 * callers: whoever needs a token while another logs in waits for that. Thread-safe.
 */
final class EtcdTokens {

  /** What a login gave. Each gives a token of its own: they are told apart by identity. */
  static final class Token {
    private final Optional<String> text;

    Token(Optional<String> text) {
      this.text = text;
    }

    /** For the requests; empty if there is no user, or etcd wants none. */
    Optional<String> text() {
      return text;
    }
  }

  private static final Token NOBODY = new Token(Optional.empty());

  private final EtcdRpc rpc;
  private final Optional<EtcdUser> user;
  private final ReentrantLock lock = new ReentrantLock();

  /** The latest login: done, failed or under way. */
  private Optional<CompletableFuture<Token>> latest = Optional.empty();

  EtcdTokens(EtcdRpc rpc, Optional<EtcdUser> user) {
    this.rpc = rpc;
    this.user = user;
  }

  /** The token, after a login if there is none. */
  Token token(Deadline end) throws RpcFailedException {
    return user.isEmpty() ? NOBODY : otherThan(Optional.empty(), end);
  }

  /** A token other than the one that etcd refused, after a login if nobody did that already. */
  Token instead(Token refused, Deadline end) throws RpcFailedException {
    return user.isEmpty() ? NOBODY : otherThan(Optional.of(refused), end);
  }

  private Token otherThan(Optional<Token> refused, Deadline end) throws RpcFailedException {
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
    return await(login, end);
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
      // Whatever else went wrong: nobody waits for ever.
      login.completeExceptionally(new IllegalStateException("the login broke off"));
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
