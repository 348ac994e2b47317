package org.ponkeeper.store.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Options of an {@link EtcdStore}.
 *
 * @param members the members of one cluster, at least one; requests use them in turn
 * @param user the user; empty if etcd requires none
 * @param tls the TLS options; empty for plain text
 * @param attempt how long one request may take, greater than 0 and at most {@code deadline}; a
 *     member that does not answer costs this long
 * @param deadline how long a call may take in all (login, request, and repeating it after the token
 *     expired)
 */
public record EtcdOptions(
    List<EtcdMember> members,
    Optional<EtcdUser> user,
    Optional<EtcdTls> tls,
    Duration attempt,
    Duration deadline) {

  /** How long one request may take by default: 3 s. */
  public static final Duration DEFAULT_ATTEMPT = Duration.ofSeconds(3);

  /** How long a call may take by default: 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  public EtcdOptions {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an etcd has at least one member");
    }
    if (!attempt.isPositive() || attempt.compareTo(deadline) > 0) {
      throw new IllegalArgumentException(
          "an attempt is longer than 0 and no longer than the deadline");
    }
  }

  /** The defaults, in plain text and without a user. */
  public static EtcdOptions of(List<EtcdMember> members) {
    return new EtcdOptions(
        members, Optional.empty(), Optional.empty(), DEFAULT_ATTEMPT, DEFAULT_DEADLINE);
  }

  /** A copy with a user. */
  public EtcdOptions user(EtcdUser user) {
    return new EtcdOptions(members, Optional.of(user), tls, attempt, deadline);
  }

  /** A copy with TLS. */
  public EtcdOptions tls(EtcdTls tls) {
    return new EtcdOptions(members, user, Optional.of(tls), attempt, deadline);
  }

  /** A copy with another limit for one request. */
  public EtcdOptions attempt(Duration attempt) {
    return new EtcdOptions(members, user, tls, attempt, deadline);
  }

  /** A copy with another deadline of calls, which also limits each request. */
  public EtcdOptions deadline(Duration deadline) {
    Duration shorter = attempt.compareTo(deadline) < 0 ? attempt : deadline;
    return new EtcdOptions(members, user, tls, shorter, deadline);
  }

  /** The URL without the user, for messages. */
  public String url() {
    return members.stream()
        .map(EtcdMember::toString)
        .collect(Collectors.joining(",", tls.isPresent() ? "etcds://" : "etcd://", ""));
  }
}
