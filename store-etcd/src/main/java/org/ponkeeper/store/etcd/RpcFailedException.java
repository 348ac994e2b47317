package org.ponkeeper.store.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;

/** One request failed. {@link #ofRead} and {@link #ofCommit} convert it to an error for callers. */
final class RpcFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final EtcdFailure failure;
  private final Status.Code status;

  RpcFailedException(EtcdFailure failure, StatusRuntimeException cause) {
    super(FailureReason.of(failure, cause.getStatus()), cause);
    this.failure = failure;
    this.status = cause.getStatus().getCode();
  }

  /** A request that was not sent, because there was no time for it. */
  static RpcFailedException notSent(Status status) {
    return new RpcFailedException(EtcdFailure.NOT_SENT, status.asRuntimeException());
  }

  /**
   * A request that was not sent, because the thread was interrupted; the interrupt status stays
   * set.
   */
  static RpcFailedException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return notSent(Status.CANCELLED.withDescription("the thread was interrupted").withCause(cause));
  }

  /** The gRPC status code. */
  Status.Code status() {
    return status;
  }

  EtcdFailure failure() {
    return failure;
  }

  /** The error of a call that only reads. */
  PonkeeperException ofRead(EtcdOptions options) {
    return as(failure.read(), options);
  }

  /** The error of a commit without further information. */
  PonkeeperException ofCommit(EtcdOptions options) {
    return as(failure.commit(), options);
  }

  /** The error with another code, for a caller with further information. */
  PonkeeperException as(ErrorCode code, EtcdOptions options) {
    String reason = String.valueOf(getMessage());
    if (code == ErrorCode.CORRUPT_DATA) {
      return new CorruptDataException(code).with("store", options.url()).with("reason", reason);
    }
    StoreFailedException failed =
        new StoreFailedException(code, this).with("store", options.url()).with("reason", reason);
    // The remedy for an unknown outcome does not depend on its cause.
    return code == ErrorCode.OUTCOME_UNKNOWN
        ? failed
        : failure.remedy().map(failed::remedy).orElse(failed);
  }
}
