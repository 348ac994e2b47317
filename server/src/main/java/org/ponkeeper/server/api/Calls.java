package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Supplier;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.server.api.RequestException.Code;

/** How a service answers. Errors are thrown; the server turns them into a status. */
final class Calls {
  private Calls() {}

  /** Answers a call with one message. */
  static <T> void answer(StreamObserver<T> caller, Supplier<T> call) {
    T answer = call.get();
    caller.onNext(answer);
    caller.onCompleted();
  }

  /**
   * Reads what a change has made, for its answer. Empty if that fails: an error would say that
   * nothing happened.
   */
  static <T> Optional<T> afterwards(Supplier<Optional<T>> reading) {
    try {
      return reading.get();
    } catch (PonkeeperException e) {
      return Optional.empty();
    }
  }

  /** Refuses an etag: a change that must only be made to what was read is not served. */
  static void refuseEtag(String etag) {
    if (!etag.isEmpty()) {
      throw new RequestException(Code.REQUEST_INVALID, "etag", "this server does not support it");
    }
  }
}
