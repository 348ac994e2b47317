package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.OnuMaps;
import org.ponkeeper.api.v1.ChangeOnuMapRequest;
import org.ponkeeper.api.v1.ChangeOnuMapResponse;
import org.ponkeeper.api.v1.DeleteFlowInfoRequest;
import org.ponkeeper.api.v1.DeleteOnuMapRequest;
import org.ponkeeper.api.v1.DeleteOnuMapsRequest;
import org.ponkeeper.api.v1.DeleteOnuMapsResponse;
import org.ponkeeper.api.v1.FlowInfo;
import org.ponkeeper.api.v1.GetFlowInfoRequest;
import org.ponkeeper.api.v1.ListFlowInfosRequest;
import org.ponkeeper.api.v1.ListFlowInfosResponse;
import org.ponkeeper.api.v1.ListOnuMapsRequest;
import org.ponkeeper.api.v1.ListOnuMapsResponse;
import org.ponkeeper.api.v1.OnuMap;
import org.ponkeeper.api.v1.OnuMapServiceGrpc;
import org.ponkeeper.api.v1.PutFlowInfoRequest;

class OnuMapApiTest {

  private static final String ONU = Twins.OLT + "/pons/0/onus/1";
  private static final String UNI = ONU + "/unis/0";
  private static final ByteString JSON = ByteString.copyFromUtf8("{\"a\": [1, 2]}");

  private final Twins servers = new Twins().register();

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void aMapIsSetChangedAndDeleted() {
    assertThat(change(OnuMapServiceGrpc.getSetOnuMapMethod(), UNI, 1030, 1024))
        .isEqualTo(changed(true, 1030, 1024));
    assertThat(change(OnuMapServiceGrpc.getSetOnuMapMethod(), UNI, 1030, 1024))
        .isEqualTo(changed(false, 1030, 1024));
    assertThat(change(OnuMapServiceGrpc.getAddToOnuMapMethod(), UNI, 1024, 1025))
        .isEqualTo(changed(true, 1030, 1024, 1025));
    assertThat(change(OnuMapServiceGrpc.getRemoveFromOnuMapMethod(), UNI, 1030, 7))
        .isEqualTo(changed(true, 1024, 1025));
    assertThat(list(Twins.OLT).getMapsList()).containsExactly(changed(true, 1024, 1025).getMap());

    DeleteOnuMapRequest delete =
        DeleteOnuMapRequest.newBuilder().setParent(UNI).setType("gem-port").build();
    servers.call(
        OnuMapServiceGrpc.getDeleteOnuMapMethod(),
        delete.toBuilder().setValidateOnly(true).build());
    assertThat(list(Twins.OLT).getMapsList()).hasSize(1);
    servers.call(OnuMapServiceGrpc.getDeleteOnuMapMethod(), delete);
    servers.call(OnuMapServiceGrpc.getDeleteOnuMapMethod(), delete);
    assertThat(list(Twins.OLT).getMapsList()).isEmpty();
  }

  private ChangeOnuMapResponse change(
      MethodDescriptor<ChangeOnuMapRequest, ChangeOnuMapResponse> method,
      String parent,
      Integer... ids) {
    return servers.call(method, request(parent, "gem-port", ids));
  }

  private static ChangeOnuMapRequest request(String parent, String type, Integer... ids) {
    return ChangeOnuMapRequest.newBuilder()
        .setParent(parent)
        .setType(type)
        .addAllIds(List.of(ids))
        .build();
  }

  private static ChangeOnuMapResponse changed(boolean changed, Integer... ids) {
    return ChangeOnuMapResponse.newBuilder()
        .setMap(OnuMap.newBuilder().setParent(UNI).setType("gem-port").addAllIds(List.of(ids)))
        .setChanged(changed)
        .build();
  }

  private ListOnuMapsResponse list(String parent) {
    return servers.call(
        OnuMapServiceGrpc.getListOnuMapsMethod(),
        ListOnuMapsRequest.newBuilder().setParent(parent).build());
  }

  @Test
  void aChangeThatIsOnlyValidatedChangesNothing() {
    ChangeOnuMapResponse would =
        servers.call(
            OnuMapServiceGrpc.getSetOnuMapMethod(),
            request(UNI, "gem-port", 1024).toBuilder().setValidateOnly(true).build());

    assertThat(would).isEqualTo(changed(true, 1024));
    assertThat(list(Twins.OLT).getMapsList()).isEmpty();
  }

