package org.ponkeeper.store.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;

/** One request failed. Becomes an error for callers by {@link #ofRead} or {@link #ofCommit}. */
final class RpcFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final EtcdFailure failure;
  private final Status.Code status;

  RpcFailedException(EtcdFailure failure, StatusRuntimeException cause) {
    super(reason(cause.getStatus()), cause);
    this.failure = failure;
    this.status = cause.getStatus().getCode();
  }

  /** A request that was not sent, because it could not be in time. */
  static RpcFailedException notSent(Status status) {
    return new RpcFailedException(EtcdFailure.NOT_SENT, status.asRuntimeException());
  }

  /** A request was not sent, because the thread was interrupted; it stays interrupted. */
  static RpcFailedException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return notSent(Status.CANCELLED.withDescription("the thread was interrupted").withCause(cause));
  }

  /** What gRPC calls it. */
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

  /** The error of a commit of which nothing more is known. */
  PonkeeperException ofCommit(EtcdOptions options) {
    return as(failure.commit(), options);
  }

  /** The error with another code, by who knows more. */
  PonkeeperException as(ErrorCode code, EtcdOptions options) {
    return code == ErrorCode.CORRUPT_DATA
        ? new CorruptDataException(code)
            .with("store", options.url())
            .with("reason", String.valueOf(getMessage()))
        : new StoreFailedException(code, this)
            .with("store", options.url())
            .with("reason", String.valueOf(getMessage()));
  }

  /** What gRPC says, with the deepest cause: there stands "Connection refused" and the like. */
  private static String reason(Status status) {
    StringBuilder reason = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      reason.append(": ").append(status.getDescription());
    }
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause != null && cause.getMessage() != null) {
      reason.append(" (").append(cause.getMessage()).append(')');
    }
    return reason.toString();
  }
}
