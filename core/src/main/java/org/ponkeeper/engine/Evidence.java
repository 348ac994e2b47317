package org.ponkeeper.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.monitor.Status.Reason;

/**
 * The problems with the store that are known, and the reason of the status that follows from them.
 * Immutable; each contact with the store gives the next one.
 *
 * @param noAnswer the error of the last contact, if it was no answer
 * @param replyLost whether the reply to a transaction was lost, and the store has not answered
 *     since
 * @param changesRefused the error of the last transaction with changes, if the store refused it
 * @param stopped the watches that do not run; each with whether the store has answered since
 */
record Evidence(
    Optional<ErrorCode> noAnswer,
    boolean replyLost,
    Optional<ErrorCode> changesRefused,
    Map<Object, Boolean> stopped) {

  /** No problem is known. */
  static final Evidence NONE = new Evidence(Optional.empty(), false, Optional.empty(), Map.of());

  Evidence {
    stopped = Map.copyOf(stopped);
  }

  /** Whether no problem is known. */
  boolean isNone() {
    return noAnswer.isEmpty() && !replyLost && changesRefused.isEmpty() && stopped.isEmpty();
  }

  /** The store answered. */
  Evidence answered() {
    Map<Object, Boolean> since = new HashMap<>(stopped);
    since.replaceAll((watch, before) -> true);
    return new Evidence(Optional.empty(), false, changesRefused, since);
  }

  /** The store committed changes. */
  Evidence changed() {
    return new Evidence(Optional.empty(), false, Optional.empty(), stopped).answered();
  }

  /** The store did not answer, or denied a read. */
  Evidence failed(ErrorCode code) {
    return new Evidence(Optional.of(code), false, changesRefused, stopped);
  }

  /** The reply to a transaction was lost. */
  Evidence lostReply() {
    return new Evidence(noAnswer, true, changesRefused, stopped);
  }

  /** The store answered that it does not make changes. */
  Evidence refusedChange(ErrorCode code) {
    return new Evidence(Optional.empty(), false, Optional.of(code), stopped).answered();
  }

  /** A watch does not run; nothing is known from that about the store. */
  Evidence stopped(Object watch) {
    if (stopped.containsKey(watch)) {
      return this;
    }
    Map<Object, Boolean> with = new HashMap<>(stopped);
    with.put(watch, false);
    return new Evidence(noAnswer, replyLost, changesRefused, with);
  }

  /**
   * A running watch lost the store, or a stopped one could not reach it again. The second counts as
   * no answer, unless the store has answered others since the watch lost it, or denies only this.
   */
  Evidence interrupted(Object watch, ErrorCode code) {
    Boolean answeredSince = stopped.get(watch);
    if (answeredSince == null) {
      return stopped(watch);
    }
    return answeredSince || code == ErrorCode.STORE_DENIED ? this : failed(code);
  }

  /** A watch runs again, or is closed. */
  Evidence without(Object watch) {
    Map<Object, Boolean> rest = new HashMap<>(stopped);
    rest.remove(watch);
    return new Evidence(noAnswer, replyLost, changesRefused, rest);
  }

  /** The worst of the problems. */
  Reason reason() {
    if (noAnswer.isPresent()) {
      return switch (noAnswer.get()) {
        case STORE_DENIED -> Reason.ACCESS_DENIED;
        case STORE_REPLACED -> Reason.REPLACED;
        default -> Reason.NO_ANSWER;
      };
    }
    if (replyLost) {
      return Reason.REPLY_LOST;
    }
    if (changesRefused.isPresent()) {
      return Reason.CHANGES_REFUSED;
    }
    return stopped.isEmpty() ? Reason.ANSWERS : Reason.NOT_WATCHED;
  }

  /** The error that shows the reason. */
  Optional<ErrorCode> code() {
    return switch (reason()) {
      case NO_ANSWER, ACCESS_DENIED, REPLACED -> noAnswer;
      case REPLY_LOST -> Optional.of(ErrorCode.OUTCOME_UNKNOWN);
      case CHANGES_REFUSED -> changesRefused;
      case NOT_WATCHED, ANSWERS -> Optional.empty();
    };
  }
}
