package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.api.v1.AllocateIdsRequest;
import org.ponkeeper.api.v1.AllocateIdsResponse;
import org.ponkeeper.api.v1.Claim;
import org.ponkeeper.api.v1.GetClaimRequest;
import org.ponkeeper.api.v1.GetIdOwnerRequest;
import org.ponkeeper.api.v1.GetPoolRequest;
import org.ponkeeper.api.v1.IdOwner;
import org.ponkeeper.api.v1.IdRange;
import org.ponkeeper.api.v1.IdServiceGrpc;
import org.ponkeeper.api.v1.IdSpan;
import org.ponkeeper.api.v1.Pool;
import org.ponkeeper.api.v1.ReleaseIdsRequest;
import org.ponkeeper.api.v1.ReleaseIdsResponse;
import org.ponkeeper.api.v1.ReleaseUnclaimedIdsRequest;
import org.ponkeeper.api.v1.ReserveIdsRequest;
import org.ponkeeper.api.v1.ResourceType;
import org.ponkeeper.api.v1.TakenId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;

class IdApiTest {

  private static final String ONUS = Twins.OLT + "/pons/0/pools/onu";
  private static final String GEM_PORTS = Twins.OLT + "/pons/0/pools/gem-port";
  private static final String OWNER = "ALCL:0000@1234";
  private static final String CLAIM = ONUS + "/claims/" + OWNER;

  private final Twins servers = new Twins().register();

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void anAllocationIsDoneOnceHoweverOftenItIsSent() {
    AllocateIdsRequest request =
        AllocateIdsRequest.newBuilder().setPool(ONUS).setOwner(OWNER).build();

    AllocateIdsResponse first = servers.call(IdServiceGrpc.getAllocateIdsMethod(), request);
    AllocateIdsResponse second = servers.call(IdServiceGrpc.getAllocateIdsMethod(), request);

    assertThat(first.getChanged()).isTrue();
    assertThat(second.getChanged()).isFalse();
    assertThat(second.getClaim()).isEqualTo(first.getClaim());
    assertThat(first.getClaim().getEtag()).isNotEmpty();
    assertThat(first.getClaim().toBuilder().clearEtag().build())
        .isEqualTo(
            Claim.newBuilder()
                .setName(CLAIM)
                .setType(ResourceType.ONU_ID)
                .setOwner(OWNER)
                .addIds(1)
                .build());
    assertThat(getClaim(CLAIM)).isEqualTo(first.getClaim());
  }

  private Claim getClaim(String name) {
    return servers.call(
        IdServiceGrpc.getGetClaimMethod(), GetClaimRequest.newBuilder().setName(name).build());
  }

  @Test
  void anAllocationThatIsOnlyValidatedChangesNothing() {
    AllocateIdsRequest request =
        AllocateIdsRequest.newBuilder()
            .setPool(ONUS)
            .setOwner(OWNER)
            .setCount(3)
            .setValidateOnly(true)
            .build();

    AllocateIdsResponse would = servers.call(IdServiceGrpc.getAllocateIdsMethod(), request);

    assertThat(would.getClaim().getIdsList()).containsExactly(1, 2, 3);
    assertThat(pool(ONUS, 0, "").getUsed()).isZero();
  }

