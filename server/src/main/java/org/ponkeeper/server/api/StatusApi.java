package org.ponkeeper.server.api;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import org.ponkeeper.api.v1.GetStatusRequest;
import org.ponkeeper.api.v1.ServerStatus;
import org.ponkeeper.api.v1.StatusServiceGrpc.StatusServiceImplBase;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.server.config.ServerVersion;

/** {@code StatusService}: what the server knows of itself and of its store. */
public final class StatusApi extends StatusServiceImplBase {

  private final Engine engine;

  public StatusApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<ServerStatus> caller) {
    Calls.answer(caller, () -> message(engine.ponkeeper().status()));
  }

  private static ServerStatus message(Status status) {
    ServerStatus.Builder message =
        ServerStatus.newBuilder()
            .setState(
                switch (status.state()) {
                  case UP -> ServerStatus.State.UP;
                  case DEGRADED -> ServerStatus.State.DEGRADED;
                  case DOWN -> ServerStatus.State.DOWN;
                })
            .setReason(status.reason().name())
            .setSince(time(status.since()))
            .setVersion(ServerVersion.text());
    status.code().ifPresent(code -> message.setCode(code.name()));
    status.lastContact().ifPresent(contact -> message.setLastContact(time(contact)));
    status
        .olts()
        .forEach(loaded ->
            message.addOlts(
                ServerStatus.LoadedOlt.newBuilder()
                    .setOlt(ResourceName.of(loaded.technology(), loaded.olt()))
                    .setAge(Durations.fromNanos(loaded.age().toNanos()))));
    return message.build();
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
