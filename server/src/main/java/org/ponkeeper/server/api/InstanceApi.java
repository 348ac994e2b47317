package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.api.v1.BatchCreateInstancesRequest;
import org.ponkeeper.api.v1.BatchCreateInstancesResponse;
import org.ponkeeper.api.v1.BatchDeleteInstancesRequest;
import org.ponkeeper.api.v1.BatchDeleteInstancesResponse;
import org.ponkeeper.api.v1.CreateInstanceRequest;
import org.ponkeeper.api.v1.CreateInstanceResponse;
import org.ponkeeper.api.v1.DeleteInstanceRequest;
import org.ponkeeper.api.v1.DeleteInstanceResponse;
import org.ponkeeper.api.v1.GetInstanceRequest;
import org.ponkeeper.api.v1.Instance;
import org.ponkeeper.api.v1.InstanceServiceGrpc.InstanceServiceImplBase;
import org.ponkeeper.api.v1.ListInstancesRequest;
import org.ponkeeper.api.v1.ListInstancesResponse;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** {@code InstanceService}: instances. */
public final class InstanceApi extends InstanceServiceImplBase {

  private static final InstanceBatch<
          CreateInstanceRequest,
          CreateRequest,
          CreateInstanceResponse,
          BatchCreateInstancesResponse.Answer>
      CREATIONS =
          new InstanceBatch<>(
              InstanceApi::path,
              InstanceApi::creation,
              InstanceApi::createAll,
              done -> BatchCreateInstancesResponse.Answer.newBuilder().setResponse(done).build(),
              error -> BatchCreateInstancesResponse.Answer.newBuilder().setError(error).build());

  private static final InstanceBatch<
          DeleteInstanceRequest,
          DeleteRequest,
          DeleteInstanceResponse,
          BatchDeleteInstancesResponse.Answer>
      DELETIONS =
          new InstanceBatch<>(
              InstanceApi::path,
              InstanceApi::deletion,
              InstanceApi::deleteAll,
              done -> BatchDeleteInstancesResponse.Answer.newBuilder().setResponse(done).build(),
              error -> BatchDeleteInstancesResponse.Answer.newBuilder().setError(error).build());

  private final Engine engine;

