package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.ponkeeper.Olt;
import org.ponkeeper.api.v1.DeleteOnuRequest;
import org.ponkeeper.api.v1.DeleteOnuResponse;
import org.ponkeeper.api.v1.GetOnuRequest;
import org.ponkeeper.api.v1.ListOnusRequest;
import org.ponkeeper.api.v1.ListOnusResponse;
import org.ponkeeper.api.v1.MoveOnuRequest;
import org.ponkeeper.api.v1.MoveOnuResponse;
import org.ponkeeper.api.v1.Onu;
import org.ponkeeper.api.v1.OnuServiceGrpc.OnuServiceImplBase;
import org.ponkeeper.api.v1.ReplaceOnuRequest;
import org.ponkeeper.api.v1.ReplaceOnuResponse;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMoveRequest;
import org.ponkeeper.olt.OnuReplacement;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import org.ponkeeper.store.Key;

/** {@code OnuService}: ONUs. */
public final class OnuApi extends OnuServiceImplBase {

  /** So that a page of ONUs with several instances each is below 4 MiB, gRPC's usual limit. */
  private static final Page.Sizes SIZES = new Page.Sizes(100, 250);

  private final Engine engine;

  public OnuApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void listOnus(ListOnusRequest request, StreamObserver<ListOnusResponse> caller) {
    Calls.answer(caller, () -> list(request));
  }

  private ListOnusResponse list(ListOnusRequest request) {
    Page.Wanted wanted = Page.Wanted.of(request, SIZES);
    ResourceName parent =
        ResourceName.parse("parent", request.getParent(), ResourceName.OLT, ResourceName.PON);
    Page<OnuContents> page = Page.of(wanted, onus(parent, wanted), OnuApi::order);
    ListOnusResponse.Builder response = ListOnusResponse.newBuilder();
    page.entries().forEach(onu -> response.addOnus(OnuMessage.of(onu)));
    return response.setNextPageToken(page.nextToken()).build();
  }

  /** The ONUs, from the first PON of the page on; each PON is read when it is needed. */
  private Stream<OnuContents> onus(ResourceName parent, Page.Wanted wanted) {
    Olt olt = engine.olt(parent);
    if (parent.is(ResourceName.PON)) {
      return olt.onus().list(parent.pon().number()).stream();
    }
    List<Integer> pons = List.copyOf(olt.overview().pons());
    if (pons.isEmpty()) {
      return olt.onus().list().stream();
    }
    return pons.stream()
        .filter(pon -> wanted.isNew(order(pon, OnuId.LAST)))
        .flatMap(pon -> olt.onus().list(pon).stream());
  }

  private static String order(OnuContents onu) {
    return order(onu.onu().pon().number(), onu.onu().number());
  }

  private static String order(int pon, int onu) {
    return String.format(Locale.ROOT, "%03d/%04d", pon, onu);
  }

  @Override
  public void getOnu(GetOnuRequest request, StreamObserver<Onu> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          return OnuMessage.of(engine.olt(name).onus().get(name.onu()));
        });
  }

  private static ResourceName name(String name) {
    return ResourceName.parse("name", name, ResourceName.ONU);
  }

  @Override
  public void deleteOnu(DeleteOnuRequest request, StreamObserver<DeleteOnuResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Optional<Etag> etag = Calls.etag(request.getEtag());
          ResourceName name = name(request.getName());
          OnuId onu = name.onu();
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                Olt olt = ponkeeper.olt(name.technology(), name.olt());
                int maps = olt.onuMaps().list(onu).size();
                int flowInfos = olt.onuMaps().allFlowInfos(onu).size();
                List<String> staying = staying(olt, onu);
                DeleteOnuResponse.Builder response =
                    OnuMessage.of(
                        etag.isPresent()
                            ? olt.onus().delete(onu, etag.get())
                            : olt.onus().delete(onu));
                return response
                    .setDeleted(response.getDeleted() || maps > 0 || flowInfos > 0)
                    .setMaps(maps)
                    .setFlowInfos(flowInfos)
                    .addAllNotChanged(staying)
                    .build();
              });
        });
  }

  private static List<String> staying(Olt olt, OnuId onu) {
    return olt.onus().deviceKeys(onu).stream().map(Key::text).toList();
  }

  @Override
  public void replaceOnu(ReplaceOnuRequest request, StreamObserver<ReplaceOnuResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Optional<Etag> etag = Calls.etag(request.getEtag());
          ResourceName name = name(request.getName());
          OnuId onu = name.onu();
          OwnerName owner = new OwnerName(request.getOwner());
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                Olt olt = ponkeeper.olt(name.technology(), name.olt());
                List<String> staying = staying(olt, onu);
                OnuReplacement replaced =
                    etag.isPresent()
                        ? olt.onus().replace(onu, owner, etag.get())
                        : olt.onus().replace(onu, owner);
                ReplaceOnuResponse.Builder response =
                    ReplaceOnuResponse.newBuilder()
                        .setOwnerBefore(OnuMessage.text(replaced.before()))
                        .setChanged(replaced.isChanged())
                        .addAllNotChanged(staying);
                Calls.afterwards(() -> olt.onus().find(onu))
                    .ifPresent(after -> response.setOnu(OnuMessage.of(after)));
                return response.build();
              });
        });
  }

  @Override
  public void moveOnu(MoveOnuRequest request, StreamObserver<MoveOnuResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          OnuMoveRequest move = move(name.onu(), request);
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                Olt olt = ponkeeper.olt(name.technology(), name.olt());
                List<String> staying = staying(olt, name.onu());
                return OnuMessage.of(olt.technology(), olt.onus().move(move))
                    .addAllNotChanged(staying)
                    .build();
              });
        });
  }

  private static OnuMoveRequest move(OnuId onu, MoveOnuRequest request) {
    if (!request.hasPon() && !request.hasOnu()) {
      throw new RequestException(Code.REQUEST_INVALID, "pon", "give pon, onu or both");
    }
    PonId pon =
        request.hasPon()
            ? new PonId(onu.pon().olt(), IdMessages.number("pon", request.getPon()))
            : onu.pon();
    OnuMoveRequest move =
        request.hasOnu()
            ? OnuMoveRequest.to(onu, new OnuId(pon, IdMessages.number("onu", request.getOnu())))
            : OnuMoveRequest.toPon(onu, pon.number());
    return Calls.etag(request.getEtag()).map(move::ifMatch).orElse(move);
  }
}
