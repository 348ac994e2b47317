package org.ponkeeper.server.api;

import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.DeleteOltRequest;
import org.ponkeeper.api.v1.DeleteOltResponse;
import org.ponkeeper.api.v1.GetOltRequest;
import org.ponkeeper.api.v1.GetUseRequest;
import org.ponkeeper.api.v1.ListOltsRequest;
import org.ponkeeper.api.v1.ListOltsResponse;
import org.ponkeeper.api.v1.Olt;
import org.ponkeeper.api.v1.OltServiceGrpc.OltServiceImplBase;
import org.ponkeeper.api.v1.OltUse;
import org.ponkeeper.api.v1.RegisterOltRequest;
import org.ponkeeper.api.v1.RegisterOltResponse;
import org.ponkeeper.api.v1.RemovePonRequest;
import org.ponkeeper.api.v1.RemovePonResponse;
import org.ponkeeper.api.v1.ResizeOltRequest;
import org.ponkeeper.api.v1.ResizeOltResponse;
import org.ponkeeper.api.v1.UnregisterOltRequest;
import org.ponkeeper.api.v1.UnregisterOltResponse;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.olt.RemovedPon;
import org.ponkeeper.olt.UnregistrationResult;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.server.access.Caller;

/** {@code OltService}: OLTs. */
public final class OltApi extends OltServiceImplBase {

  private final Engine engine;
  private final Observations observations;

  public OltApi(Engine engine, Observations observations) {
    this.engine = engine;
    this.observations = observations;
  }

  @Override
  public void listOlts(ListOltsRequest request, StreamObserver<ListOltsResponse> caller) {
    Calls.answer(caller, () -> list(request));
  }

  private ListOltsResponse list(ListOltsRequest request) {
    Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
    Optional<Technology> technology =
        ResourceName.parse("parent", request.getParent(), ResourceName.TECHNOLOGY)
            .technologyIfOne();
    List<KnownOlt> all =
        engine.ponkeeper().olts().list().stream()
            .filter(olt -> technology.isEmpty() || olt.technology().equals(technology))
            .filter(olt -> KnownOlts.isVisible(olt, Caller.current()))
            .toList();
    Page<KnownOlt> page = Page.of(wanted, all, KnownOlts::order);
    ListOltsResponse.Builder response = ListOltsResponse.newBuilder();
    page.entries().forEach(olt -> response.addOlts(OltMessage.of(olt)));
    return response.setNextPageToken(page.nextToken()).build();
  }

  @Override
  public void getOlt(GetOltRequest request, StreamObserver<Olt> caller) {
    Calls.answer(
        caller,
        () -> {
          org.ponkeeper.Olt olt = engine.olt(name(request.getName()));
          OltOverview overview = olt.overview();
          overview.requireKnown();
          Olt.Builder message = OltMessage.of(overview, olt.poolUsage()).toBuilder();
          // The etag of this record only: what was read of another one does not say what to change.
          olt.taggedRecord()
              .filter(read -> overview.record().equals(Optional.of(read.value())))
              .ifPresent(read -> message.setEtag(read.etag().text()));
          return message.build();
        });
  }

