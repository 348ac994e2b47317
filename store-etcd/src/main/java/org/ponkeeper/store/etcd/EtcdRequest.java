package org.ponkeeper.store.etcd;

import io.grpc.MethodDescriptor;
import java.util.Optional;

/**
 * A request to any member.
 *
 * @param method the method
 * @param message what is sent
 * @param reliance what the request has to do with what was read before
 * @param repeatable whether it may be sent again when nobody knows whether it was received
 */
record EtcdRequest<Q, A>(
    MethodDescriptor<Q, A> method, Q message, Reliance reliance, boolean repeatable) {

  /** What a request has to do with the history that was read before. */
  sealed interface Reliance {

    /** Nothing: the answer has no versions. */
    record None() implements Reliance {}

    /** The answer has versions, of whatever history there is. */
    record Any() implements Reliance {}

    /** It is only sent to this history. */
    record On(KnownHistory known) implements Reliance {}
  }

  /** A request that reads nothing of the store's keys, and may be repeated. */
  static <Q, A> EtcdRequest<Q, A> plain(MethodDescriptor<Q, A> method, Q message) {
    return new EtcdRequest<>(method, message, new Reliance.None(), true);
  }

  /**
   * A read.
   *
   * @param of the history that it must read from; empty takes the one that there is
   */
  static <Q, A> EtcdRequest<Q, A> read(
      MethodDescriptor<Q, A> method, Q message, Optional<KnownHistory> of) {
    Reliance reliance = of.<Reliance>map(Reliance.On::new).orElseGet(Reliance.Any::new);
    return new EtcdRequest<>(method, message, reliance, true);
  }

  /** A transaction that relies on what was read from a history. */
  static <Q, A> EtcdRequest<Q, A> commit(
      MethodDescriptor<Q, A> method, Q message, KnownHistory of) {
    return new EtcdRequest<>(method, message, new Reliance.On(of), false);
  }
}
