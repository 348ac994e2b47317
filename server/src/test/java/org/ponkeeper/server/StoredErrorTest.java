package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.api.v1.AllocateIdsRequest;
import org.ponkeeper.api.v1.ApplyTemplateRequest;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.api.v1.GetInstanceRequest;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.api.v1.InstanceServiceGrpc;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.MigrateOltRequest;
import org.ponkeeper.api.v1.MoveOnuRequest;
import org.ponkeeper.api.v1.OnuServiceGrpc;
import org.ponkeeper.api.v1.ReleaseUnclaimedIdsRequest;
import org.ponkeeper.api.v1.ReplaceOnuRequest;
import org.ponkeeper.api.v1.ReserveIdsRequest;
import org.ponkeeper.api.v1.TemplateServiceGrpc;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.testing.ForwardingStore;
import org.ponkeeper.tck.PlainTemplate;

/** Errors that come from what is stored, or from the store: by gRPC and as JSON. */
@Timeout(120)
class StoredErrorTest {

  private static final String OWNER = "ALCL00000001";

  private final Twins servers = new Twins(FailingStore::new);
  private volatile Fault fault = Fault.NONE;

  /** What the stores do. */
  private enum Fault {
    NONE,
    CONFLICT,
    UNAVAILABLE,
    DENIED,
    FULL,
    REPLACED,
    /** Commits are made, and the answer of the first change is lost. */
    LOST
  }

  private final class FailingStore extends ForwardingStore {
    private final KeyValueStore store;
    private final AtomicBoolean hasLost;

    FailingStore(KeyValueStore store) {
      this(store, new AtomicBoolean());
    }

    FailingStore(KeyValueStore store, AtomicBoolean hasLost) {
      super(store);
      this.store = store;
      this.hasLost = hasLost;
    }

    @Override
    public KeyValueStore within(Duration time) {
      return new FailingStore(store.within(time), hasLost);
    }

    @Override
    public Snapshot snapshot() {
      if (fault == Fault.UNAVAILABLE) {
        throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
      }
      return super.snapshot();
    }

    @Override
    public TxnResult commit(Txn txn) {
      return switch (fault) {
        case NONE -> super.commit(txn);
        case CONFLICT -> new TxnResult.Conflict(Set.of());
        case UNAVAILABLE -> throw new StoreFailedException(ErrorCode.STORE_UNAVAILABLE);
        case DENIED -> throw new StoreFailedException(ErrorCode.STORE_DENIED);
        case FULL -> throw new StoreFailedException(ErrorCode.STORE_FULL);
        case REPLACED -> throw new StoreFailedException(ErrorCode.STORE_REPLACED);
        case LOST -> {
          TxnResult made = super.commit(txn);
          if (txn.mutations().isEmpty() || hasLost.getAndSet(true)) {
            yield made;
          }
          throw new StoreFailedException(ErrorCode.OUTCOME_UNKNOWN);
        }
      };
    }
  }

  @BeforeEach
  void prepare() {
    servers.prepare(ponkeeper -> {
      Scene.register(ponkeeper);
      Scene.subscriber(ponkeeper, 0, 1, OWNER);
    });
  }

  @AfterEach
  void close() {
    fault = Fault.NONE;
    servers.close();
  }

  private static CreateInstanceRequest creation(int onu) {
    return CreateInstanceRequest.newBuilder()
        .setParent(Scene.PON + "/onus/" + onu + "/unis/0")
        .setTemplate(65)
        .build();
  }

  /** The creation of another instance is refused, with these facts, and nothing happened. */
  private void refusedToCreate(Code status, String code, String... facts) {
    refused(status, code, InstanceServiceGrpc.getCreateInstanceMethod(), creation(2), facts);
    refused(
        status,
        code,
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation(2).toBuilder().setValidateOnly(true).build(),
        facts);
  }

  private <Q> void refused(
      Code status, String code, MethodDescriptor<Q, ?> method, Q request, String... facts) {
    ErrorDetail detail = servers.refused(status, code, method, request);
    assertThat(detail.getNothingHappened()).isEqualTo(!code.equals("OUTCOME_UNKNOWN"));
    assertThat(detail.getRemedy()).isNotEmpty();
    assertThat(detail.getFactsList())
        .extracting(ErrorDetail.Fact::getName)
        .containsAll(List.of(facts));
  }

