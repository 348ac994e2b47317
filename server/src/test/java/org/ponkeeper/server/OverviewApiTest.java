package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.api.v1.AuditOltRequest;
import org.ponkeeper.api.v1.GetOverviewRequest;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.Olt;
import org.ponkeeper.api.v1.Overview;
import org.ponkeeper.api.v1.Overview.FullestPool;
import org.ponkeeper.api.v1.Overview.OltSummary;
import org.ponkeeper.api.v1.RepairOltRequest;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.api.v1.ServerStatus;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.testing.ForwardingStore;

@Timeout(60)
class OverviewApiTest {

  private static final GetOverviewRequest ALL = GetOverviewRequest.getDefaultInstance();

  private static Overview overview(Twins servers, GetOverviewRequest request) {
    return servers.call(
        StatusServiceGrpc.getGetOverviewMethod(), request, OverviewApiTest::withoutTimes);
  }

  /** Times differ between two servers, and the store may not have answered yet. */
  private static Overview withoutTimes(Overview overview) {
    Overview.Builder without = overview.toBuilder().clearListTime().clearStore();
    without
        .getOltsBuilderList()
        .forEach(olt -> {
          if (olt.hasLastAudit()) {
            olt.getLastAuditBuilder().clearTime();
          }
        });
    return without.build();
  }

  @Test
  void eachOltHasItsNumbersAndItsFullestPools() {
    try (Twins servers = new Twins()) {
      servers.prepare(Scene::register);
      servers.prepare(ponkeeper -> {
        Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001");
        Scene.subscriber(ponkeeper, 1, 1, "ALCL00000002");
        Scene.subscriber(ponkeeper, 1, 2, "ALCL00000003");
        Scene.olt(ponkeeper).instances().create(Scene.T65, UniPort.of("olt-1", 1, 2, 1));
      });

      Overview overview = overview(servers, ALL);

      OltSummary olt = overview.getOlts(0);
      assertThat(overview.getOltsList()).hasSize(1);
      assertThat(olt.getName()).isEqualTo(Scene.OLT);
      assertThat(olt.getTechnology()).isEqualTo("XGS-PON");
      assertThat(olt.getOlt()).isEqualTo("olt-1");
      assertThat(olt.getRegistered()).isTrue();
      assertThat(olt.getState()).isEqualTo(Olt.State.LIVE);
      assertThat(olt.getPonCount()).isEqualTo(2);
      assertThat(olt.getOnuCount()).isEqualTo(3);
      assertThat(olt.getInstanceCount()).isEqualTo(4);
      assertThat(olt.getProblem()).isEmpty();
      assertThat(olt.hasLastAudit()).isFalse();
      assertThat(olt.getFullestPoolsList())
          .extracting(
              FullestPool::getType,
              FullestPool::getIndex,
              FullestPool::getShared,
              FullestPool::getUsed,
              FullestPool::getTotal)
          .containsExactly(
              tuple(ResourceType.ONU_ID, 1, false, 2, 32),
              tuple(ResourceType.ALLOC_ID, 1, false, 3, 77),
              tuple(ResourceType.GEM_PORT_ID, 1, false, 6, 977));
      assertThat(overview.getTotals())
          .isEqualTo(
              Overview.Totals.newBuilder()
                  .setOlts(1)
                  .setPons(2)
                  .setOnus(3)
                  .setInstances(4)
                  .build());
      assertThat(overview.getVersion()).isNotEmpty();
    }
  }

  @Test
  void aChangeIsInTheNextAnswer() {
    try (Twins servers = new Twins()) {
      servers.prepare(Scene::register);
      assertThat(overview(servers, ALL).getTotals().getInstances()).isZero();

      servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));
      assertThat(overview(servers, ALL).getTotals().getInstances()).isEqualTo(1);

