package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.DeleteOltRequest;
import org.ponkeeper.api.v1.DeleteOltResponse;
import org.ponkeeper.api.v1.GetOltRequest;
import org.ponkeeper.api.v1.GetUseRequest;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.ListOltsRequest;
import org.ponkeeper.api.v1.ListOltsResponse;
import org.ponkeeper.api.v1.Olt;
import org.ponkeeper.api.v1.OltRegistration;
import org.ponkeeper.api.v1.OltServiceGrpc;
import org.ponkeeper.api.v1.OltUse;
import org.ponkeeper.api.v1.PonRanges;
import org.ponkeeper.api.v1.RegisterOltRequest;
import org.ponkeeper.api.v1.RegisterOltResponse;
import org.ponkeeper.api.v1.RemovePonRequest;
import org.ponkeeper.api.v1.ResizeOltRequest;
import org.ponkeeper.api.v1.ResizeOltResponse;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.api.v1.SharedPool;
import org.ponkeeper.api.v1.UnregisterOltRequest;
import org.ponkeeper.api.v1.UnregisterOltResponse;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.tck.PlainTemplate;

class OltApiTest {

  private final Twins servers = new Twins();

  @AfterEach
  void close() {
    servers.close();
  }

  private static PonRanges ranges(ResourceType type, int first, int last, Integer... pons) {
    return PonRanges.newBuilder()
        .setType(type)
        .addAllPons(List.of(pons))
        .addRanges(IdRange.newBuilder().setFirst(first).setLast(last))
        .build();
  }

  private static OltRegistration.Builder registration() {
    return OltRegistration.newBuilder()
        .addPons(0)
        .addPons(1)
        .addRanges(ranges(ResourceType.ONU_ID, 1, 32))
        .addRanges(ranges(ResourceType.ALLOC_ID, 1024, 1100))
        .addRanges(ranges(ResourceType.ALLOC_ID, 2048, 2100, 1))
        .addRanges(ranges(ResourceType.GEM_PORT_ID, 1024, 2000))
        .addSharedPools(SharedPool.newBuilder().setType(ResourceType.GEM_PORT_ID).setIndex(1));
  }

  private static RegisterOltRequest.Builder register(OltRegistration.Builder registration) {
    return RegisterOltRequest.newBuilder().setName(Scene.OLT).setRegistration(registration);
  }

  private RegisterOltResponse registered(RegisterOltRequest.Builder request) {
    return servers.call(OltServiceGrpc.getRegisterOltMethod(), request.build());
  }

  private Olt olt() {
    return servers.call(
        OltServiceGrpc.getGetOltMethod(), GetOltRequest.newBuilder().setName(Scene.OLT).build());
  }