  @Test
  void anOltThatIsBeingDeletedIsBusy() {
    servers.prepareStores(store -> Stores.replace(store, "\"live\"", "\"deleting\""));

    refusedToCreate(Code.ABORTED, "OLT_BUSY", "OLT", "technology", "state", "reason");
  }

  @Test
  void aTemplateThatNoInstanceCanHave() {
    servers.prepareStores(
        store -> Stores.replace(store, "\"num_gem_ports\":2", "\"num_gem_ports\":9"));

    refusedToCreate(Code.FAILED_PRECONDITION, "TEMPLATE_UNFIT", "template");
  }

  @Test
  void aTemplateThatCannotBeRead() {
    servers.prepareStores(
        store -> Stores.replace(store, "\"num_gem_ports\":2", "\"num_gem_ports\":two"));

    refusedToCreate(Code.DATA_LOSS, "TEMPLATE_UNREADABLE", "template", "complaints");
  }

  @Test
  void poolsThatCannotBeRead() {
    for (String pool : List.of("alloc", "gem-port")) {
      servers.prepareStores(store ->
          Stores.overwrite(
              store, pool.equals("alloc") ? "alloc_id_pool/{0}" : "gemport_id_pool/{0}", "x"));
      refusedToCreate(Code.DATA_LOSS, "CORRUPT_DATA", "what", "reason");
      refused(
          Code.DATA_LOSS,
          "CORRUPT_DATA",
          IdServiceGrpc.getAllocateIdsMethod(),
          AllocateIdsRequest.newBuilder()
              .setPool(Scene.PON + "/pools/" + pool)
              .setOwner("a")
              .setCount(1)
              .build(),
          "what",
          "reason");
    }
  }

  @Test
  void aMulticastGemPortOfAService() {
    String entry =
        "\"downstream_gem_port_attribute_list\":[{\"pbit_map\":\"0b00100000\","
            + "\"aes_encryption\":\"False\",\"is_multicast\":\"True\","
            + "\"multicast_gem_id\":1024,"
            + "\"dynamic_access_control_list\":\"224.0.0.0-239.255.255.255\"},";
    Bytes template =
        Bytes.utf8(
            new String(PlainTemplate.json("multicast", 1, false).toArray(), StandardCharsets.UTF_8)
                .replace("\"downstream_gem_port_attribute_list\":[", entry));
    servers.prepare(ponkeeper ->
        ponkeeper.templates().apply(Technology.XGS_PON, new TechProfileId(66), template));

    refused(
        Code.FAILED_PRECONDITION,
        "MULTICAST_GEM_PORT_TAKEN",
        InstanceServiceGrpc.getCreateInstanceMethod(),
        creation(2).toBuilder().setTemplate(66).build(),
        "GEM port id",
        "held by");
  }

  @Test
  void anOnuWithMoreKeysThanOneTransactionCanHave() {
    servers.prepare(ponkeeper -> {
      for (int flow = 1; flow <= 100; flow++) {
        Scene.olt(ponkeeper)
            .onuMaps()
            .putFlowInfo(UniPort.of("olt-1", 0, 1, 0), flow, Bytes.utf8("{}"));
      }
    });

    refused(
        Code.FAILED_PRECONDITION,
        "ONU_TOO_LARGE",
        OnuServiceGrpc.getMoveOnuMethod(),
        MoveOnuRequest.newBuilder().setName(Scene.ONU).setOnu(5).build(),
        "ONU",
        "changes");
  }

