package org.ponkeeper.server.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import org.ponkeeper.Changes;
import org.ponkeeper.api.v1.ChangeEvent;
import org.ponkeeper.api.v1.ChangeServiceGrpc.ChangeServiceImplBase;
import org.ponkeeper.api.v1.WatchChangesRequest;
import org.ponkeeper.store.Bookmark;

/** {@code ChangeService}: what changes in the store, as streams. */
public final class ChangeApi extends ChangeServiceImplBase {

  /** How long a caller may leave a full queue unread. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Engine engine;

  public ChangeApi(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void watchChanges(WatchChangesRequest request, StreamObserver<ChangeEvent> caller) {
    ChangeStream.start(selected(request), (ServerCallStreamObserver<ChangeEvent>) caller, PATIENCE);
  }

  private Changes selected(WatchChangesRequest request) {
    Changes changes = engine.ponkeeper().changes();
    if (!request.getParent().isEmpty()) {
      ResourceName parent =
          ResourceName.parse(
              "parent", request.getParent(), ResourceName.TECHNOLOGY, ResourceName.OLT);
      changes = changes.in(parent.technology());
      if (parent.is(ResourceName.OLT)) {
        changes = changes.on(parent.olt());
      }
    }
    return request.getAfter().isEmpty() ? changes : changes.after(new Bookmark(request.getAfter()));
  }
}
