package org.ponkeeper.server.api;

import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Supplier;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Etag;

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

  /** The etag of a request, if there is one. */
  static Optional<Etag> etag(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new Etag(text));
  }
}