  @Test
  void anOwnerThatHasIds() {
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 2, "ALCL00000002"));

    refused(
        Code.FAILED_PRECONDITION,
        "OWNER_HAS_IDS",
        OnuServiceGrpc.getReplaceOnuMethod(),
        ReplaceOnuRequest.newBuilder().setName(Scene.ONU).setOwner("ALCL00000002").build(),
        "owner");
    refused(
        Code.FAILED_PRECONDITION,
        "ID_OWNED",
        IdServiceGrpc.getReserveIdsMethod(),
        ReserveIdsRequest.newBuilder()
            .setPool(Scene.PON + "/pools/onu")
            .setOwner("b")
            .addIds(2)
            .build(),
        "held by");
  }

  @Test
  void keysThatAreInTheWayOfAMigration() {
    servers.prepareStores(store ->
        store.put(
            new Key("service/voltha/resource_manager/{olt-1}/gemport_id_pool/{0}"),
            Bytes.utf8(
                "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"AQ==\",\"start_idx\":1024}")));

    refused(
        Code.FAILED_PRECONDITION,
        "POOL_KEYS_DIFFER",
        MaintenanceServiceGrpc.getMigrateOltMethod(),
        MigrateOltRequest.newBuilder()
            .setName(Scene.OLT)
            .setWork(MigrateOltRequest.Work.POOLS_WITHOUT_TECHNOLOGY)
            .build(),
        "keys in the way");
  }

  @Test
  void anInstanceThatSomebodyHasCreatedAnew() {
    GetInstanceRequest get =
        GetInstanceRequest.newBuilder()
            .setName(Scene.INSTANCE.replace("instances/64", "instances/65"))
            .build();
    Instance read = servers.call(InstanceServiceGrpc.getGetInstanceMethod(), get);
    servers.prepare(ponkeeper -> {
      var instances = Scene.olt(ponkeeper).instances();
      instances.delete(Scene.T65, UniPort.of("olt-1", 0, 1, 0));
      instances.create(Scene.T65, UniPort.of("olt-1", 0, 1, 0));
    });

    refused(
        Code.ABORTED,
        "ETAG_MISMATCH",
        InstanceServiceGrpc.getDeleteInstanceMethod(),
        DeleteInstanceRequest.newBuilder().setName(get.getName()).setEtag(read.getEtag()).build(),
        "etag now");
  }

  @Test
  void aStoreThatDoesNotAnswer() {
    fault = Fault.UNAVAILABLE;

    refusedToCreate(Code.UNAVAILABLE, "STORE_UNAVAILABLE");
  }

  private void refusedByCommit(Fault kind, Code status, String code) {
    fault = kind;
    refused(status, code, InstanceServiceGrpc.getCreateInstanceMethod(), creation(2));
    fault = Fault.NONE;
    assertThat(
            servers.call(InstanceServiceGrpc.getCreateInstanceMethod(), creation(2)).getCreated())
        .isTrue();
  }

  @Test
  void aStoreThatIsFull() {
    refusedByCommit(Fault.FULL, Code.RESOURCE_EXHAUSTED, "STORE_FULL");
  }

  @Test
  void aStoreThatDeniesAccess() {
    refusedByCommit(Fault.DENIED, Code.INTERNAL, "STORE_DENIED");
  }

  @Test
  void aStoreThatWasReplaced() {
    refusedByCommit(Fault.REPLACED, Code.ABORTED, "STORE_REPLACED");
  }

  @Test
  void aReleaseWhoseAnswerIsLost() {
    servers.prepare(ponkeeper ->
        Scene.olt(ponkeeper)
            .ids()
            .reserve(0, ResourceType.GEM_PORT_ID, new OwnerName("lost"), Set.of(1500)));
    servers.prepareStores(store -> Stores.delete(store, "/lost"));
    // Whoever deletes a claim writes its pool; by this the library notices it.
    servers.prepareStores(store -> Stores.rewrite(store, "gemport_id_pool"));
    fault = Fault.LOST;

    refused(
        Code.UNKNOWN,
        "OUTCOME_UNKNOWN",
        IdServiceGrpc.getReleaseUnclaimedIdsMethod(),
        ReleaseUnclaimedIdsRequest.newBuilder()
            .setPool(Scene.PON + "/pools/gem-port")
            .addIds(1500)
            .build(),
        "what");
  }

  @Test
  void writersThatAreAlwaysFaster() {
    fault = Fault.CONFLICT;

    refused(
        Code.ABORTED,
        "CONTENTION",
        TemplateServiceGrpc.getApplyTemplateMethod(),
        ApplyTemplateRequest.newBuilder()
            .setName(Scene.TECHNOLOGY + "/templates/70")
            .setDocument(ByteString.copyFrom(PlainTemplate.json("new", 1, false).toArray()))
            .build(),
        "conflicts");
  }
}