      servers.prepare(ponkeeper -> Scene.olt(ponkeeper).onus().delete(Scene.onu(0, 1)));
      assertThat(overview(servers, ALL).getTotals().getInstances()).isZero();
      assertThat(overview(servers, ALL).getTotals().getOnus()).isZero();
    }
  }

  @Test
  void pagesHaveTheOltsOnceAndTheSumsOfThoseInMemory() {
    try (Twins servers = new Twins()) {
      servers.prepare(ponkeeper ->
          IntStream.rangeClosed(1, 3)
              .forEach(number ->
                  ponkeeper
                      .olt(Technology.GPON, "olt-" + number)
                      .register(
                          OltRegistration.builder()
                              .pons(0, 3)
                              .onuIds(1, 128)
                              .allocIds(1024, 1100)
                              .gemPortIds(1024, 2000)
                              .build())));
      servers.prepare(ponkeeper -> ponkeeper.olt(Technology.GPON, "olt-1").load());

      Overview first = overview(servers, ALL.toBuilder().setPageSize(2).build());
      Overview second =
          overview(
              servers,
              ALL.toBuilder().setPageSize(2).setPageToken(first.getNextPageToken()).build());

      assertThat(first.getOltsList())
          .extracting(OltSummary::getOlt)
          .containsExactly("olt-1", "olt-2");
      assertThat(second.getOltsList()).extracting(OltSummary::getOlt).containsExactly("olt-3");
      assertThat(second.getNextPageToken()).isEmpty();
      assertThat(first.getTotals().getOlts()).isEqualTo(3);
      assertThat(first.getTotals().getPons() + 4 * first.getTotals().getUncountedOlts())
          .isEqualTo(12);
      assertThat(second.getTotals().getPons()).isEqualTo(12);
      assertThat(second.getTotals().getUncountedOlts()).isZero();
    }
  }

  @Test
  void anOltThatCannotBeReadDoesNotHideTheOthers() {
    MemoryStore store = new MemoryStore();
    try (TestServer prepared = new TestServer(store)) {
      Scene.register(prepared.ponkeeper());
      prepared.ponkeeper().olt(Technology.XGS_PON, "olt-2").register(Scene.registration().build());
    }
    Stores.overwrite(store, "/olts/XGS-PON/olt-1", "broken");
    try (TestServer server = new TestServer(store)) {
      Overview overview = StatusServiceGrpc.newBlockingStub(server.channel()).getOverview(ALL);

      assertThat(overview.getOltsList())
          .extracting(OltSummary::getOlt, OltSummary::getProblem, OltSummary::getPonCount)
          .containsExactly(tuple("olt-1", "CORRUPT_DATA", 0), tuple("olt-2", "", 2));
      assertThat(overview.getTotals().getUncountedOlts()).isEqualTo(1);
    }
  }

  @Test
  void theLastAuditIsToldUntilARepair() {
    try (Twins servers = new Twins()) {
      servers.prepare(Scene::register);
      servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));
      servers.prepareStores(store -> Stores.overwrite(store, "olt-{olt-1}/pon-{0}", "broken"));
      AuditOltRequest audit = AuditOltRequest.newBuilder().setName(Scene.OLT).build();
      int findings =
          servers.call(MaintenanceServiceGrpc.getAuditOltMethod(), audit).getFindingsCount();

      Overview.LastAudit told = overview(servers, ALL).getOlts(0).getLastAudit();
      assertThat(findings).isPositive();
      assertThat(told.getErrors() + told.getWarnings()).isEqualTo(findings);
      assertThat(told.getErrors()).isPositive();

      RepairOltRequest repair = RepairOltRequest.newBuilder().setName(Scene.OLT).build();
      servers.call(
          MaintenanceServiceGrpc.getRepairOltMethod(),
          repair.toBuilder().setValidateOnly(true).build());
      assertThat(overview(servers, ALL).getOlts(0).hasLastAudit()).isTrue();
      servers.call(MaintenanceServiceGrpc.getRepairOltMethod(), repair);
      assertThat(overview(servers, ALL).getOlts(0).hasLastAudit()).isFalse();
    }
  }

  /** A store that can be made not to answer. */
  private static final class BreakableStore extends ForwardingStore {

    private final AtomicBoolean isDown = new AtomicBoolean();

    BreakableStore() {
      super(new MemoryStore());
    }

    private void require() {
      if (isDown.get()) {
        throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
      }
    }

    @Override
    public Health health() {
      require();
      return super.health();
    }

    @Override
    public List<KeyValue> list(List<KeyRange> ranges, ScanOptions options) {
      require();
      return super.list(ranges, options);
    }

    @Override
    public BreakableStore within(Duration time) {
      return this;
    }
  }

  @Test
  void whileTheStoreIsDownWhatIsKnownIsTold() {
    BreakableStore store = new BreakableStore();
    try (TestServer server = new TestServer(store)) {
      Scene.register(server.ponkeeper());
      Scene.subscriber(server.ponkeeper(), 0, 1, "ALCL00000001");
      var stub = StatusServiceGrpc.newBlockingStub(server.channel());
      Overview before = stub.getOverview(ALL);
      assertThat(before.getStore().getIsHealthy()).isTrue();

      store.isDown.set(true);
      Overview during = stub.getOverview(ALL);
      assertThat(during.getOltsList()).isEqualTo(before.getOltsList());
      assertThat(during.getTotals().getInstances()).isEqualTo(1);
      assertThat(during.getListTime()).isEqualTo(before.getListTime());

      Overview after = stub.getOverview(ALL);
      assertThat(after.getStore().getIsHealthy()).isFalse();
      assertThat(after.getStore().getState()).isEqualTo(ServerStatus.State.DOWN);
      assertThat(after.getStore().getReason()).isEqualTo("NO_ANSWER");
      assertThat(after.getOltsList()).isEqualTo(before.getOltsList());
    }
  }

  @Test
  void withoutAnyListTheStoresErrorIsTheAnswer() {
    BreakableStore store = new BreakableStore();
    store.isDown.set(true);
    try (TestServer server = new TestServer(store)) {
      JsonClient json = new JsonClient(server);
      var refused =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              JsonClient.JsonException.class,
              () -> {
                Object answer = json.call(StatusServiceGrpc.getGetOverviewMethod(), ALL);
                throw new AssertionError("answered: " + answer);
              });
      assertThat(Twins.detail(refused.status()).getCode()).isEqualTo("STORE_UNAVAILABLE");
    }
  }

  /** The server asks the store by itself, soon after its start. */
  @Test
  void theStoreIsNamedAsSoonAsItHasAnswered() {
    try (TestServer server = new TestServer()) {
      var stub = StatusServiceGrpc.newBlockingStub(server.channel());
      Overview.Store store = stub.getOverview(ALL).getStore();
      while (store.getKind().isEmpty()) {
        Thread.onSpinWait();
        store = stub.getOverview(ALL).getStore();
      }
      assertThat(store.getKind()).isEqualTo(new MemoryStore().health().engine());
      assertThat(store.hasLatency()).isTrue();
      assertThat(store.hasLastContact()).isTrue();
    }
  }

  @Test
  void wrongPagesAreRefused() {
    try (Twins servers = new Twins()) {
      servers.refused(
          Status.Code.INVALID_ARGUMENT,
          "REQUEST_INVALID",
          StatusServiceGrpc.getGetOverviewMethod(),
          ALL.toBuilder().setPageSize(-1).build());
      servers.refused(
          Status.Code.INVALID_ARGUMENT,
          "PAGE_TOKEN_INVALID",
          StatusServiceGrpc.getGetOverviewMethod(),
          ALL.toBuilder().setPageToken("nonsense").build());
      assertThat(Set.copyOf(overview(servers, ALL).getOltsList())).isEmpty();
    }
  }
}
