package org.ponkeeper.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.MemoryStore;

class ChangeStreamTest {

  /** A caller whose readiness the test decides. */
  private static final class Caller extends ServerCallStreamObserver<ChangeEvent> {

    private final List<ChangeEvent> events = new ArrayList<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private volatile boolean isReady = true;
    private volatile @Nullable Throwable error;
    private Runnable onReady = () -> {};
    private Runnable onCancel = () -> {};

    @Override
    public synchronized void onNext(ChangeEvent event) {
      events.add(event);
      notifyAll();
    }

    synchronized List<ChangeEvent> await(int count) throws InterruptedException {
      while (events.size() < count) {
        wait();
      }
      return List.copyOf(events);
    }

    @Override
    public void onError(Throwable thrown) {
      error = thrown;
      failed.countDown();
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      onCancel = handler;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void onCompleted() {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private final Caller caller = new Caller();

  @AfterEach
  void close() {
    ponkeeper.close();
    store.close();
  }

  private void register() {
    ponkeeper
        .olt(Technology.XGS_PON, "olt-1")
        .register(
            OltRegistration.builder()
                .pons(0, 0)
                .onuIds(1, 32)
                .allocIds(1024, 1100)
                .gemPortIds(1024, 2000)
                .build());
  }

  private void change(int times) {
    var ids = ponkeeper.olt(Technology.XGS_PON, "olt-1").ids();
    for (int i = 0; i < times; i++) {
      if (i % 2 == 0) {
        ids.allocate(0, ResourceType.ONU_ID, new OwnerName("a"), 1);
      } else {
        ids.release(0, ResourceType.ONU_ID, new OwnerName("a"));
      }
    }
  }

  @Test
  void theFirstMessageSaysThatTheWatchHasBegun() throws InterruptedException {
    ChangeStream.start(ponkeeper.changes(), caller, Duration.ofSeconds(10));
    register();

    List<ChangeEvent> events = caller.await(2);

    assertThat(events.getFirst().getBegun()).isTrue();
    assertThat(events.get(1).getChanges(0).getName()).isEqualTo("technologies/XGS-PON/olts/olt-1");
  }

  @Test
  void eventsWaitUntilTheCallerIsReady() throws InterruptedException {
    ChangeStream.start(ponkeeper.changes(), caller, Duration.ofSeconds(10));
    caller.await(1);
    caller.isReady = false;
    register();
    change(10);
    assertThat(caller.await(1)).hasSize(1);

    caller.isReady = true;
    caller.onReady.run();

    assertThat(caller.await(12)).hasSize(12);
    assertThat(caller.error).isNull();
  }

  @Test
  void aCallerThatDoesNotReadIsCutOff() throws InterruptedException {
    ChangeStream.start(ponkeeper.changes(), caller, Duration.ofMillis(50));
    caller.await(1);
    caller.isReady = false;
    register();
    change(ChangeStream.MAX_WAITING);

    assertThat(caller.failed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Status.fromThrowable(caller.error).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    caller.isReady = true;
    caller.onReady.run();
    assertThat(caller.await(1)).as("nothing is sent after the error").hasSize(1);
  }

  @Test
  void aSlowCallerThatReadsInTimeMissesNothing() throws InterruptedException {
    ChangeStream.start(ponkeeper.changes(), caller, Duration.ofSeconds(60));
    caller.await(1);
    caller.isReady = false;
    register();
    change(ChangeStream.MAX_WAITING + 10);

    caller.isReady = true;
    caller.onReady.run();

    List<ChangeEvent> events = caller.await(1 + 1 + ChangeStream.MAX_WAITING + 10);
    assertThat(events).noneMatch(ChangeEvent::getResync);
    assertThat(caller.error).isNull();
  }

  @Test
  void nothingIsSentAfterTheCallerHasCancelled() throws InterruptedException {
    ChangeStream.start(ponkeeper.changes(), caller, Duration.ofSeconds(10));
    caller.await(1);

    caller.onCancel.run();
    register();
    change(2);

    assertThat(caller.await(1)).hasSize(1);
  }
}
