package org.ponkeeper.server.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.ponkeeper.OnuMaps;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.ChangeOnuMapRequest;
import org.ponkeeper.api.v1.ChangeOnuMapResponse;
import org.ponkeeper.api.v1.DeleteFlowInfoRequest;
import org.ponkeeper.api.v1.DeleteFlowInfoResponse;
import org.ponkeeper.api.v1.DeleteOnuMapRequest;
import org.ponkeeper.api.v1.DeleteOnuMapResponse;
import org.ponkeeper.api.v1.DeleteOnuMapsRequest;
import org.ponkeeper.api.v1.DeleteOnuMapsResponse;
import org.ponkeeper.api.v1.FlowInfo;
import org.ponkeeper.api.v1.GetFlowInfoRequest;
import org.ponkeeper.api.v1.ListFlowInfosRequest;
import org.ponkeeper.api.v1.ListFlowInfosResponse;
import org.ponkeeper.api.v1.ListOnuMapsRequest;
import org.ponkeeper.api.v1.ListOnuMapsResponse;
import org.ponkeeper.api.v1.OnuMap;
import org.ponkeeper.api.v1.OnuMapServiceGrpc.OnuMapServiceImplBase;
import org.ponkeeper.api.v1.PutFlowInfoRequest;
import org.ponkeeper.api.v1.PutFlowInfoResponse;
import org.ponkeeper.olt.OnuMapResult;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.FlowInfoId;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.ponkeeper.store.Bytes;

/** {@code OnuMapService}: an adapter's maps and flow infos of each ONU. */
public final class OnuMapApi extends OnuMapServiceImplBase {

  /** A page ends before its ids or flow infos have more bytes. */
  private static final long MAX_PAGE_BYTES = 1 << 20;

  /** About how many bytes an id in a message has. */
  private static final int ID_BYTES = 3;

  private final Engine engine;