  public InstanceApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void createInstance(
      CreateInstanceRequest request, StreamObserver<CreateInstanceResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          InstancePath path = path(request);
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> {
                Olt olt = olt(ponkeeper, path);
                OnuOwners owners = new OnuOwners(olt).with(path.uniPort());
                return message(olt.instances().create(creation(request, path)), owners);
              });
        });
  }

  private static Olt olt(Ponkeeper ponkeeper, InstancePath path) {
    return ponkeeper.olt(path.technology(), path.uniPort().olt());
  }

  private static CreateRequest creation(CreateInstanceRequest request, InstancePath path) {
    CreateRequest creation = CreateRequest.of(path.template(), path.uniPort());
    return request.getFallBackToDefault() ? creation.withFallbackToDefault() : creation;
  }

  private static CreateInstanceResponse message(CreateResult result, OnuOwners owners) {
    return CreateInstanceResponse.newBuilder()
        .setInstance(owners.created(result.instance()))
        .setCreated(result.created())
        .addAllWarnings(result.warnings())
        .build();
  }

  private static InstancePath path(CreateInstanceRequest request) {
    if (!request.getPath().isEmpty()) {
      refuseBoth("parent", !request.getParent().isEmpty());
      refuseBoth("template", request.hasTemplate());
      return InstancePath.parse(request.getPath());
    }
    ResourceName parent = ResourceName.parse("parent", request.getParent(), ResourceName.UNI);
    if (!request.hasTemplate()) {
      throw new RequestException(Code.REQUEST_INVALID, "template", "it is missing");
    }
    return new InstancePath(
        parent.technology(),
        new TechProfileId(IdMessages.number("template", request.getTemplate())),
        parent.uniPort());
  }

  private static void refuseBoth(String field, boolean given) {
    if (given) {
      throw new RequestException(
          Code.REQUEST_INVALID, field, "it cannot be used together with a path");
    }
  }

  private static InstancePath path(DeleteInstanceRequest request) {
    return path(request.getName(), request.getPath());
  }

  private static InstancePath path(String name, String path) {
    if (path.isEmpty()) {
      return ResourceName.parse("name", name, ResourceName.INSTANCE).instance();
    }
    refuseBoth("name", !name.isEmpty());
    return InstancePath.parse(path);
  }

  @Override
  public void getInstance(GetInstanceRequest request, StreamObserver<Instance> caller) {
    Calls.answer(
        caller,
        () -> {
          InstancePath path = path(request.getName(), request.getPath());
          Olt olt = olt(engine.ponkeeper(), path);
          OnuOwners owners = new OnuOwners(olt);
          return olt.instances()
              .findTagged(path.template(), path.uniPort())
              .map(owners::message)
              .orElseGet(
                  () -> owners.message(olt.instances().get(path.template(), path.uniPort())));
        });
  }

  @Override
  public void listInstances(
      ListInstancesRequest request, StreamObserver<ListInstancesResponse> caller) {
    Calls.answer(caller, () -> list(request));
  }

  private ListInstancesResponse list(ListInstancesRequest request) {
    Page.Wanted wanted = Page.Wanted.of(request, Page.Sizes.OF_LISTS);
    ResourceName parent =
        ResourceName.parse(
            "parent",
            request.getParent(),
            ResourceName.OLT,
            ResourceName.PON,
            ResourceName.ONU,
            ResourceName.UNI);
    Predicate<InstancePath> which = matching(parent, request);
    Olt olt = engine.olt(parent);
    List<Tagged<org.ponkeeper.profile.Instance>> all =
        parent.is(ResourceName.OLT)
            ? olt.instances().listTagged()
            : olt.instances().listTagged(parent.pon().number());
    if (all.isEmpty()) {
      requireKnown(olt, parent);
    }
    List<Tagged<org.ponkeeper.profile.Instance>> matching =
        all.stream().filter(read -> which.test(read.value().path())).toList();
    Page<Tagged<org.ponkeeper.profile.Instance>> page =
        Page.of(wanted, matching, read -> order(read.value().path()));
    OnuOwners owners = new OnuOwners(olt);
    ListInstancesResponse.Builder response = ListInstancesResponse.newBuilder();
    page.entries().forEach(instance -> response.addInstances(owners.message(instance)));
    return response.setNextPageToken(page.nextToken()).build();
  }

  private static Predicate<InstancePath> matching(
      ResourceName parent, ListInstancesRequest request) {
    Predicate<InstancePath> ofParent =
        switch (parent.form()) {
          case ResourceName.ONU -> {
            OnuId onu = parent.onu();
            yield path -> path.uniPort().onu().equals(onu);
          }
          case ResourceName.UNI -> {
            UniPort port = parent.uniPort();
            yield path -> path.uniPort().equals(port);
          }
          default -> path -> true;
        };
    if (!request.hasTemplate()) {
      return ofParent;
    }
    TechProfileId template =
        new TechProfileId(IdMessages.number("template", request.getTemplate()));
    return ofParent.and(path -> path.template().equals(template));
  }

  /** Distinguishes an OLT or a PON without instances from one that does not exist. */
  private static void requireKnown(Olt olt, ResourceName parent) {
    if (parent.is(ResourceName.OLT)) {
      olt.overview().requireKnown();
    } else {
      int pon = parent.pon().number();
      olt.overview(pon).requirePon(pon);
    }
  }

  /** Sorts by PON, ONU, UNI and template. */
  private static String order(InstancePath path) {
    return String.format(
        Locale.ROOT,
        "%03d/%04d/%03d/%05d",
        path.uniPort().pon().number(),
        path.uniPort().onu().number(),
        path.uniPort().number(),
        path.template().value());
  }

  @Override
  public void deleteInstance(
      DeleteInstanceRequest request, StreamObserver<DeleteInstanceResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          InstancePath path = path(request);
          DeleteRequest deletion = deletion(request, path);
          return engine.run(
              request.getValidateOnly(),
              ponkeeper -> message(olt(ponkeeper, path).instances().delete(deletion)));
        });
  }

  private static DeleteRequest deletion(DeleteInstanceRequest request, InstancePath path) {
    DeleteRequest deletion = DeleteRequest.of(path.template(), path.uniPort());
    return Calls.etag(request.getEtag()).map(deletion::ifMatch).orElse(deletion);
  }

  private static DeleteInstanceResponse message(DeleteResult result) {
    DeleteInstanceResponse.Builder response =
        DeleteInstanceResponse.newBuilder().setDeleted(result.deleted());
    result.freedAllocId().ifPresent(id -> response.setFreedAllocId(id.value()));
    result.freedGemPortIds().stream().map(GemPortId::value).forEach(response::addFreedGemPortIds);
    return response.build();
  }

  @Override
  public void batchCreateInstances(
      BatchCreateInstancesRequest request, StreamObserver<BatchCreateInstancesResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          List<CreateInstanceRequest> requests =
              InstanceBatch.checked(
                  request.getRequestsList(), CreateInstanceRequest::getValidateOnly);
          return engine.run(
              request.getValidateOnly(),
              on ->
                  BatchCreateInstancesResponse.newBuilder()
                      .addAllAnswers(CREATIONS.run(on, requests))
                      .build());
        });
  }

  private static List<Outcome<CreateInstanceResponse>> createAll(
      Olt olt, List<CreateRequest> requests) {
    OnuOwners owners = new OnuOwners(olt);
    requests.forEach(request -> owners.with(request.uniPort()));
    return InstanceBatch.map(
        olt.instances().createAll(requests), result -> message(result, owners));
  }

  @Override
  public void batchDeleteInstances(
      BatchDeleteInstancesRequest request, StreamObserver<BatchDeleteInstancesResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          List<DeleteInstanceRequest> requests =
              InstanceBatch.checked(
                  request.getRequestsList(), DeleteInstanceRequest::getValidateOnly);
          return engine.run(
              request.getValidateOnly(),
              on ->
                  BatchDeleteInstancesResponse.newBuilder()
                      .addAllAnswers(DELETIONS.run(on, requests))
                      .build());
        });
  }

  private static List<Outcome<DeleteInstanceResponse>> deleteAll(
      Olt olt, List<DeleteRequest> requests) {
    return InstanceBatch.map(olt.instances().deleteAll(requests), InstanceApi::message);
  }
}
