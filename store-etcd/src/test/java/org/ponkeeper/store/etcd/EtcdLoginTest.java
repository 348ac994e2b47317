package org.ponkeeper.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.store.Key;

/**
 * Users that are changed between a login and its request, as often as a test wants: the etcd here
 * is one of our own.
 */
class EtcdLoginTest {

  private static final Key A = new Key("a");

  /** How many requests are refused because users were changed since the login. */
  private final AtomicInteger changes = new AtomicInteger();

  private final AtomicInteger logins = new AtomicInteger();
  private Server server;
  private EtcdStore store;

  private final class Auth extends AuthGrpc.AuthImplBase {
    @Override
    public void authenticate(
        AuthenticateRequest request, StreamObserver<AuthenticateResponse> answer) {
      answer.onNext(
          AuthenticateResponse.newBuilder().setToken("token" + logins.incrementAndGet()).build());
      answer.onCompleted();
    }
  }

  private final class Kv extends KVGrpc.KVImplBase {
    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      if (changes.getAndDecrement() > 0) {
        answer.onError(
            Status.INVALID_ARGUMENT
                .withDescription("etcdserver: revision of auth store is old")
                .asRuntimeException());
        return;
      }
      answer.onNext(
          RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(1)).build());
      answer.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Auth())
            .addService(new Kv())
            .build()
            .start();
    EtcdOptions options = EtcdUrl.parse("etcd://joe:secret@127.0.0.1:" + server.getPort());
    // A busy machine may be slow; that is not what these tests are about.
    Duration patient = Duration.ofMinutes(1);
    store = EtcdStore.open(options.deadline(patient).attempt(patient));
  }

  @AfterEach
  void end() throws Exception {
    store.close();
    server.shutdownNow().awaitTermination();
  }

  @Test
  void aRightPasswordIsNotDeniedHoweverUsersAreChangedMeanwhile() {
    changes.set(EtcdCalls.MAX_LOGINS);

    assertThat(store.get(A)).isEmpty();
    assertThat(logins.get()).isEqualTo(1 + EtcdCalls.MAX_LOGINS);
  }

  @Test
  void whereItNeverEndsTheCallDoes() {
    changes.set(Integer.MAX_VALUE);

    Failures.assertFails(ErrorCode.STORE_DENIED, () -> store.get(A));
    assertThat(logins.get()).isEqualTo(1 + EtcdCalls.MAX_LOGINS);
  }
}
