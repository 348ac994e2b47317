package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.DeleteOnuRequest;
import org.ponkeeper.api.v1.DeleteOnuResponse;
import org.ponkeeper.api.v1.GetOnuRequest;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.ListOnusRequest;
import org.ponkeeper.api.v1.ListOnusResponse;
import org.ponkeeper.api.v1.MoveOnuRequest;
import org.ponkeeper.api.v1.MoveOnuResponse;
import org.ponkeeper.api.v1.Onu;
import org.ponkeeper.api.v1.OnuServiceGrpc;
import org.ponkeeper.api.v1.PoolIds;
import org.ponkeeper.api.v1.ReplaceOnuRequest;
import org.ponkeeper.api.v1.ReplaceOnuResponse;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.store.Bytes;

class OnuApiTest {

  private static final String OWNER = "ALCL00000001";

  private final Twins servers = new Twins();

  @BeforeEach
  void prepare() {
    servers.prepare(ponkeeper -> {
      Scene.register(ponkeeper);
      Scene.subscriber(ponkeeper, 0, 1, OWNER);
      Scene.subscriber(ponkeeper, 0, 2, "ALCL00000002");
      Scene.subscriber(ponkeeper, 1, 7, "ALCL00000007");
    });
  }

  @AfterEach
  void close() {
    servers.close();
  }

  private Onu onu(String name) {
    return servers.call(
        OnuServiceGrpc.getGetOnuMethod(), GetOnuRequest.newBuilder().setName(name).build());
  }

  private void requireNoOnu(String name) {
    servers.refused(
        Code.NOT_FOUND,
        "ONU_NOT_FOUND",
        OnuServiceGrpc.getGetOnuMethod(),
        GetOnuRequest.newBuilder().setName(name).build());
  }

