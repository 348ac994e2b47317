package org.ponkeeper.store.etcd;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.ponkeeper.error.ErrorCode;

/**
 * The one place that translates failures of etcd and gRPC. {@code docs/stores.md} has the same
 * table, which a test checks. The first match is used.
 *
 * <p>For a commit, <em>nothing happened</em> is only certain if etcd detects the error before it
 * proposes the change to its cluster, or instead of applying it. A proposed change may still be
 * applied after any error.
 */
enum EtcdFailure {
  /** No connection in time: see {@link UnaryCall}. */
  NOT_SENT(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE),
  /**
   * A TLS handshake failed: an authority or certificate is not trusted, or the server does not
   * speak TLS.
   */
  TLS_REFUSED(ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /**
   * The connection ended during the TLS handshake: another protocol, or a member that is stopping.
   */
  TLS_CUT(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE),

  /** Detected before a request is handled, because our requests require a leader. */
  NO_LEADER(
      Status.Code.UNAVAILABLE,
      "etcdserver: no leader",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),
  /**
   * A read could not be confirmed. Writes do not fail with this today; if one does, its outcome is
   * unknown.
   */
  LEADER_CHANGED(
      Status.Code.UNAVAILABLE,
      "etcdserver: leader changed",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** With or without "possibly due to ...": a proposal had been made. */
  SERVER_TIMEOUT(
      Status.Code.UNAVAILABLE,
      "etcdserver: request timed out",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** The member stopped while it waited for its proposal. */
  SERVER_STOPPED(
      Status.Code.UNAVAILABLE,
      "etcdserver: server stopped",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** The member had no leader to propose to, or too many proposals. */
  PROPOSAL_DROPPED(
      Status.Code.UNKNOWN,
      "raft proposal dropped",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),
  /** Rejected before it was proposed. */
  TOO_MANY_REQUESTS(
      Status.Code.RESOURCE_EXHAUSTED,
      "etcdserver: too many requests",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),

  /**
   * Mostly rejected before it was proposed. But a change that exceeds the quota because of
   * concurrent writes is applied, and still answered with this error. {@link EtcdStore} reads
   * afterwards, and reports {@code STORE_FULL} if that proves that nothing happened.
   */
  NO_SPACE(
      Status.Code.RESOURCE_EXHAUSTED,
      "etcdserver: mvcc: database space exceeded",
      ErrorCode.STORE_FULL,
      ErrorCode.OUTCOME_UNKNOWN),

  /** etcd or its gRPC server has a lower limit than ours. */
  REQUEST_TOO_LARGE(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: request is too large",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** The same, detected one step earlier. */
  MESSAGE_TOO_LARGE(
      Status.Code.RESOURCE_EXHAUSTED,
      "grpc: received message larger than max",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Our own limit for an answer; a scan then requests a smaller page. */
  ANSWER_TOO_LARGE(
      Status.Code.RESOURCE_EXHAUSTED,
      "gRPC message exceeds maximum size",
      ErrorCode.STORE_DENIED,
      ErrorCode.OUTCOME_UNKNOWN),

  /** The token expired, or the member that issued it was restarted: log in again. */
  TOKEN_REFUSED(
      Status.Code.UNAUTHENTICATED,
      "etcdserver: invalid auth token",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** A request without a token to an etcd that requires one. */
  USER_MISSING(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: user name is empty",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Users or roles were changed after the token was issued. */
  TOKEN_OLD(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: revision of auth store is old",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Wrong user or password. */
  LOGIN_REFUSED(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: authentication failed",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** The answer to a login if etcd has no users; the store then works without a token. */
  NO_USERS(
      Status.Code.FAILED_PRECONDITION,
      "etcdserver: authentication is not enabled",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Checked before a change is applied. */
  PERMISSION_DENIED(
      Status.Code.PERMISSION_DENIED, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),

  /** A read at an instant that was compacted. */
  COMPACTED(
      Status.Code.OUT_OF_RANGE,
      "etcdserver: mvcc: required revision has been compacted",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** A read at a future instant: the etcd was restored from a backup. */
  FUTURE_REVISION(
      Status.Code.OUT_OF_RANGE,
      "etcdserver: mvcc: required revision is a future revision",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** etcd found that its members have different data, and rejects everything. */
  CORRUPT(
      Status.Code.DATA_LOSS,
      "etcdserver: corrupt cluster",
      ErrorCode.CORRUPT_DATA,
      ErrorCode.CORRUPT_DATA),

  /** A request that etcd does not understand; checked before anything else. */
  INVALID(Status.Code.INVALID_ARGUMENT, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /** The server is not an etcd. */
  NOT_ETCD(Status.Code.UNIMPLEMENTED, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /** Everything else: deadline exceeded, connection lost, thread interrupted, ... */
  LOST(ErrorCode.STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);

  private final Optional<Status.Code> status;
  private final String message;
  private final ErrorCode read;
  private final ErrorCode commit;

  EtcdFailure(ErrorCode read, ErrorCode commit) {
    this.status = Optional.empty();
    this.message = "";
    this.read = read;
    this.commit = commit;
  }

  EtcdFailure(Status.Code status, String message, ErrorCode read, ErrorCode commit) {
    this.status = Optional.of(status);
    this.message = message;
    this.read = read;
    this.commit = commit;
  }

  /**
   * The failure for a status.
   *
   * @param sent whether the request may have left this process
   */
  static EtcdFailure of(Status status, boolean sent) {
    if (!sent && isAboutTls(status)) {
      return TLS_REFUSED;
    }
    String description = String.valueOf(status.getDescription());
    if (!sent && description.startsWith("Connection closed while performing TLS negotiation")) {
      return TLS_CUT;
    }
    for (EtcdFailure failure : values()) {
      boolean same = failure.status.equals(Optional.of(status.getCode()));
      // An answer from etcd proves that the request was sent, whatever the tracer recorded.
      if (same && description.startsWith(failure.message)) {
        return failure;
      }
    }
    return sent ? LOST : NOT_SENT;
  }

  /** Whether a handshake failed for another reason than a time-out. */
  private static boolean isAboutTls(Status status) {
    return Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause)
        .anyMatch(EtcdFailure::isAboutTls);
  }

  private static boolean isAboutTls(Throwable cause) {
    if (cause instanceof SslHandshakeTimeoutException) {
      return false;
    }
    return cause instanceof SSLHandshakeException || cause instanceof NotSslRecordException;
  }

  /**
   * The failure for the reason with which etcd ends a watch, which contains one of these messages.
   */
  static EtcdFailure ofReason(String reason) {
    if (reason.contains("etcdserver: permission denied")) {
      return PERMISSION_DENIED;
    }
    return Stream.of(values())
        .filter(failure -> !failure.message.isEmpty() && reason.contains(failure.message))
        .findFirst()
        .orElse(LOST);
  }

  /**
   * The gRPC status, with the beginning of etcd's message; empty if the failure is not identified
   * by these.
   */
  String says() {
    return status.map(code -> message.isEmpty() ? code.name() : code + " " + message).orElse("");
  }

  /** The error code for a read with this failure. */
  ErrorCode read() {
    return read;
  }

  /** The error code for a commit with this failure, if nothing else is known. */
  ErrorCode commit() {
    return commit;
  }

  /**
   * Whether it concerns only one member, so that the request may be sent to another one.
   *
   * @param repeatable whether the request may be repeated although it may have been received
   */
  boolean isOfMember(boolean repeatable) {
    return switch (this) {
      case NOT_SENT, TLS_REFUSED, TLS_CUT, NO_LEADER -> true;
      case LEADER_CHANGED, SERVER_TIMEOUT, SERVER_STOPPED, LOST -> repeatable;
      default -> false;
    };
  }

  /** Whether to log in again and repeat the request: etcd did not process it. */
  boolean wantsLogin() {
    return switch (this) {
      case TOKEN_REFUSED, USER_MISSING, TOKEN_OLD -> true;
      default -> false;
    };
  }

  /** A remedy that replaces the code's, if that does not fit; nothing happened. */
  Optional<String> remedy() {
    return switch (this) {
      case TLS_REFUSED ->
          Optional.of(
              "nothing happened; check the certificates; if this port does not speak TLS, use"
                  + " etcd://");
      case TLS_CUT -> Optional.of("nothing happened; does this port speak TLS? Use etcd:// if not");
      case LOGIN_REFUSED -> Optional.of("nothing happened; check user and password");
      case USER_MISSING ->
          Optional.of("nothing happened; give user and password: etcd://USER:PASSWORD@HOST:PORT");
      case NOT_ETCD ->
          Optional.of("nothing happened; check host and port: the server is not an etcd");
      case REQUEST_TOO_LARGE, MESSAGE_TOO_LARGE, INVALID ->
          Optional.of(
              "nothing happened; etcd's --max-request-bytes and --max-txn-ops must not be below"
                  + " their defaults");
      default -> Optional.empty();
    };
  }

  /** Whether the instant of a snapshot is lost. */
  boolean losesSnapshot() {
    return this == COMPACTED || this == FUTURE_REVISION;
  }
}
