package org.ponkeeper.server.api;

import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.ponkeeper.api.v1.GetCallerRequest;
import org.ponkeeper.api.v1.GetOverviewRequest;
import org.ponkeeper.api.v1.GetStatusRequest;
import org.ponkeeper.api.v1.Overview;
import org.ponkeeper.api.v1.ServerStatus;
import org.ponkeeper.api.v1.StatusServiceGrpc.StatusServiceImplBase;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.access.MethodRule;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.config.ServerVersion;

/** {@code StatusService}: what the server knows of itself and of its store. */
public final class StatusApi extends StatusServiceImplBase {

  private final Engine engine;
  private final Observations observations;

  public StatusApi(Engine engine, Observations observations) {
    this.engine = engine;
    this.observations = observations;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<ServerStatus> caller) {
    Calls.answer(caller, () -> message(engine.ponkeeper().status(), Caller.current()));
  }

  static ServerStatus.State of(Status.State state) {
    return switch (state) {
      case UP -> ServerStatus.State.UP;
      case DEGRADED -> ServerStatus.State.DEGRADED;
      case DOWN -> ServerStatus.State.DOWN;
    };
  }

  @Override
  public void getCaller(
      GetCallerRequest request, StreamObserver<org.ponkeeper.api.v1.Caller> caller) {
    Calls.answer(caller, () -> message(Caller.current()));
  }

  private static org.ponkeeper.api.v1.Caller message(Caller caller) {
    return org.ponkeeper.api.v1.Caller.newBuilder()
        .setName(caller.name())
        .setRole(of(caller.role()))
        .addAllOlts(caller.olts().stream().map(StatusApi::olt).sorted().toList())
        .addAllMethods(MethodRule.allowedTo(caller.role()))
        .build();
  }

  private static org.ponkeeper.api.v1.Caller.Role of(Role role) {
    return switch (role) {
      case VIEWER -> org.ponkeeper.api.v1.Caller.Role.VIEWER;
      case ADAPTER -> org.ponkeeper.api.v1.Caller.Role.ADAPTER;
      case OPERATOR -> org.ponkeeper.api.v1.Caller.Role.OPERATOR;
      case ADMIN -> org.ponkeeper.api.v1.Caller.Role.ADMIN;
    };
  }

  /** The name of an OLT of an adapter, which may be given without its technology. */
  private static String olt(String given) {
    int slash = given.indexOf('/');
    Optional<Technology> technology =
        slash < 0 ? Optional.empty() : Optional.of(Technology.of(given.substring(0, slash)));
    return ResourceName.of(technology, new OltId(given.substring(slash + 1)));
  }

  @Override
  public void getOverview(GetOverviewRequest request, StreamObserver<Overview> caller) {
    Calls.answer(
        caller, () -> new OverviewMessage(engine, observations).message(request, Caller.current()));
  }

  private static ServerStatus message(Status status, Caller caller) {
    ServerStatus.Builder message =
        ServerStatus.newBuilder()
            .setState(of(status.state()))
            .setReason(status.reason().name())
            .setSince(Times.of(status.since()))
            .setVersion(ServerVersion.text())
            .setCaller(caller.name())
            .setRole(caller.role().text());
    status.code().ifPresent(code -> message.setCode(code.name()));
    status.lastContact().ifPresent(contact -> message.setLastContact(Times.of(contact)));
    status
        .olts()
        .forEach(loaded ->
            message.addOlts(
                ServerStatus.LoadedOlt.newBuilder()
                    .setOlt(ResourceName.of(loaded.technology(), loaded.olt()))
                    .setAge(Durations.fromNanos(loaded.age().toNanos()))));
    return message.build();
  }
}
