package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.GetStatusRequest;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;

/** The deadline of a client reaches the store. */
class DeadlineTest {

  private static final Duration USUAL = Duration.ofSeconds(30);

  private final AtomicBoolean stalls = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);

  /** A store whose reads and commits hang for the time that they are given. */
  private final class StallingStore extends ForwardingStore {
    private final KeyValueStore store;
    private final Duration time;

    StallingStore(KeyValueStore store, Duration time) {
      super(store);
      this.store = store;
      this.time = time;
    }

    @Override
    public KeyValueStore within(Duration shorter) {
      return new StallingStore(store, shorter.compareTo(time) < 0 ? shorter : time);
    }

    @Override
    public TxnResult commit(Txn txn) {
      stall();
      return super.commit(txn);
    }

    @Override
    public Snapshot snapshot() {
      stall();
      return super.snapshot();
    }

    private void stall() {
      if (!stalls.get()) {
        return;
      }
      try {
        var unused = end.await(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  /** Also for calls that only ask what would happen, which have a Ponkeeper of their own. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(120)
  void noThreadWaitsLongerThanTheClient(boolean validateOnly) {
    try (TestServer server =
        new TestServer(
            new StallingStore(new MemoryStore(), USUAL),
            Map.of(Setting.LIMITS_CALLS, "1", Setting.LIMITS_STREAMS, "1"))) {
      Scene.register(server.ponkeeper());
      stalls.set(true);
      var client = InstanceServiceGrpc.newBlockingStub(server.channel());
      for (int onu = 1; onu <= 4; onu++) {
        CreateInstanceRequest request =
            CreateInstanceRequest.newBuilder()
                .setParent(Scene.PON + "/onus/" + onu + "/unis/0")
                .setTemplate(65)
                .setValidateOnly(validateOnly)
                .build();
        assertThatThrownBy(
                () -> client.withDeadlineAfter(300, TimeUnit.MILLISECONDS).createInstance(request))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                error ->
                    assertThat(error.getStatus().getCode())
                        .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE));
      }

      // There are two threads. If one of the four calls still waited for the store, this would too.
      long begin = System.nanoTime();
      assertThat(
              StatusServiceGrpc.newBlockingStub(server.channel())
                  .getStatus(GetStatusRequest.getDefaultInstance())
                  .getVersion())
          .isNotEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
      end.countDown();
    }
  }
}