  public OnuMapApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void listOnuMaps(ListOnuMapsRequest request, StreamObserver<ListOnuMapsResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent =
              ResourceName.parse(
                  "parent",
                  request.getParent(),
                  ResourceName.OLT,
                  ResourceName.PON,
                  ResourceName.ONU,
                  ResourceName.UNI);
          Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
          Page<Map.Entry<OnuMapId, OnuMapState>> page =
              Page.of(wanted, List.copyOf(maps(parent).entrySet()), OnuMapApi::orderOfMap)
                  .upTo(MAX_PAGE_BYTES, OnuMapApi::bytes, wanted, OnuMapApi::orderOfMap);
          ListOnuMapsResponse.Builder response =
              ListOnuMapsResponse.newBuilder().setNextPageToken(page.nextToken());
          page.entries()
              .forEach(map ->
                  response.addMaps(message(parent.technology(), map.getKey(), map.getValue())));
          return response.build();
        });
  }

  private SortedMap<OnuMapId, OnuMapState> maps(ResourceName parent) {
    OnuMaps maps = engine.olt(parent).onuMaps();
    if (parent.is(ResourceName.OLT)) {
      return maps.list();
    }
    return parent.is(ResourceName.PON)
        ? maps.list(parent.pon().number())
        : maps.list(parent.onuOrUni());
  }

  private static String orderOfMap(Map.Entry<OnuMapId, OnuMapState> map) {
    return order(map.getKey().of()) + Page.place(map.getKey().type());
  }

  private static long bytes(Map.Entry<OnuMapId, OnuMapState> map) {
    return map.getValue() instanceof OnuMapState.Ids ids ? (long) ids.ids().size() * ID_BYTES : 0;
  }

  private static String orderOfInfo(Map.Entry<FlowInfoId, Bytes> info) {
    return order(info.getKey().of()) + String.format(Locale.ROOT, "%019d", info.getKey().flowId());
  }

  /** Sorts by PON and ONU; an ONU before its UNI ports. */
  private static String order(OnuOrUni of) {
    int uni = of instanceof UniPort port ? 1 + port.number() : 0;
    return String.format(
        Locale.ROOT, "%03d/%04d/%03d/", of.onu().pon().number(), of.onu().number(), uni);
  }

  private static OnuMap message(Technology technology, OnuMapId id, OnuMapState state) {
    OnuMap.Builder message =
        OnuMap.newBuilder()
            .setParent(ResourceName.of(technology, id.of()))
            .setType(id.type().toString());
    switch (state) {
      case OnuMapState.Ids ids -> message.addAllIds(ids.ids());
      case OnuMapState.Unreadable unreadable -> message.setUnreadable(unreadable.reason());
    }
    return message.build();
  }

  private interface Change {
    OnuMapResult make(OnuMaps maps, OnuOrUni of, OnuMapType type, List<Integer> ids);
  }

  @Override
  public void setOnuMap(ChangeOnuMapRequest request, StreamObserver<ChangeOnuMapResponse> caller) {
    Calls.answer(caller, () -> change(request, OnuMaps::set));
  }

  @Override
  public void addToOnuMap(
      ChangeOnuMapRequest request, StreamObserver<ChangeOnuMapResponse> caller) {
    Calls.answer(caller, () -> change(request, OnuMaps::add));
  }

  @Override
  public void removeFromOnuMap(
      ChangeOnuMapRequest request, StreamObserver<ChangeOnuMapResponse> caller) {
    Calls.answer(caller, () -> change(request, OnuMaps::remove));
  }

  private ChangeOnuMapResponse change(ChangeOnuMapRequest request, Change change) {
    ResourceName parent = onuOrUni(request.getParent());
    OnuMapType type = type(request.getType());
    OnuMapResult result =
        engine.run(
            request.getValidateOnly(),
            on -> change.make(maps(on, parent), parent.onuOrUni(), type, request.getIdsList()));
    return ChangeOnuMapResponse.newBuilder()
        .setMap(
            message(
                parent.technology(),
                new OnuMapId(parent.onuOrUni(), type),
                new OnuMapState.Ids(result.ids())))
        .setChanged(result.changed())
        .build();
  }

  private static ResourceName onuOrUni(String parent) {
    return ResourceName.parse("parent", parent, ResourceName.ONU, ResourceName.UNI);
  }

  private static OnuMaps maps(Ponkeeper ponkeeper, ResourceName name) {
    return ponkeeper.olt(name.technology(), name.olt()).onuMaps();
  }

  private static OnuMapType type(String text) {
    return OnuMapType.find(text)
        .orElseThrow(() ->
            new RequestException(
                Code.REQUEST_INVALID, "type", "write alloc, gem-port or flow, not '" + text + "'"));
  }

  @Override
  public void deleteOnuMap(
      DeleteOnuMapRequest request, StreamObserver<DeleteOnuMapResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          OnuMapType type = type(request.getType());
          return engine.run(
              request.getValidateOnly(),
              on -> {
                maps(on, parent).delete(parent.onuOrUni(), type);
                return DeleteOnuMapResponse.getDefaultInstance();
              });
        });
  }

  @Override
  public void deleteOnuMaps(
      DeleteOnuMapsRequest request, StreamObserver<DeleteOnuMapsResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          OnuMaps.Deleted deleted =
              engine.run(
                  request.getValidateOnly(), on -> maps(on, parent).deleteAll(parent.onuOrUni()));
          return DeleteOnuMapsResponse.newBuilder()
              .setMaps(deleted.maps())
              .setFlowInfos(deleted.flowInfos())
              .build();
        });
  }

  @Override
  public void listFlowInfos(
      ListFlowInfosRequest request, StreamObserver<ListFlowInfosResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
          List<Map.Entry<FlowInfoId, Bytes>> all =
              List.copyOf(engine.olt(parent).onuMaps().allFlowInfos(parent.onuOrUni()).entrySet());
          Page<Map.Entry<FlowInfoId, Bytes>> page =
              Page.of(wanted, all, OnuMapApi::orderOfInfo)
                  .upTo(
                      MAX_PAGE_BYTES,
                      info -> info.getValue().length(),
                      wanted,
                      OnuMapApi::orderOfInfo);
          ListFlowInfosResponse.Builder response =
              ListFlowInfosResponse.newBuilder().setNextPageToken(page.nextToken());
          page.entries()
              .forEach(info ->
                  response.addFlowInfos(
                      message(parent.technology(), info.getKey(), info.getValue())));
          return response.build();
        });
  }

  private static FlowInfo message(Technology technology, FlowInfoId id, Bytes json) {
    return FlowInfo.newBuilder()
        .setParent(ResourceName.of(technology, id.of()))
        .setFlowId(id.flowId())
        .setJson(ByteString.copyFrom(json.toArray()))
        .build();
  }

  @Override
  public void getFlowInfo(GetFlowInfoRequest request, StreamObserver<FlowInfo> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          OnuOrUni of = parent.onuOrUni();
          return engine
              .olt(parent)
              .onuMaps()
              .flowInfo(of, request.getFlowId())
              .map(json ->
                  message(parent.technology(), new FlowInfoId(of, request.getFlowId()), json))
              .orElseThrow(() ->
                  new RequestException(Code.FLOW_INFO_NOT_FOUND, "flow", request.getFlowId()));
        });
  }

  @Override
  public void putFlowInfo(PutFlowInfoRequest request, StreamObserver<PutFlowInfoResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          Bytes json = Bytes.wrap(request.getJson().toByteArray());
          return engine.run(
              request.getValidateOnly(),
              on -> {
                maps(on, parent).putFlowInfo(parent.onuOrUni(), request.getFlowId(), json);
                return PutFlowInfoResponse.getDefaultInstance();
              });
        });
  }

  @Override
  public void deleteFlowInfo(
      DeleteFlowInfoRequest request, StreamObserver<DeleteFlowInfoResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName parent = onuOrUni(request.getParent());
          return engine.run(
              request.getValidateOnly(),
              on -> {
                maps(on, parent).deleteFlowInfo(parent.onuOrUni(), request.getFlowId());
                return DeleteFlowInfoResponse.getDefaultInstance();
              });
        });
  }
}