  @Override
  public void getUse(GetUseRequest request, StreamObserver<OltUse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          org.ponkeeper.Olt olt = engine.olt(name);
          olt.overview().requireKnown();
          UseHistory history = observations.use();
          OltUse.Builder message =
              OltUse.newBuilder()
                  .setName(ResourceName.of(name.technology(), name.olt()))
                  .setInterval(Durations.fromMillis(history.interval().toMillis()))
                  .setRetention(Durations.fromMillis(history.retention().toMillis()));
          history
              .of(name.technology(), name.olt())
              .forEach(sample -> message.addSamples(OltMessage.of(sample)));
          return message
              .addSamples(OltMessage.of(UseHistory.Sample.of(olt.use(), Instant.now())))
              .build();
        });
  }

  private static ResourceName name(String name) {
    return ResourceName.parse("name", name, ResourceName.OLT);
  }

  private static org.ponkeeper.Olt olt(Ponkeeper ponkeeper, ResourceName name) {
    return ponkeeper.olt(name.technology(), name.olt());
  }

  @Override
  public void registerOlt(RegisterOltRequest request, StreamObserver<RegisterOltResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Registered registered =
              register(
                  request.getName(),
                  request.getRegistration(),
                  request.getValidateOnly(),
                  org.ponkeeper.Olt::register);
          return RegisterOltResponse.newBuilder()
              .setOlt(registered.olt())
              .setWritten(registered.written())
              .addAllWarnings(registered.warnings())
              .build();
        });
  }

  @Override
  public void resizeOlt(ResizeOltRequest request, StreamObserver<ResizeOltResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Registered registered =
              register(
                  request.getName(),
                  request.getRegistration(),
                  request.getValidateOnly(),
                  org.ponkeeper.Olt::resize);
          return ResizeOltResponse.newBuilder()
              .setOlt(registered.olt())
              .setWritten(registered.written())
              .addAllWarnings(registered.warnings())
              .build();
        });
  }

  /** What both methods answer. */
  private record Registered(Olt olt, boolean written, List<String> warnings) {}

  private Registered register(
      String name,
      org.ponkeeper.api.v1.OltRegistration given,
      boolean validateOnly,
      BiFunction<org.ponkeeper.Olt, OltRegistration, RegistrationResult> change) {
    ResourceName of = name(name);
    return engine.run(
        validateOnly,
        ponkeeper -> {
          org.ponkeeper.Olt olt = olt(ponkeeper, of);
          OltRegistration wanted = Registrations.read(ponkeeper, olt.technology(), olt.id(), given);
          List<String> warnings = new ArrayList<>();
          olt.foreign()
              .forEach(finding -> warnings.add(finding.subject() + ": " + finding.detail()));
          RegistrationResult result = change.apply(olt, wanted);
          warnings.addAll(result.warnings());
          return new Registered(
              OltMessage.of(olt.technology(), olt.id(), result.record()),
              result.written(),
              warnings);
        });
  }

  @Override
  public void removePon(RemovePonRequest request, StreamObserver<RemovePonResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName pon = ResourceName.parse("name", request.getName(), ResourceName.PON);
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                RemovedPon removed = olt(ponkeeper, pon).removePon(pon.pon().number());
                RemovePonResponse.Builder response =
                    RemovePonResponse.newBuilder()
                        .setOlt(OltMessage.of(pon.technology(), pon.olt(), removed.record()));
                removed.pools().forEach(pool -> response.addPools(OltMessage.of(pool)));
                return response.build();
              });
        });
  }

  @Override
  public void unregisterOlt(
      UnregisterOltRequest request, StreamObserver<UnregisterOltResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          ResourceName name = name(request.getName());
          Optional<Etag> etag = Calls.etag(request.getEtag());
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                org.ponkeeper.Olt olt = olt(ponkeeper, name);
                UnregistrationResult result =
                    etag.isPresent() ? olt.unregister(etag.get()) : olt.unregister();
                return UnregisterOltResponse.newBuilder()
                    .setOlt(OltMessage.of(name.technology(), name.olt(), result.record()))
                    .addAllForgotten(result.forgotten())
                    .build();
              });
        });
  }

  /** If the caller is gone, the work ends after a chunk. */
  @Override
  public void deleteOlt(DeleteOltRequest request, StreamObserver<DeleteOltResponse> caller) {
    ResourceName name = name(request.getName());
    StreamedWork.start(
        caller,
        StreamedWork.PATIENCE,
        stream -> {
          OltContents deleted =
              engine.run(
                  request.getValidateOnly(),
                  ponkeeper ->
                      olt(ponkeeper, name)
                          .delete(progress -> stream.sendAtOnce(message(progress))));
          stream.send(DeleteOltResponse.newBuilder().setDeleted(OltMessage.of(deleted)).build());
        });
  }

  private static DeleteOltResponse message(WorkProgress progress) {
    return DeleteOltResponse.newBuilder().setProgress(OltMessage.of(progress)).build();
  }
}
