package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** How a service answers. Errors are thrown; the server turns them into a status. */
final class Calls {
  private Calls() {}

  /** Answers a call with one message. */
  static <T> void answer(StreamObserver<T> caller, Supplier<T> call) {
    T answer = call.get();
    caller.onNext(answer);
    caller.onCompleted();
  }
}
