package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.AuditOltRequest;
import org.ponkeeper.api.v1.AuditOltResponse;
import org.ponkeeper.api.v1.AuditStoreRequest;
import org.ponkeeper.api.v1.AuditStoreResponse;
import org.ponkeeper.api.v1.ExportStoreRequest;
import org.ponkeeper.api.v1.ExportStoreResponse;
import org.ponkeeper.api.v1.Finding;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.MaintenanceServiceGrpc;
import org.ponkeeper.api.v1.MigrateOltRequest;
import org.ponkeeper.api.v1.MigrateOltRequest.Work;
import org.ponkeeper.api.v1.MigrateOltResponse;
import org.ponkeeper.api.v1.MigrateTechnologyRequest;
import org.ponkeeper.api.v1.MigrateTechnologyResponse;
import org.ponkeeper.api.v1.MigrationResult;
import org.ponkeeper.api.v1.PoolRepair;
import org.ponkeeper.api.v1.RepairOltRequest;
import org.ponkeeper.api.v1.RepairOltResponse;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;

class MaintenanceApiTest {

  private static final String OTHER = "technologies/XGS-PON/olts/other";

  private final Twins servers = new Twins().register();

  @AfterEach
  void close() {
    servers.close();
  }

  /** GEM port ids 1500 and 1501 are taken, and nothing says by whom. */
  private void loseOwners() {
    servers.prepare(ponkeeper ->
        ponkeeper
            .olt(Technology.XGS_PON, "olt-1")
            .ids()
            .reserve(
                0,
                org.ponkeeper.pool.ResourceType.GEM_PORT_ID,
                new OwnerName("lost"),
                Set.of(1500, 1501)));
    servers.prepareStores(store -> Stores.delete(store, "/lost"));
  }