  @Test
  void mapsAreListedOfAPlaceByPages() {
    for (String parent : List.of(ONU, UNI, Twins.OLT + "/pons/1/onus/1")) {
      change(OnuMapServiceGrpc.getSetOnuMapMethod(), parent, 1024);
    }

    assertThat(list(Twins.OLT).getMapsCount()).isEqualTo(3);
    assertThat(list(Twins.OLT + "/pons/1").getMapsCount()).isEqualTo(1);
    assertThat(list(ONU).getMapsCount()).isEqualTo(2);
    assertThat(list(UNI).getMapsCount()).isEqualTo(1);
    ListOnuMapsRequest request =
        ListOnuMapsRequest.newBuilder().setParent(Twins.OLT).setPageSize(2).build();
    ListOnuMapsResponse first = servers.call(OnuMapServiceGrpc.getListOnuMapsMethod(), request);
    ListOnuMapsResponse second =
        servers.call(
            OnuMapServiceGrpc.getListOnuMapsMethod(),
            request.toBuilder().setPageToken(first.getNextPageToken()).build());
    assertThat(first.getMapsList()).extracting(OnuMap::getParent).containsExactly(ONU, UNI);
    assertThat(second.getMapsList())
        .extracting(OnuMap::getParent)
        .containsExactly(Twins.OLT + "/pons/1/onus/1");
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void refusedChangesOfMaps() {
    refused(request(UNI, "onu", 1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    refused(request(UNI, "alloc", -1), Code.INVALID_ARGUMENT, "ID_OUT_OF_LEGAL_SPACE");
    refused(
        request(
            UNI,
            "alloc",
            IntStream.rangeClosed(0, OnuMaps.MAX_IDS).boxed().toArray(Integer[]::new)),
        Code.INVALID_ARGUMENT,
        "COUNT_OUT_OF_RANGE");
    refused(
        request(Twins.OLT + "/pons/7/onus/1", "alloc", 1), Code.NOT_FOUND, "PON_NOT_REGISTERED");
    refused(
        request("technologies/XGS-PON/olts/o/pons/0/onus/1", "alloc", 1),
        Code.NOT_FOUND,
        "OLT_NOT_REGISTERED");
    refused(
        request("technologies/XGS-PON/olts/o/pons/0/onus/x", "alloc", 1),
        Code.INVALID_ARGUMENT,
        "RESOURCE_NAME_INVALID");
  }

  private void refused(ChangeOnuMapRequest request, Code code, String reason) {
    for (var method :
        List.of(
            OnuMapServiceGrpc.getSetOnuMapMethod(),
            OnuMapServiceGrpc.getAddToOnuMapMethod(),
            OnuMapServiceGrpc.getRemoveFromOnuMapMethod())) {
      assertThat(servers.refused(method, request, code).getCode()).isEqualTo(reason);
    }
  }

  @Test
  void aMapThatCannotBeReadSaysSoAndCanBeDeleted() {
    change(OnuMapServiceGrpc.getSetOnuMapMethod(), UNI, 1024);
    servers.prepareStores(store -> Stores.overwrite(store, "/gemport_ids", "no list"));

    assertThat(list(UNI).getMaps(0).getUnreadable()).isNotEmpty();
    refused(request(UNI, "gem-port", 1024), Code.DATA_LOSS, "CORRUPT_DATA");
    servers.call(
        OnuMapServiceGrpc.getDeleteOnuMapMethod(),
        DeleteOnuMapRequest.newBuilder().setParent(UNI).setType("gem-port").build());
    assertThat(list(UNI).getMapsList()).isEmpty();
  }

  @Test
  void aFlowInfoIsStoredReadAndDeleted() {
    put(UNI, 7, JSON);
    put(ONU, 8, JSON);

    assertThat(get(UNI, 7))
        .isEqualTo(FlowInfo.newBuilder().setParent(UNI).setFlowId(7).setJson(JSON).build());
    assertThat(infos(ONU, "").getFlowInfosList())
        .extracting(FlowInfo::getFlowId)
        .containsExactly(8L, 7L);
    DeleteFlowInfoRequest delete =
        DeleteFlowInfoRequest.newBuilder().setParent(UNI).setFlowId(7).build();
    servers.call(
        OnuMapServiceGrpc.getDeleteFlowInfoMethod(),
        delete.toBuilder().setValidateOnly(true).build());
    assertThat(get(UNI, 7).getJson()).isEqualTo(JSON);
    servers.call(OnuMapServiceGrpc.getDeleteFlowInfoMethod(), delete);
    servers.call(OnuMapServiceGrpc.getDeleteFlowInfoMethod(), delete);
    assertThat(infos(UNI, "").getFlowInfosList()).isEmpty();
    assertThat(
            servers
                .refused(
                    OnuMapServiceGrpc.getGetFlowInfoMethod(),
                    GetFlowInfoRequest.newBuilder().setParent(UNI).setFlowId(7).build(),
                    Code.NOT_FOUND)
                .getCode())
        .isEqualTo("FLOW_INFO_NOT_FOUND");
  }

  private void put(String parent, long flow, ByteString json) {
    servers.call(OnuMapServiceGrpc.getPutFlowInfoMethod(), info(parent, flow, json));
  }

  private static PutFlowInfoRequest info(String parent, long flow, ByteString json) {
    return PutFlowInfoRequest.newBuilder().setParent(parent).setFlowId(flow).setJson(json).build();
  }

  private FlowInfo get(String parent, long flow) {
    return servers.call(
        OnuMapServiceGrpc.getGetFlowInfoMethod(),
        GetFlowInfoRequest.newBuilder().setParent(parent).setFlowId(flow).build());
  }

  private ListFlowInfosResponse infos(String parent, String token) {
    return servers.call(
        OnuMapServiceGrpc.getListFlowInfosMethod(),
        ListFlowInfosRequest.newBuilder().setParent(parent).setPageToken(token).build());
  }

  @Test
  void aPageOfLargeFlowInfosEndsEarly() {
    ByteString large = ByteString.copyFromUtf8("\"" + "x".repeat(500_000) + "\"");
    for (int flow = 1; flow <= 3; flow++) {
      put(UNI, flow, large);
    }

    ListFlowInfosResponse first = infos(UNI, "");
    ListFlowInfosResponse second = infos(UNI, first.getNextPageToken());

    assertThat(first.getFlowInfosList()).extracting(FlowInfo::getFlowId).containsExactly(1L, 2L);
    assertThat(second.getFlowInfosList()).extracting(FlowInfo::getFlowId).containsExactly(3L);
  }

  @Test
  void refusedFlowInfos() {
    refused(info(UNI, 7, ByteString.copyFromUtf8("{")), Code.INVALID_ARGUMENT, "FLOW_INFO_INVALID");
    refused(info(UNI, -1, JSON), Code.INVALID_ARGUMENT, "ID_OUT_OF_LEGAL_SPACE");
    refused(info(Twins.OLT + "/pons/7/onus/1", 7, JSON), Code.NOT_FOUND, "PON_NOT_REGISTERED");
  }

  private void refused(PutFlowInfoRequest request, Code code, String reason) {
    assertThat(servers.refused(OnuMapServiceGrpc.getPutFlowInfoMethod(), request, code).getCode())
        .isEqualTo(reason);
  }

  @Test
  void everythingOfAnOnuIsDeletedAtOnce() {
    change(OnuMapServiceGrpc.getSetOnuMapMethod(), UNI, 1024);
    put(ONU, 7, JSON);
    DeleteOnuMapsRequest request = DeleteOnuMapsRequest.newBuilder().setParent(ONU).build();

    DeleteOnuMapsResponse would =
        servers.call(
            OnuMapServiceGrpc.getDeleteOnuMapsMethod(),
            request.toBuilder().setValidateOnly(true).build());
    DeleteOnuMapsResponse first = servers.call(OnuMapServiceGrpc.getDeleteOnuMapsMethod(), request);
    DeleteOnuMapsResponse second =
        servers.call(OnuMapServiceGrpc.getDeleteOnuMapsMethod(), request);

    assertThat(would).isEqualTo(first);
    assertThat(first)
        .isEqualTo(DeleteOnuMapsResponse.newBuilder().setMaps(1).setFlowInfos(1).build());
    assertThat(second).isEqualTo(DeleteOnuMapsResponse.getDefaultInstance());
  }
}