  @Test
  void anOnuIsShownWithItsOwnerInstancesAndClaims() {
    Onu onu = onu(Scene.ONU);

    assertThat(onu.getName()).isEqualTo(Scene.ONU);
    assertThat(onu.getOwner()).isEqualTo(OWNER);
    assertThat(onu.getIdTaken()).isTrue();
    assertThat(onu.getInstancesList())
        .singleElement()
        .satisfies(instance -> {
          assertThat(instance.getName()).isEqualTo(Scene.UNI + "/instances/65");
          assertThat(instance.getOnuOwner()).isEqualTo(OWNER);
        });
    assertThat(onu.getClaimsList())
        .singleElement()
        .satisfies(claim -> {
          assertThat(claim.getName()).isEqualTo(Scene.PON + "/pools/onu/claims/" + OWNER);
          assertThat(claim.getType()).isEqualTo(ResourceType.ONU_ID);
          assertThat(claim.getIdsList()).containsExactly(1);
        });
    requireNoOnu(Scene.PON + "/onus/3");
    servers.refused(
        Code.NOT_FOUND,
        "PON_NOT_REGISTERED",
        OnuServiceGrpc.getGetOnuMethod(),
        GetOnuRequest.newBuilder().setName(Scene.OLT + "/pons/9/onus/1").build());
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        OnuServiceGrpc.getGetOnuMethod(),
        GetOnuRequest.newBuilder().setName(Scene.TECHNOLOGY + "/olts/olt-2/pons/0/onus/1").build());
  }

  @Test
  void listsComeByPages() {
    for (int size : List.of(1, 2, 3, 0)) {
      assertThat(names(Scene.OLT, size))
          .containsExactly(Scene.ONU, Scene.PON + "/onus/2", Scene.OLT + "/pons/1/onus/7");
    }
    assertThat(names(Scene.OLT + "/pons/1", 1)).containsExactly(Scene.OLT + "/pons/1/onus/7");
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        OnuServiceGrpc.getListOnusMethod(),
        ListOnusRequest.newBuilder().setParent(Scene.TECHNOLOGY + "/olts/olt-2").build());
    servers.refused(
        Code.NOT_FOUND,
        "PON_NOT_REGISTERED",
        OnuServiceGrpc.getListOnusMethod(),
        ListOnusRequest.newBuilder().setParent(Scene.OLT + "/pons/9").build());
  }

  private List<String> names(String parent, int size) {
    List<String> names = new ArrayList<>();
    ListOnusRequest.Builder request =
        ListOnusRequest.newBuilder().setParent(parent).setPageSize(size);
    do {
      ListOnusResponse page = servers.call(OnuServiceGrpc.getListOnusMethod(), request.build());
      page.getOnusList().forEach(onu -> names.add(onu.getName()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return names;
  }

  @Test
  void anOnuIsDeletedWithEverything() {
    servers.prepare(ponkeeper -> {
      Scene.olt(ponkeeper).onuMaps().set(Scene.onu(0, 1), OnuMapType.FLOW_IDS, List.of(7));
      Scene.olt(ponkeeper).onuMaps().putFlowInfo(Scene.onu(0, 1), 7, Bytes.utf8("{}"));
    });
    DeleteOnuRequest request = DeleteOnuRequest.newBuilder().setName(Scene.ONU).build();

    DeleteOnuResponse preview =
        servers.call(
            OnuServiceGrpc.getDeleteOnuMethod(), request.toBuilder().setValidateOnly(true).build());
    assertThat(onu(Scene.ONU).getOwner()).isEqualTo(OWNER);
    DeleteOnuResponse deleted = servers.call(OnuServiceGrpc.getDeleteOnuMethod(), request);

    assertThat(deleted).isEqualTo(preview);
    assertThat(deleted.getDeleted()).isTrue();
    assertThat(deleted.getOwner()).isEqualTo(OWNER);
    assertThat(deleted.getInstancesList())
        .containsExactly("XGS-PON/65/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}");
    assertThat(deleted.getMaps()).isEqualTo(1);
    assertThat(deleted.getFlowInfos()).isEqualTo(1);
    assertThat(deleted.getFreedList())
        .contains(
            PoolIds.newBuilder()
                .setType(ResourceType.ONU_ID)
                .addIds(IdRange.newBuilder().setFirst(1).setLast(1))
                .build());
    requireNoOnu(Scene.ONU);
    assertThat(servers.call(OnuServiceGrpc.getDeleteOnuMethod(), request))
        .isEqualTo(DeleteOnuResponse.getDefaultInstance());
    servers.refused(
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED",
        OnuServiceGrpc.getDeleteOnuMethod(),
        DeleteOnuRequest.newBuilder()
            .setName(Scene.TECHNOLOGY + "/olts/olt-2/pons/0/onus/1")
            .build());
  }

  @Test
  void anOnuIsReplaced() {
    ReplaceOnuRequest request =
        ReplaceOnuRequest.newBuilder().setName(Scene.ONU).setOwner("ALCL00000009").build();

    servers.call(
        OnuServiceGrpc.getReplaceOnuMethod(), request.toBuilder().setValidateOnly(true).build());
    assertThat(onu(Scene.ONU).getOwner()).isEqualTo(OWNER);
    ReplaceOnuResponse replaced = servers.call(OnuServiceGrpc.getReplaceOnuMethod(), request);
    assertThat(replaced.getChanged()).isTrue();
    assertThat(replaced.getOwnerBefore()).isEqualTo(OWNER);
    assertThat(replaced.getOnu()).isEqualTo(onu(Scene.ONU));
    assertThat(replaced.getOnu().getOwner()).isEqualTo("ALCL00000009");
    assertThat(servers.call(OnuServiceGrpc.getReplaceOnuMethod(), request).getChanged()).isFalse();

    servers.refused(
        Code.FAILED_PRECONDITION,
        "OWNER_HAS_IDS",
        OnuServiceGrpc.getReplaceOnuMethod(),
        request.toBuilder().setOwner("ALCL00000002").build());
    servers.refused(
        Code.NOT_FOUND,
        "ONU_NOT_FOUND",
        OnuServiceGrpc.getReplaceOnuMethod(),
        request.toBuilder().setName(Scene.PON + "/onus/3").build());
  }

  @Test
  void anOnuIsMoved() {
    MoveOnuRequest request = MoveOnuRequest.newBuilder().setName(Scene.ONU).setPon(1).build();

    MoveOnuResponse preview =
        servers.call(
            OnuServiceGrpc.getMoveOnuMethod(), request.toBuilder().setValidateOnly(true).build());
    assertThat(onu(Scene.ONU).getOwner()).isEqualTo(OWNER);
    MoveOnuResponse moved = servers.call(OnuServiceGrpc.getMoveOnuMethod(), request);

    assertThat(moved).isEqualTo(preview);
    assertThat(moved.getName()).isEqualTo(Scene.OLT + "/pons/1/onus/1");
    assertThat(moved.getOwner()).isEqualTo(OWNER);
    assertThat(moved.getInstancesList())
        .singleElement()
        .satisfies(instance -> {
          assertThat(instance.getPathBefore()).contains("pon-{0}");
          assertThat(instance.getPathAfter()).contains("pon-{1}");
          assertThat(instance.getGemPortIdsAfterList()).hasSize(2);
        });
    assertThat(moved.getClaimsList())
        .singleElement()
        .satisfies(claim -> assertThat(claim.getType()).isEqualTo(ResourceType.ONU_ID));
    assertThat(onu(moved.getName()).getOwner()).isEqualTo(OWNER);
    servers.refused(Code.NOT_FOUND, "ONU_NOT_FOUND", OnuServiceGrpc.getMoveOnuMethod(), request);

    // Without a PON it stays on its PON.
    MoveOnuResponse renumbered =
        servers.call(
            OnuServiceGrpc.getMoveOnuMethod(),
            MoveOnuRequest.newBuilder().setName(moved.getName()).setOnu(20).build());
    assertThat(renumbered.getName()).isEqualTo(Scene.OLT + "/pons/1/onus/20");
    servers.refused(
        Code.ALREADY_EXISTS,
        "ONU_EXISTS",
        OnuServiceGrpc.getMoveOnuMethod(),
        MoveOnuRequest.newBuilder().setName(renumbered.getName()).setOnu(7).build());
  }

  @Test
  void whatNobodyMeansIsRefusedAsInvalid() {
    for (String name :
        List.of(
            "",
            Scene.PON,
            Scene.UNI,
            Scene.PON + "/onus/",
            Scene.PON + "/onus/01",
            Scene.PON + "/onus/1 ",
            Scene.PON + "/onus/+1",
            Scene.PON + "/onus/1234567890")) {
      servers.invalid(
          "RESOURCE_NAME_INVALID",
          OnuServiceGrpc.getGetOnuMethod(),
          GetOnuRequest.newBuilder().setName(name).build());
      servers.invalid(
          "RESOURCE_NAME_INVALID",
          OnuServiceGrpc.getDeleteOnuMethod(),
          DeleteOnuRequest.newBuilder().setName(name).build());
    }
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        OnuServiceGrpc.getGetOnuMethod(),
        GetOnuRequest.newBuilder().setName(Scene.PON + "/onus/1023").build());
    for (String owner : List.of("", "a b", "a/b", "ö", Scene.LONG)) {
      servers.invalid(
          "NAME_INVALID",
          OnuServiceGrpc.getReplaceOnuMethod(),
          ReplaceOnuRequest.newBuilder().setName(Scene.ONU).setOwner(owner).build());
    }
    MoveOnuRequest move = MoveOnuRequest.newBuilder().setName(Scene.ONU).build();
    servers.invalid("REQUEST_INVALID", OnuServiceGrpc.getMoveOnuMethod(), move);
    servers.invalid(
        "REQUEST_INVALID", OnuServiceGrpc.getMoveOnuMethod(), move.toBuilder().setPon(-1).build());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        OnuServiceGrpc.getMoveOnuMethod(),
        move.toBuilder().setPon(256).build());
    servers.invalid(
        "ID_OUT_OF_LEGAL_SPACE",
        OnuServiceGrpc.getMoveOnuMethod(),
        move.toBuilder().setOnu(Integer.MAX_VALUE).build());
    servers.invalid(
        "ETAG_INVALID",
        OnuServiceGrpc.getMoveOnuMethod(),
        move.toBuilder().setPon(1).setEtag("x").build());
    servers.invalid(
        "ETAG_INVALID",
        OnuServiceGrpc.getDeleteOnuMethod(),
        DeleteOnuRequest.newBuilder().setName(Scene.ONU).setEtag("x").build());
    servers.invalid(
        "REQUEST_INVALID",
        OnuServiceGrpc.getListOnusMethod(),
        ListOnusRequest.newBuilder().setParent(Scene.OLT).setPageSize(-1).build());
    ListOnusResponse page =
        servers.call(
            OnuServiceGrpc.getListOnusMethod(),
            ListOnusRequest.newBuilder().setParent(Scene.OLT).setPageSize(1).build());
    servers.invalid(
        "PAGE_TOKEN_INVALID",
        OnuServiceGrpc.getListOnusMethod(),
        ListOnusRequest.newBuilder()
            .setParent(Scene.PON)
            .setPageToken(page.getNextPageToken())
            .build());
  }
}