  @Test
  void anAuditListsTheFindings() {
    assertThat(audit().getFindingsList()).isEmpty();
    loseOwners();

    assertThat(audit().getFindingsList())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.getKind()).isEqualTo("taken-by-nobody");
          assertThat(finding.getSeverity()).isEqualTo(Finding.Severity.WARNING);
          assertThat(finding.getIdsList())
              .containsExactly(IdRange.newBuilder().setFirst(1500).setLast(1501).build());
          assertThat(finding.getSentence()).contains("1500-1501");
        });
  }

  private AuditOltResponse audit() {
    return servers.call(
        MaintenanceServiceGrpc.getAuditOltMethod(),
        AuditOltRequest.newBuilder().setName(Twins.OLT).build());
  }

  @Test
  void anAuditOfTheStoreListsWhatBelongsToNoOlt() {
    servers.prepareStores(store ->
        store.put(
            new Key("service/voltha/resource_manager/xgspon/{olt-9}/onu_id_pool/0"),
            Bytes.empty()));

    AuditStoreResponse found =
        servers.call(
            MaintenanceServiceGrpc.getAuditStoreMethod(), AuditStoreRequest.getDefaultInstance());

    assertThat(found.getFindingsList()).isNotEmpty();
  }

  @Test
  void aRepairFreesIdsWithoutAnOwner() {
    loseOwners();
    RepairOltRequest request = RepairOltRequest.newBuilder().setName(Twins.OLT).build();

    RepairOltResponse would =
        servers.call(
            MaintenanceServiceGrpc.getRepairOltMethod(),
            request.toBuilder().setValidateOnly(true).build());
    RepairOltResponse first = servers.call(MaintenanceServiceGrpc.getRepairOltMethod(), request);
    RepairOltResponse second = servers.call(MaintenanceServiceGrpc.getRepairOltMethod(), request);

    assertThat(would).isEqualTo(first);
    assertThat(first.getPoolsList())
        .containsExactly(
            PoolRepair.newBuilder()
                .setType(ResourceType.GEM_PORT_ID)
                .addFreed(IdRange.newBuilder().setFirst(1500).setLast(1501))
                .build());
    assertThat(second).isEqualTo(RepairOltResponse.getDefaultInstance());
  }

  @Test
  void aRepairCorrectsMapsIfAsked() {
    servers.prepare(ponkeeper -> {
      var olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.onuMaps().set(olt.uniPort(0, 1, 0), OnuMapType.GEM_PORT_IDS, List.of(1500));
    });
    RepairOltRequest request = RepairOltRequest.newBuilder().setName(Twins.OLT).build();

    assertThat(servers.call(MaintenanceServiceGrpc.getRepairOltMethod(), request).getMaps())
        .isZero();
    assertThat(
            servers
                .call(
                    MaintenanceServiceGrpc.getRepairOltMethod(),
                    request.toBuilder().setMaps(true).build())
                .getMaps())
        .isEqualTo(1);
  }

  @Test
  void unknownOltsAreRefused() {
    refused(
        MaintenanceServiceGrpc.getAuditOltMethod(),
        AuditOltRequest.newBuilder().setName(OTHER).build(),
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED");
    refused(
        MaintenanceServiceGrpc.getRepairOltMethod(),
        RepairOltRequest.newBuilder().setName(OTHER).build(),
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED");
    for (Work work :
        List.of(Work.OLDER_INSTANCES, Work.POOLS_WITH_TECHNOLOGY, Work.POOLS_WITHOUT_TECHNOLOGY)) {
      refused(
          MaintenanceServiceGrpc.getMigrateOltMethod(),
          MigrateOltRequest.newBuilder().setName(OTHER).setWork(work).build(),
          Code.NOT_FOUND,
          "OLT_NOT_REGISTERED");
    }
  }

  private <Q> void refused(MethodDescriptor<Q, ?> method, Q request, Code code, String reason) {
    assertThat(servers.refused(method, request, code).getCode()).isEqualTo(reason);
  }

  @Test
  void incompleteRequestsAreRefused() {
    refused(
        MaintenanceServiceGrpc.getMigrateOltMethod(),
        MigrateOltRequest.newBuilder().setName(Twins.OLT).build(),
        Code.INVALID_ARGUMENT,
        "REQUEST_INVALID");
    refused(
        MaintenanceServiceGrpc.getMigrateOltMethod(),
        migration(Work.OLDER_INSTANCES).toBuilder().setRemoveLeftBehind(true).build(),
        Code.INVALID_ARGUMENT,
        "REQUEST_INVALID");
    refused(
        MaintenanceServiceGrpc.getExportStoreMethod(),
        ExportStoreRequest.newBuilder().addAlso("/").build(),
        Code.INVALID_ARGUMENT,
        "PATH_INVALID");
    refused(
        MaintenanceServiceGrpc.getMigrateTechnologyMethod(),
        MigrateTechnologyRequest.newBuilder().setName("technologies/X").build(),
        Code.INVALID_ARGUMENT,
        "TECHNOLOGY_UNKNOWN");
  }

  private static MigrateOltRequest migration(Work work) {
    return MigrateOltRequest.newBuilder().setName(Twins.OLT).setWork(work).build();
  }

  @Test
  void poolsAreMovedWithProgress() {
    servers.prepare(ponkeeper -> {
      var olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
    });
    MigrateOltRequest request = migration(Work.POOLS_WITHOUT_TECHNOLOGY);

    MigrationResult would = migrate(request.toBuilder().setValidateOnly(true).build());
    MigrationResult first = migrate(request);
    MigrationResult second = migrate(request);

    assertThat(would).isEqualTo(first);
    assertThat(first.getMoved()).isPositive();
    assertThat(second.getMoved()).isZero();
  }

  /** The result of both, which is the last message; the ones before are progress. */
  private MigrationResult migrate(MigrateOltRequest request) {
    Twins.Streams<MigrateOltResponse> streams =
        servers.stream(MaintenanceServiceGrpc.getMigrateOltMethod(), request);
    assertThat(streams.asJson().getLast()).isEqualTo(streams.byGrpc().getLast());
    for (List<MigrateOltResponse> answers : List.of(streams.byGrpc(), streams.asJson())) {
      assertThat(answers.subList(0, answers.size() - 1)).allMatch(MigrateOltResponse::hasProgress);
    }
    return streams.byGrpc().getLast().getResult();
  }

  @Test
  void whereThereIsNothingToMoveNothingIsMoved() {
    for (Work work : List.of(Work.OLDER_INSTANCES, Work.OTHER_SPELLINGS)) {
      assertThat(migrate(migration(work))).isEqualTo(MigrationResult.getDefaultInstance());
    }
    assertThat(
            servers.call(
                MaintenanceServiceGrpc.getMigrateTechnologyMethod(),
                MigrateTechnologyRequest.newBuilder().setName("technologies/XGS-PON").build()))
        .isEqualTo(MigrateTechnologyResponse.getDefaultInstance());
  }

  @Test
  void templatesUnderAnotherSpellingAreMoved() {
    servers.prepareStores(store ->
        store.put(
            new Key("service/voltha/technology_profiles/xgspon/77"),
            Bytes.wrap("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    MigrateTechnologyRequest request =
        MigrateTechnologyRequest.newBuilder().setName("technologies/XGS-PON").build();

    MigrateTechnologyResponse would =
        servers.call(
            MaintenanceServiceGrpc.getMigrateTechnologyMethod(),
            request.toBuilder().setValidateOnly(true).build());
    MigrateTechnologyResponse first =
        servers.call(MaintenanceServiceGrpc.getMigrateTechnologyMethod(), request);

    assertThat(would).isEqualTo(first);
    assertThat(first.getMovedList()).hasSize(1);
  }

  @Test
  void anExportIsABackupFile() {
    servers.prepare(ponkeeper ->
        ponkeeper
            .olt(Technology.XGS_PON, "olt-1")
            .onuMaps()
            .putFlowInfo(
                ponkeeper.olt(Technology.XGS_PON, "olt-1").uniPort(0, 1, 0),
                7,
                Bytes.wrap(
                    ("\"" + "x".repeat(300_000) + "\"")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))));

    Twins.Streams<ExportStoreResponse> streams =
        servers.stream(
            MaintenanceServiceGrpc.getExportStoreMethod(), ExportStoreRequest.getDefaultInstance());

    List<String> lines = file(streams.byGrpc());
    assertThat(file(streams.asJson()).subList(1, lines.size()))
        .isEqualTo(lines.subList(1, lines.size()));
    assertThat(lines.getFirst()).startsWith("{\"ponkeeper_backup\":");
    assertThat(lines.getLast()).startsWith("{\"ponkeeper_backup_end\":");
    assertThat(streams.byGrpc().getLast().getResult().getKeys()).isEqualTo(lines.size() - 2);
    assertThat(streams.byGrpc()).allMatch(answer -> answer.getChunk().size() <= 1 << 16);
  }

  private static List<String> file(List<ExportStoreResponse> answers) {
    return answers.stream()
        .map(ExportStoreResponse::getChunk)
        .reduce(ByteString.EMPTY, ByteString::concat)
        .toStringUtf8()
        .transform(text -> Stream.of(text.split("\n")))
        .toList();
  }
}