  @Test
  void refusedAllocations() {
    allocate(OWNER, 2);

    refusedToAllocate(ONUS, OWNER, 1, Code.INVALID_ARGUMENT, "COUNT_OUT_OF_RANGE");
    refusedToAllocate(ONUS, "b", 1025, Code.INVALID_ARGUMENT, "COUNT_OUT_OF_RANGE");
    refusedToAllocate(ONUS, "b", 0xFFFF_FFFF, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    refusedToAllocate(ONUS, "", 1, Code.INVALID_ARGUMENT, "NAME_INVALID");
    refusedToAllocate(ONUS, "b", 31, Code.RESOURCE_EXHAUSTED, "POOL_EXHAUSTED");
    refusedToAllocate(
        Twins.OLT + "/pons/0/pools/flow", "b", 1, Code.FAILED_PRECONDITION, "RANGE_DIFFERS");
    refusedToAllocate(
        Twins.OLT + "/pons/7/pools/onu", "b", 1, Code.NOT_FOUND, "PON_NOT_REGISTERED");
    refusedToAllocate(
        "technologies/XGS-PON/olts/other/pons/0/pools/onu",
        "b",
        1,
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED");
    refusedToAllocate(
        Twins.OLT + "/pons/0/pools/onus", "b", 1, Code.INVALID_ARGUMENT, "RESOURCE_NAME_INVALID");
    refusedToAllocate(
        "technologies/X/olts/o/pons/0/pools/onu",
        "b",
        1,
        Code.INVALID_ARGUMENT,
        "TECHNOLOGY_UNKNOWN");
  }

  private void refusedToAllocate(String pool, String owner, int count, Code code, String reason) {
    AllocateIdsRequest request =
        AllocateIdsRequest.newBuilder().setPool(pool).setOwner(owner).setCount(count).build();
    assertThat(servers.refused(IdServiceGrpc.getAllocateIdsMethod(), request, code).getCode())
        .isEqualTo(reason);
  }

  private void allocate(String owner, int count) {
    servers.call(
        IdServiceGrpc.getAllocateIdsMethod(),
        AllocateIdsRequest.newBuilder().setPool(ONUS).setOwner(owner).setCount(count).build());
  }

  @Test
  void aReservationIsOfExactlyTheseIds() {
    ReserveIdsRequest request = reservation(OWNER, 7, 5);

    AllocateIdsResponse first = servers.call(IdServiceGrpc.getReserveIdsMethod(), request);
    AllocateIdsResponse second = servers.call(IdServiceGrpc.getReserveIdsMethod(), request);

    assertThat(first.getClaim().getIdsList()).containsExactly(5, 7);
    assertThat(List.of(first.getChanged(), second.getChanged())).containsExactly(true, false);
    refusedToReserve(reservation("b", 5), Code.FAILED_PRECONDITION, "ID_OWNED");
    refusedToReserve(reservation("b", 99), Code.INVALID_ARGUMENT, "ID_OUT_OF_LEGAL_SPACE");
    refusedToReserve(reservation("b"), Code.INVALID_ARGUMENT, "COUNT_OUT_OF_RANGE");
    refusedToReserve(reservation(OWNER, 8), Code.INVALID_ARGUMENT, "COUNT_OUT_OF_RANGE");
  }

  private static ReserveIdsRequest reservation(String owner, Integer... ids) {
    return ReserveIdsRequest.newBuilder()
        .setPool(ONUS)
        .setOwner(owner)
        .addAllIds(List.of(ids))
        .build();
  }

  private void refusedToReserve(ReserveIdsRequest request, Code code, String reason) {
    assertThat(servers.refused(IdServiceGrpc.getReserveIdsMethod(), request, code).getCode())
        .isEqualTo(reason);
  }

  @Test
  void aReleasedClaimIsGone() {
    allocate(OWNER, 2);
    ReleaseIdsRequest request = ReleaseIdsRequest.newBuilder().setName(CLAIM).build();

    ReleaseIdsResponse would =
        servers.call(
            IdServiceGrpc.getReleaseIdsMethod(), request.toBuilder().setValidateOnly(true).build());
    ReleaseIdsResponse first = servers.call(IdServiceGrpc.getReleaseIdsMethod(), request);
    ReleaseIdsResponse second = servers.call(IdServiceGrpc.getReleaseIdsMethod(), request);

    assertThat(would).isEqualTo(first);
    assertThat(first.getIdsList()).containsExactly(1, 2);
    assertThat(first.getChanged()).isTrue();
    assertThat(second).isEqualTo(ReleaseIdsResponse.getDefaultInstance());
    assertThat(
            servers
                .refused(
                    IdServiceGrpc.getGetClaimMethod(),
                    GetClaimRequest.newBuilder().setName(CLAIM).build(),
                    Code.FAILED_PRECONDITION)
                .getCode())
        .isEqualTo("ID_NOT_TAKEN");
  }

  @Test
  void aPoolIsListedByPages() {
    for (String owner : List.of("a", "b", "c")) {
      allocate(owner, 1);
    }
    List<TakenId> taken = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      Pool page = pool(ONUS, 2, token);
      assertThat(page.getFree()).isEqualTo(29);
      assertThat(page.getUsed()).isEqualTo(3);
      assertThat(page.getRangesList())
          .containsExactly(IdRange.newBuilder().setFirst(1).setLast(32).build());
      taken.addAll(page.getTakenList());
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty());

    assertThat(pages).isEqualTo(2);
    assertThat(taken).extracting(TakenId::getId).containsExactly(1, 2, 3);
    assertThat(taken)
        .extracting(id -> id.getOwner().getClaim())
        .containsExactly(ONUS + "/claims/a", ONUS + "/claims/b", ONUS + "/claims/c");
  }

  private Pool pool(String name, int size, String token) {
    return servers.call(
        IdServiceGrpc.getGetPoolMethod(),
        GetPoolRequest.newBuilder().setName(name).setPageSize(size).setPageToken(token).build());
  }

  @Test
  void aPoolIsShownByRangesInsteadOfIds() {
    allocate(OWNER, 2);
    servers.call(
        IdServiceGrpc.getReserveIdsMethod(),
        ReserveIdsRequest.newBuilder().setPool(ONUS).setOwner("b").addIds(5).build());

    Pool pool =
        servers.call(
            IdServiceGrpc.getGetPoolMethod(),
            GetPoolRequest.newBuilder().setName(ONUS).setView(GetPoolRequest.View.SPANS).build());

    assertThat(pool.getTakenList()).isEmpty();
    assertThat(pool.getUsed()).isEqualTo(3);
    assertThat(pool.getFree()).isEqualTo(29);
    assertThat(pool.getSpansList())
        .containsExactly(
            span(0, 0, IdSpan.State.OUTSIDE),
            span(1, 2, IdSpan.State.TAKEN),
            span(3, 4, IdSpan.State.FREE),
            span(5, 5, IdSpan.State.TAKEN),
            span(6, 32, IdSpan.State.FREE),
            span(33, Technology.XGS_PON.lastOnuId(), IdSpan.State.OUTSIDE));
    assertThat(pool(ONUS, 0, "").getSpansList()).isEmpty();
  }

  private static IdSpan span(int first, int last, IdSpan.State state) {
    return IdSpan.newBuilder().setFirst(first).setLast(last).setState(state).build();
  }

  @Test
  void refusedPages() {
    GetPoolRequest request = GetPoolRequest.newBuilder().setName(ONUS).build();
    assertThat(
            servers
                .refused(
                    IdServiceGrpc.getGetPoolMethod(),
                    request.toBuilder().setPageSize(-1).build(),
                    Code.INVALID_ARGUMENT)
                .getCode())
        .isEqualTo("REQUEST_INVALID");
    assertThat(
            servers
                .refused(
                    IdServiceGrpc.getGetPoolMethod(),
                    request.toBuilder().setPageToken("x").build(),
                    Code.INVALID_ARGUMENT)
                .getCode())
        .isEqualTo("PAGE_TOKEN_INVALID");
  }

  @Test
  void theOwnerOfAnId() {
    allocate(OWNER, 1);
    servers.prepare(ponkeeper -> {
      var olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
    });

    assertThat(owner(ONUS, 1).getClaim()).isEqualTo(CLAIM);
    assertThat(owner(GEM_PORTS, 1024).getInstance())
        .isEqualTo(Twins.OLT + "/pons/0/onus/1/unis/0/instances/64");
    assertThat(owner(ONUS, 999).getOutside()).isTrue();
    assertThat(owner(ONUS, 2)).isEqualTo(IdOwner.getDefaultInstance());
  }

  private IdOwner owner(String pool, int id) {
    return servers
        .call(
            IdServiceGrpc.getGetIdOwnerMethod(),
            GetIdOwnerRequest.newBuilder().setPool(pool).setId(id).build())
        .getOwner();
  }

  @Test
  void idsWithoutAnOwnerAreReleasedByTheirNumbers() {
    servers.prepare(ponkeeper ->
        ponkeeper
            .olt(Technology.XGS_PON, "olt-1")
            .ids()
            .reserve(
                0, org.ponkeeper.pool.ResourceType.ONU_ID, new OwnerName("lost"), Set.of(4, 5)));
    // The pools keep the ids.
    servers.prepareStores(store -> Stores.delete(store, "/lost"));
    servers.prepare(ponkeeper -> ponkeeper.olt(Technology.XGS_PON, "olt-1").refresh());
    allocate(OWNER, 1);

    assertThat(owner(ONUS, 4).getUnknown()).isTrue();
    ReleaseIdsResponse released =
        servers.call(IdServiceGrpc.getReleaseUnclaimedIdsMethod(), unclaimed(4, 5));

    assertThat(released.getIdsList()).containsExactly(4, 5);
    refusedToRelease(unclaimed(4), Code.FAILED_PRECONDITION, "ID_NOT_TAKEN");
    refusedToRelease(unclaimed(1), Code.FAILED_PRECONDITION, "ID_OWNED");
    refusedToRelease(unclaimed(99), Code.INVALID_ARGUMENT, "ID_OUT_OF_LEGAL_SPACE");
    refusedToRelease(unclaimed(), Code.INVALID_ARGUMENT, "COUNT_OUT_OF_RANGE");
  }

  private static ReleaseUnclaimedIdsRequest unclaimed(Integer... ids) {
    return ReleaseUnclaimedIdsRequest.newBuilder().setPool(ONUS).addAllIds(List.of(ids)).build();
  }

  private void refusedToRelease(ReleaseUnclaimedIdsRequest request, Code code, String reason) {
    assertThat(
            servers.refused(IdServiceGrpc.getReleaseUnclaimedIdsMethod(), request, code).getCode())
        .isEqualTo(reason);
  }
}
