package org.ponkeeper.store.etcd;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.ponkeeper.error.ErrorCode;

/**
 * The one place that says what an answer of etcd or gRPC other than success means. {@code
 * docs/stores.md} shows the same table, and a test holds the two together. The first that matches
 * counts.
 *
 * <p>For a commit only that means <em>nothing happened</em> which etcd finds out before it proposes
 * a change to its cluster, or instead of applying it. Once proposed, a change may still be applied
 * after any error.
 */
enum EtcdFailure {
  /** No connection, or not within the time: see {@link UnaryCall}. */
  NOT_SENT(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE),
  /** A handshake of TLS failed: an authority or certificate is not trusted, or it is not TLS. */
  TLS_REFUSED(ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /** The connection ended during the handshake of TLS: another protocol, or a member that stops. */
  TLS_CUT(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE),

  /** Found out before a request is handled, because our requests ask for a leader. */
  NO_LEADER(
      Status.Code.UNAVAILABLE,
      "etcdserver: no leader",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),
  /**
   * A read could not be confirmed. Writes do not end so today; if one does, its outcome is unknown.
   */
  LEADER_CHANGED(
      Status.Code.UNAVAILABLE,
      "etcdserver: leader changed",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** With or without "possibly due to ...": a proposal was on its way. */
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
  /** The member had no leader to propose to, or too much under way. */
  PROPOSAL_DROPPED(
      Status.Code.UNKNOWN,
      "raft proposal dropped",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),
  /** Refused before it was proposed. */
  TOO_MANY_REQUESTS(
      Status.Code.RESOURCE_EXHAUSTED,
      "etcdserver: too many requests",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.STORE_UNAVAILABLE),

  /**
   * Mostly refused before it was proposed; but a change that crosses the quota while others write
   * is applied, and answered with this error nevertheless. {@link EtcdStore} reads afterwards, and
   * says {@code STORE_FULL} where that proves that nothing happened.
   */
  NO_SPACE(
      Status.Code.RESOURCE_EXHAUSTED,
      "etcdserver: mvcc: database space exceeded",
      ErrorCode.STORE_FULL,
      ErrorCode.OUTCOME_UNKNOWN),

  /** etcd or the gRPC server before it has a lower limit than ours. */
  REQUEST_TOO_LARGE(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: request is too large",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** The same, found out one step earlier. */
  MESSAGE_TOO_LARGE(
      Status.Code.RESOURCE_EXHAUSTED,
      "grpc: received message larger than max",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Our own limit for an answer; a scan asks again for a smaller page. */
  ANSWER_TOO_LARGE(
      Status.Code.RESOURCE_EXHAUSTED,
      "gRPC message exceeds maximum size",
      ErrorCode.STORE_DENIED,
      ErrorCode.OUTCOME_UNKNOWN),

  /** The token expired, or the member that gave it started again: log in again. */
  TOKEN_REFUSED(
      Status.Code.UNAUTHENTICATED,
      "etcdserver: invalid auth token",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** A request without a token to an etcd that wants one. */
  USER_MISSING(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: user name is empty",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Users or roles were changed since the token was given. */
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
  /** Answered to a login; the store goes on without a token then. */
  NO_USERS(
      Status.Code.FAILED_PRECONDITION,
      "etcdserver: authentication is not enabled",
      ErrorCode.STORE_DENIED,
      ErrorCode.STORE_DENIED),
  /** Checked before a change is applied. */
  PERMISSION_DENIED(
      Status.Code.PERMISSION_DENIED, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),

  /** A read at an instant that is gone. */
  COMPACTED(
      Status.Code.OUT_OF_RANGE,
      "etcdserver: mvcc: required revision has been compacted",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** A read at an instant that is not yet there: the etcd was restored from a backup. */
  FUTURE_REVISION(
      Status.Code.OUT_OF_RANGE,
      "etcdserver: mvcc: required revision is a future revision",
      ErrorCode.STORE_UNAVAILABLE,
      ErrorCode.OUTCOME_UNKNOWN),
  /** etcd found that its members hold different data, and refuses everything. */
  CORRUPT(
      Status.Code.DATA_LOSS,
      "etcdserver: corrupt cluster",
      ErrorCode.CORRUPT_DATA,
      ErrorCode.CORRUPT_DATA),

  /** A request that etcd does not understand; checked before anything else. */
  INVALID(Status.Code.INVALID_ARGUMENT, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /** Whatever answered is not an etcd. */
  NOT_ETCD(Status.Code.UNIMPLEMENTED, "", ErrorCode.STORE_DENIED, ErrorCode.STORE_DENIED),
  /** Everything else: the time was over, the connection broke, the thread was interrupted, ... */
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
   * What the status means.
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
      // An answer that came from etcd shows that the request left, whatever the tracer saw.
      if (same && description.startsWith(failure.message)) {
        return failure;
      }
    }
    return sent ? LOST : NOT_SENT;
  }

  /** Whether a handshake failed for another reason than that it took too long. */
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

  /** What the reason means that etcd gives for ending a watch: a text of these, or around one. */
  static EtcdFailure ofReason(String reason) {
    if (reason.contains("etcdserver: permission denied")) {
      return PERMISSION_DENIED;
    }
    return Stream.of(values())
        .filter(failure -> !failure.message.isEmpty() && reason.contains(failure.message))
        .findFirst()
        .orElse(LOST);
  }

  /** The gRPC status, with the beginning of etcd's words for it; empty if that does not tell. */
  String says() {
    return status.map(code -> message.isEmpty() ? code.name() : code + " " + message).orElse("");
  }

  /** The code of a read that ended so. */
  ErrorCode read() {
    return read;
  }

  /** The code of a commit that ended so, if nothing more is known. */
  ErrorCode commit() {
    return commit;
  }

  /**
   * Whether it says something of one member only, so that the request may go to another one.
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

  /** Whether to log in again and repeat the request: etcd did not look at it. */
  boolean wantsLogin() {
    return switch (this) {
      case TOKEN_REFUSED, USER_MISSING, TOKEN_OLD -> true;
      default -> false;
    };
  }

  /** What to do about it, where the code does not say it well; nothing happened. */
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

  /** Whether the instant of a snapshot is not there. */
  boolean losesSnapshot() {
    return this == COMPACTED || this == FUTURE_REVISION;
  }
}
