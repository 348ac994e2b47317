package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.GetStatusRequest;
import org.ponkeeper.api.v1.ServerStatus;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.testing.ForwardingStore;

class StatusApiTest {

  /** A store that can be made not to answer. */
  private static final class BreakableStore extends ForwardingStore {

    private final AtomicBoolean isDown = new AtomicBoolean();

    BreakableStore() {
      super(new MemoryStore());
    }

    @Override
    public Health health() {
      if (isDown.get()) {
        throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
      }
      return super.health();
    }

    @Override
    public BreakableStore within(Duration time) {
      return this;
    }
  }

  private static void ask(TestServer server) {
    try {
      server.ponkeeper().checkStore();
    } catch (StoreFailedException expected) {
      assertThat(expected.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  @Test
  void theStatusTellsWhetherTheStoreAnswersAndWhatIsLoaded() {
    BreakableStore store = new BreakableStore();
    try (TestServer server = new TestServer(store)) {
      JsonClient json = new JsonClient(server);
      ask(server);
      assertThat(status(server, json).getState()).isEqualTo(ServerStatus.State.UP);
      assertThat(status(server, json).getReason()).isEqualTo("ANSWERS");
      assertThat(status(server, json).hasLastContact()).isTrue();

      store.isDown.set(true);
      ask(server);
      assertThat(status(server, json).getState()).isEqualTo(ServerStatus.State.DOWN);
      assertThat(status(server, json).getReason()).isEqualTo("NO_ANSWER");
      assertThat(status(server, json).getCode()).isEqualTo("STORE_UNAVAILABLE");
    }
  }

  @Test
  void loadedOltsAreListed() {
    try (Twins servers = new Twins().register()) {
      servers.prepare(ponkeeper -> ponkeeper.olt(Technology.XGS_PON, "olt-1").load());
      servers.onEach((server, json) ->
          assertThat(status(server, json).getOltsList())
              .extracting(ServerStatus.LoadedOlt::getOlt)
              .containsExactly(Twins.OLT));
    }
  }

  /** Both ways give the same, apart from the age of what is in memory. */
  private static ServerStatus status(TestServer server, JsonClient json) {
    ServerStatus byGrpc =
        StatusServiceGrpc.newBlockingStub(server.channel())
            .getStatus(GetStatusRequest.getDefaultInstance());
    ServerStatus asJson =
        json.call(StatusServiceGrpc.getGetStatusMethod(), GetStatusRequest.getDefaultInstance());
    assertThat(withoutAges(asJson)).isEqualTo(withoutAges(byGrpc));
    return byGrpc;
  }

  private static ServerStatus withoutAges(ServerStatus status) {
    ServerStatus.Builder without = status.toBuilder();
    without.getOltsBuilderList().forEach(ServerStatus.LoadedOlt.Builder::clearAge);
    return without.build();
  }

  @Test
  void theHealthServiceIsNotServingWhileTheStoreIsDown() {
    BreakableStore store = new BreakableStore();
    try (TestServer server = new TestServer(store)) {
      HealthBlockingStub health = HealthGrpc.newBlockingStub(server.channel());
      var watch = health.watch(HealthCheckRequest.getDefaultInstance());
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      assertThat(check(health)).isEqualTo(ServingStatus.SERVING);

      store.isDown.set(true);
      ask(server);
      assertThat(next(watch)).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(check(health)).isEqualTo(ServingStatus.NOT_SERVING);

      store.isDown.set(false);
      ask(server);
      assertThat(next(watch)).isEqualTo(ServingStatus.SERVING);
    }
  }

  private static ServingStatus check(HealthBlockingStub health) {
    return health.check(HealthCheckRequest.getDefaultInstance()).getStatus();
  }

  private static ServingStatus next(Iterator<io.grpc.health.v1.HealthCheckResponse> watch) {
    return watch.next().getStatus();
  }
}