  private void requireNoOlt() {
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        OltServiceGrpc.getGetOltMethod(),
        GetOltRequest.newBuilder().setName(Scene.OLT).build());
  }

  @Test
  void anOltIsRegisteredOnceWithItsRangesByPon() {
    assertThat(registered(register(registration()).setValidateOnly(true)).getWritten()).isTrue();
    requireNoOlt();

    RegisterOltResponse first = registered(register(registration()));
    RegisterOltResponse second = registered(register(registration()));

    assertThat(first.getWritten()).isTrue();
    assertThat(second.getWritten()).isFalse();
    assertThat(second.getOlt()).isEqualTo(first.getOlt());
    Olt olt = olt();
    assertThat(olt.toBuilder().clearPools().clearEtag().build()).isEqualTo(first.getOlt());
    assertThat(olt.getEtag()).isNotEmpty();
    assertThat(olt.getName()).isEqualTo(Scene.OLT);
    assertThat(olt.getRegistered()).isTrue();
    assertThat(olt.getState()).isEqualTo(Olt.State.LIVE);
    assertThat(olt.getPonsList()).containsExactly(0, 1);
    assertThat(olt.getRangesList())
        .containsExactlyInAnyOrderElementsOf(registration().getRangesList());
    assertThat(olt.getSharedPoolsList())
        .containsExactlyElementsOf(registration().getSharedPoolsList());
    assertThat(olt.getPoolKeys()).isEqualTo("with-technology");
    assertThat(olt.getPoolsList())
        .anySatisfy(pool -> {
          assertThat(pool.getType()).isEqualTo(ResourceType.GEM_PORT_ID);
          assertThat(pool.getIndex()).isEqualTo(1);
          assertThat(pool.getShared()).isTrue();
          assertThat(pool.getFree()).isEqualTo(977);
        });

    servers.refused(
        Code.FAILED_PRECONDITION,
        "RANGE_DIFFERS",
        OltServiceGrpc.getRegisterOltMethod(),
        register(registration().setRanges(0, ranges(ResourceType.ONU_ID, 1, 64))).build());
  }

  @Test
  void valuesComeFromTheDeviceOrFromAModel() {
    String info =
        """
        {"pon_ports": 2, "ranges": [{"intf_ids": [0, 1], "technology": "XGS-PON", "pools": [
          {"type": "ONU_ID", "start": 1, "end": 127},
          {"type": "ALLOC_ID", "start": 1024, "end": 1152},
          {"type": "GEMPORT_ID", "start": 1024, "end": 2048}]}]}
        """;
    Olt olt =
        registered(
                register(
                    OltRegistration.newBuilder()
                        .setDeviceInfo(info)
                        .addRanges(ranges(ResourceType.ONU_ID, 1, 64))))
            .getOlt();
    assertThat(olt.getPonsList()).containsExactly(0, 1);
    assertThat(olt.getRangesList())
        .contains(ranges(ResourceType.ONU_ID, 1, 64), ranges(ResourceType.ALLOC_ID, 1024, 1152));

    servers.refused(
        Code.NOT_FOUND,
        "MODEL_NOT_FOUND",
        OltServiceGrpc.getRegisterOltMethod(),
        register(OltRegistration.newBuilder().setModel("asfvolt16")).build());
    servers.invalid(
        "NAME_INVALID",
        OltServiceGrpc.getRegisterOltMethod(),
        register(OltRegistration.newBuilder().setModel("a/b")).build());
    servers.invalid(
        "RANGE_INVALID",
        OltServiceGrpc.getRegisterOltMethod(),
        register(OltRegistration.newBuilder().setDeviceInfo("{")).build());
    servers.invalid(
        "REQUEST_INVALID",
        OltServiceGrpc.getRegisterOltMethod(),
        register(OltRegistration.newBuilder().setDeviceInfo(info).setModel("m")).build());
  }

  @Test
  void anOltIsResizedAndCompletesWithoutValues() {
    servers.prepare(Scene::register);
    ResizeOltRequest.Builder resize =
        ResizeOltRequest.newBuilder()
            .setName(Scene.OLT)
            .setRegistration(
                OltRegistration.newBuilder().addRanges(ranges(ResourceType.ONU_ID, 1, 64)));

    servers.call(OltServiceGrpc.getResizeOltMethod(), resize.setValidateOnly(true).build());
    assertThat(olt().getRangesList()).contains(ranges(ResourceType.ONU_ID, 1, 32));
    ResizeOltResponse resized =
        servers.call(OltServiceGrpc.getResizeOltMethod(), resize.setValidateOnly(false).build());
    assertThat(resized.getWritten()).isTrue();
    assertThat(resized.getOlt().getRangesList()).contains(ranges(ResourceType.ONU_ID, 1, 64));
    assertThat(olt().getRangesList()).isEqualTo(resized.getOlt().getRangesList());

    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 60, "ALCL00000060"));
    servers.refused(
        Code.FAILED_PRECONDITION,
        "RANGE_DIFFERS",
        OltServiceGrpc.getResizeOltMethod(),
        resize
            .setRegistration(
                OltRegistration.newBuilder().addRanges(ranges(ResourceType.ONU_ID, 1, 32)))
            .build());
  }

  @Test
  void anUnusedPonIsRemoved() {
    servers.prepare(Scene::register);
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));
    RemovePonRequest unused = RemovePonRequest.newBuilder().setName(Scene.OLT + "/pons/1").build();

    servers.call(
        OltServiceGrpc.getRemovePonMethod(), unused.toBuilder().setValidateOnly(true).build());
    assertThat(olt().getPonsList()).containsExactly(0, 1);
    assertThat(servers.call(OltServiceGrpc.getRemovePonMethod(), unused).getOlt().getPonsList())
        .containsExactly(0);
    servers.refused(
        Code.NOT_FOUND, "PON_NOT_REGISTERED", OltServiceGrpc.getRemovePonMethod(), unused);
    servers.refused(
        Code.FAILED_PRECONDITION,
        "PON_IN_USE",
        OltServiceGrpc.getRemovePonMethod(),
        RemovePonRequest.newBuilder().setName(Scene.PON).build());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        OltServiceGrpc.getRemovePonMethod(),
        RemovePonRequest.newBuilder().setName(Scene.OLT + "/pons/256").build());
  }

  @Test
  void aRecordIsRemovedUnlessItIsNeeded() {
    servers.prepare(Scene::register);
    UnregisterOltRequest request = UnregisterOltRequest.newBuilder().setName(Scene.OLT).build();
    servers.prepare(ponkeeper ->
        Scene.olt(ponkeeper)
            .ids()
            .allocate(0, org.ponkeeper.pool.ResourceType.ONU_ID, new OwnerName("A"), 1));

    servers.refused(
        Code.FAILED_PRECONDITION,
        "RECORD_NEEDED",
        OltServiceGrpc.getUnregisterOltMethod(),
        request);
    servers.prepare(ponkeeper ->
        Scene.olt(ponkeeper)
            .ids()
            .release(0, org.ponkeeper.pool.ResourceType.ONU_ID, new OwnerName("A")));
    servers.call(
        OltServiceGrpc.getUnregisterOltMethod(), request.toBuilder().setValidateOnly(true).build());
    assertThat(olt().getRegistered()).isTrue();
    UnregisterOltResponse unregistered =
        servers.call(OltServiceGrpc.getUnregisterOltMethod(), request);
    assertThat(unregistered.getOlt().getPonsList()).containsExactly(0, 1);
    servers.refused(
        Code.NOT_FOUND, "OLT_NOT_REGISTERED", OltServiceGrpc.getUnregisterOltMethod(), request);
    servers.invalid(
        "ETAG_INVALID",
        OltServiceGrpc.getUnregisterOltMethod(),
        request.toBuilder().setEtag("x").build());
  }

  @Test
  void anOltIsDeletedWithProgress() {
    servers.prepare(Scene::register);
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));
    DeleteOltRequest request = DeleteOltRequest.newBuilder().setName(Scene.OLT).build();

    List<DeleteOltResponse> preview =
        servers.stream(
                OltServiceGrpc.getDeleteOltMethod(),
                request.toBuilder().setValidateOnly(true).build())
            .asJson();
    assertThat(olt().getInstances()).isEqualTo(1);
    List<DeleteOltResponse> answers =
        servers.stream(OltServiceGrpc.getDeleteOltMethod(), request).asJson();

    assertThat(answers).isEqualTo(preview).hasSizeGreaterThan(1);
    assertThat(answers.getFirst().hasProgress()).isTrue();
    assertThat(answers.getLast().getDeleted().getInstances()).isEqualTo(1);
    assertThat(answers.getLast().getDeleted().getRecords()).isEqualTo(1);
    servers.refused(
        Code.NOT_FOUND, "OLT_NOT_REGISTERED", OltServiceGrpc.getDeleteOltMethod(), request);
    servers.invalid(
        "RESOURCE_NAME_INVALID",
        OltServiceGrpc.getDeleteOltMethod(),
        request.toBuilder().setName(Scene.PON).build());
  }

  @Test
  void listsComeByPages() {
    servers.prepare(ponkeeper -> {
      register(ponkeeper, Technology.XGS_PON, "olt-1-a");
      register(ponkeeper, Technology.XGS_PON, "olt-1");
      register(ponkeeper, Technology.GPON, "olt-1");
      register(ponkeeper, Technology.XGS_PON, "a");
    });

    assertThat(names("technologies/-", 1))
        .containsExactly(
            "technologies/XGS-PON/olts/a",
            "technologies/GPON/olts/olt-1",
            "technologies/XGS-PON/olts/olt-1",
            "technologies/XGS-PON/olts/olt-1-a");
    assertThat(names("technologies/GPON", 0)).containsExactly("technologies/GPON/olts/olt-1");
    assertThat(names("technologies/EPON", 0)).isEmpty();
  }

  private static void register(Ponkeeper ponkeeper, Technology technology, String device) {
    ponkeeper
        .olt(technology, device)
        .register(
            org.ponkeeper.olt.OltRegistration.builder()
                .pons(0, 0)
                .onuIds(1, 32)
                .allocIds(1024, 1100)
                .gemPortIds(1024, 2000)
                .build());
  }

  private List<String> names(String parent, int size) {
    List<String> names = new ArrayList<>();
    ListOltsRequest.Builder request =
        ListOltsRequest.newBuilder().setParent(parent).setPageSize(size);
    do {
      ListOltsResponse page = servers.call(OltServiceGrpc.getListOltsMethod(), request.build());
      page.getOltsList()
          .forEach(olt -> {
            assertThat(olt.getState()).isEqualTo(Olt.State.LIVE);
            names.add(olt.getName());
          });
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return names;
  }

  @Test
  void whatNobodyMeansIsRefusedAsInvalid() {
    var method = OltServiceGrpc.getRegisterOltMethod();
    servers.invalid("RANGES_MISSING", method, register(OltRegistration.newBuilder()).build());
    servers.invalid("RESOURCE_NAME_INVALID", method, register(registration()).setName("").build());
    for (String device : List.of("OLT", "a b", "ö", "a".repeat(201), Scene.LONG)) {
      servers.invalid(
          "NAME_INVALID",
          method,
          register(registration()).setName(Scene.TECHNOLOGY + "/olts/" + device).build());
    }
    for (int pon : List.of(256, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
      servers.invalid(
          pon < 0 ? "REQUEST_INVALID" : "ID_OUT_OF_LEGAL_SPACE",
          method,
          register(registration().addPons(pon)).build());
      servers.invalid(
          pon < 0 ? "REQUEST_INVALID" : "ID_OUT_OF_LEGAL_SPACE",
          method,
          register(registration().addRanges(ranges(ResourceType.FLOW_ID, 1, 2, pon))).build());
    }
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.FLOW_ID, -2, -1))).build());
    servers.invalid(
        "RANGE_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.FLOW_ID, 1, Integer.MAX_VALUE)))
            .build());
    servers.invalid(
        "RANGE_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.FLOW_ID, 5, 4))).build());
    servers.invalid(
        "RANGE_INVALID",
        method,
        register(registration().addRanges(PonRanges.newBuilder().setType(ResourceType.FLOW_ID)))
            .build());
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.RESOURCE_TYPE_UNSPECIFIED, 1, 2)))
            .build());
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.ONU_ID, 1, 16))).build());
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(registration().addRanges(ranges(ResourceType.ALLOC_ID, 1024, 1030, 1))).build());
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(registration().addSharedPools(registration().getSharedPools(0))).build());
    for (int index : List.of(0, 256, -1)) {
      servers.invalid(
          index < 0 ? "REQUEST_INVALID" : "ID_OUT_OF_LEGAL_SPACE",
          method,
          register(
                  registration()
                      .setSharedPools(
                          0,
                          SharedPool.newBuilder()
                              .setType(ResourceType.GEM_PORT_ID)
                              .setIndex(index)))
              .build());
    }
    servers.invalid(
        "REQUEST_INVALID",
        method,
        register(OltRegistration.newBuilder().setDeviceInfo(" ".repeat((1 << 20) + 1))).build());
    servers.invalid(
        "REQUEST_INVALID",
        OltServiceGrpc.getListOltsMethod(),
        ListOltsRequest.newBuilder().setParent("technologies/-").setPageSize(-5).build());
    servers.invalid(
        "PAGE_TOKEN_INVALID",
        OltServiceGrpc.getListOltsMethod(),
        ListOltsRequest.newBuilder().setParent("technologies/-").setPageToken("*").build());
    servers.invalid(
        "RESOURCE_NAME_INVALID",
        OltServiceGrpc.getListOltsMethod(),
        ListOltsRequest.getDefaultInstance());
  }

  @Test
  void theUseOfAnOltEndsWithWhatThereIsNow() {
    registered(register(registration()));
    servers.prepare(ponkeeper ->
        ponkeeper
            .templates()
            .apply(Technology.XGS_PON, Scene.T65, PlainTemplate.json("two", 2, false)));
    servers.prepare(ponkeeper -> Scene.subscriber(ponkeeper, 0, 1, "ALCL00000001"));

    OltUse use =
        servers.call(
            OltServiceGrpc.getGetUseMethod(),
            GetUseRequest.newBuilder().setName(Scene.OLT).build(),
            OltApiTest::withoutTimes);

    assertThat(use.getName()).isEqualTo(Scene.OLT);
    assertThat(use.getInterval().getSeconds()).isEqualTo(60);
    assertThat(use.getRetention().getSeconds()).isEqualTo(6 * 3600);
    OltUse.Sample now = use.getSamples(use.getSamplesCount() - 1);
    assertThat(now.getInstances()).isEqualTo(1);
    assertThat(now.getOnus()).isEqualTo(1);
    assertThat(now.getIdsList())
        .containsExactly(
            ids(ResourceType.ONU_ID, 1, 64),
            ids(ResourceType.ALLOC_ID, 1, 77 + 53),
            ids(ResourceType.GEM_PORT_ID, 2, 977));
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        OltServiceGrpc.getGetUseMethod(),
        GetUseRequest.newBuilder().setName("technologies/XGS-PON/olts/other").build());
    servers.invalid(
        "RESOURCE_NAME_INVALID",
        OltServiceGrpc.getGetUseMethod(),
        GetUseRequest.newBuilder().setName("technologies/-").build());
  }

  private static OltUse.Ids ids(ResourceType type, int used, int total) {
    return OltUse.Ids.newBuilder().setType(type).setUsed(used).setTotal(total).build();
  }

  private static OltUse withoutTimes(OltUse use) {
    OltUse.Builder without = use.toBuilder();
    without.getSamplesBuilderList().forEach(OltUse.Sample.Builder::clearTime);
    return without.build();
  }
}
