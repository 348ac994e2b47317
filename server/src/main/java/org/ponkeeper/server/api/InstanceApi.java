package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ponkeeper.Instances;
import org.ponkeeper.Olt;
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
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;

/** {@code InstanceService}: instances. */
public final class InstanceApi extends InstanceServiceImplBase {

  private final Engine engine;

  public InstanceApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void createInstance(
      CreateInstanceRequest request, StreamObserver<CreateInstanceResponse> caller) {
    Calls.answer(caller, () -> create(request));
  }

  private CreateInstanceResponse create(CreateInstanceRequest request) {
    InstancePath path = path(request);
    CreateRequest create = CreateRequest.of(path.template(), path.uniPort());
    CreateRequest wanted = request.getFallBackToDefault() ? create.withFallbackToDefault() : create;
    CreateResult result =
        engine.run(
            request.getValidateOnly(),
            ponkeeper ->
                ponkeeper.olt(path.technology(), path.uniPort().olt()).instances().create(wanted));
    return CreateInstanceResponse.newBuilder()
        .setInstance(InstanceMessage.of(result.instance(), Optional.empty()))
        .setCreated(result.created())
        .addAllWarnings(result.warnings())
        .build();
  }

  private static InstancePath path(CreateInstanceRequest request) {
    if (!request.getPath().isEmpty()) {
      return InstancePath.parse(request.getPath());
    }
    ResourceName parent = ResourceName.parse("parent", request.getParent(), ResourceName.UNI);
    return new InstancePath(
        parent.technology(), new TechProfileId(request.getTemplate()), parent.uniPort());
  }

  private static InstancePath path(String name, String path) {
    return path.isEmpty()
        ? ResourceName.parse("name", name, ResourceName.INSTANCE).instance()
        : InstancePath.parse(path);
  }

  @Override
  public void getInstance(GetInstanceRequest request, StreamObserver<Instance> caller) {
    Calls.answer(
        caller,
        () -> {
          InstancePath path = path(request.getName(), request.getPath());
          Instances instances =
              engine.ponkeeper().olt(path.technology(), path.uniPort().olt()).instances();
          return InstanceMessage.of(
              instances.get(path.template(), path.uniPort()), Optional.empty());
        });
  }

  @Override
  public void listInstances(
      ListInstancesRequest request, StreamObserver<ListInstancesResponse> caller) {
    Calls.answer(
        caller,
        () -> {
          Page<org.ponkeeper.profile.Instance> page =
              Page.of(
                  Page.Wanted.of(request, Page.Sizes.OF_LISTS),
                  instances(request),
                  instance -> order(instance.path()));
          ListInstancesResponse.Builder response = ListInstancesResponse.newBuilder();
          page.entries()
              .forEach(instance ->
                  response.addInstances(InstanceMessage.of(instance, Optional.empty())));
          return response.setNextPageToken(page.nextToken()).build();
        });
  }

  private List<org.ponkeeper.profile.Instance> instances(ListInstancesRequest request) {
    ResourceName parent =
        ResourceName.parse(
            "parent",
            request.getParent(),
            ResourceName.OLT,
            ResourceName.PON,
            ResourceName.ONU,
            ResourceName.UNI);
    Olt olt = engine.olt(parent);
    List<org.ponkeeper.profile.Instance> all =
        parent.is(ResourceName.OLT)
            ? olt.instances().list()
            : olt.instances().list(parent.pon().number());
    return all.stream()
        .filter(instance ->
            !request.hasTemplate() || instance.path().template().value() == request.getTemplate())
        .filter(instance ->
            !parent.isIn(ResourceName.ONU) || instance.path().uniPort().onu().equals(parent.onu()))
        .filter(instance ->
            !parent.is(ResourceName.UNI) || instance.path().uniPort().equals(parent.uniPort()))
        .sorted((a, b) -> order(a.path()).compareTo(order(b.path())))
        .toList();
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
          InstancePath path = path(request.getName(), request.getPath());
          DeleteResult result =
              engine.run(
                  request.getValidateOnly(),
                  ponkeeper ->
                      ponkeeper
                          .olt(path.technology(), path.uniPort().olt())
                          .instances()
                          .delete(DeleteRequest.of(path.template(), path.uniPort())));
          DeleteInstanceResponse.Builder response =
              DeleteInstanceResponse.newBuilder().setDeleted(result.deleted());
          result.freedAllocId().ifPresent(id -> response.setFreedAllocId(id.value()));
          result.freedGemPortIds().stream()
              .map(GemPortId::value)
              .forEach(response::addFreedGemPortIds);
          return response.build();
        });
  }
}
