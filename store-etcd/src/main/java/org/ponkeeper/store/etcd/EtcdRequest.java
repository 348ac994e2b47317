package org.ponkeeper.store.etcd;

import io.grpc.MethodDescriptor;
import java.util.Optional;

/**
 * A request to any member.
 *
 * @param method the method
 * @param message the message
 * @param reliance how the request depends on earlier reads
 * @param repeatable whether it may be sent again although it may have been received
 */
record EtcdRequest<Q, A>(
    MethodDescriptor<Q, A> method, Q message, Reliance reliance, boolean repeatable) {

  /** How a request depends on the history that was read before. */
  sealed interface Reliance {

    /** It does not: the answer has no versions. */
    record None() implements Reliance {}

    /** It does not, but the answer has versions, of the present history. */
    record Any() implements Reliance {}

    /** It is only sent to this history. */
    record On(KnownHistory known) implements Reliance {}
  }

  /** A request that reads no keys of the store, and may be repeated. */
  static <Q, A> EtcdRequest<Q, A> plain(MethodDescriptor<Q, A> method, Q message) {
    return new EtcdRequest<>(method, message, new Reliance.None(), true);
  }

  /**
   * A read.
   *
   * @param of the history that it must read from; empty for the present one
   */
  static <Q, A> EtcdRequest<Q, A> read(
      MethodDescriptor<Q, A> method, Q message, Optional<KnownHistory> of) {
    Reliance reliance = of.<Reliance>map(Reliance.On::new).orElseGet(Reliance.Any::new);
    return new EtcdRequest<>(method, message, reliance, true);
  }

  /** A transaction that depends on reads of a history. */
  static <Q, A> EtcdRequest<Q, A> commit(
      MethodDescriptor<Q, A> method, Q message, KnownHistory of) {
    return new EtcdRequest<>(method, message, new Reliance.On(of), false);
  }
}
