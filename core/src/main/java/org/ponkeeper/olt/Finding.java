package org.ponkeeper.olt;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.Quoted;

/**
 * Something about stored data that a person should know. Never a reason to drop anything.
 *
 * <p>A finding is small whatever the store holds: its subject and its detail have at most a few
 * thousand characters, and its ids take as many bytes as the pool's own bitmap.
 *
 * @param kind what kind of finding it is
 * @param severity how bad it is: mostly the kind's severity
 * @param subject what it is about, as a path or in words
 * @param sentence what was found, without the subject; {@link #detail()} also names the ids
 * @param ids the ids that it is about, ascending; none if it is not about ids
 * @param about what it is about, for programs that act on it; empty if none does
 */
public record Finding(
    FindingKind kind,
    Severity severity,
    String subject,
    String sentence,
    IdSet ids,
    Optional<About> about) {

  private static final int MOST_CHARACTERS_OF_KEY = 300;

  /** How bad it is. */
  public enum Severity {
    /** Some requests are refused because of it, or an id has two owners. */
    ERROR("error"),
    /** Everything works; what is shown may not be what was meant. */
    WARNING("warning");

    private final String text;

    Severity(String text) {
      this.text = text;
    }

    /** The name for people and scripts. */
    public String text() {
      return text;
    }
  }

  /** What a finding is about, for programs that act on it. */
  public sealed interface About {
    /** A pool. */
    record Pool(PoolId id) implements About {}

    /** A per-ONU map. */
    record OnuMap(OnuMapId id) implements About {}

    /** An OLT with work under way. */
    record Work(OltRecord record) implements About {}

    /** Keys in a layout that the OLT does not use. */
    record UnusedKeys(PoolKeyLayout layout) implements About {}

    /** Keys that Ponkeeper does not use. */
    record Foreign(ForeignKeys keys) implements About {}

    /** Findings that are not listed, at least 1. */
    record Unlisted(long count) implements About {}
  }

  /** A finding about a subject; the facts are what a finding of the kind says of it, in order. */
  public static Finding of(FindingKind kind, String subject, Object... facts) {
    return ofIds(kind, subject, IdSet.of(), facts);
  }

  /** The same, about ids. */
  public static Finding ofIds(FindingKind kind, String subject, IdSet ids, Object... facts) {
    return new Finding(kind, kind.severity(), subject, kind.sentence(facts), ids, Optional.empty());
  }

  /** A finding about a pool, or some ids in it. */
  public static Finding ofPool(FindingKind kind, PoolId pool, IdSet ids, Object... facts) {
    return ofIds(kind, pool.toString(), ids, facts).with(new About.Pool(pool));
  }

  /** A finding about a per-ONU map, or some ids in it. */
  public static Finding ofOnuMap(FindingKind kind, OnuMapId map, IdSet ids, Object... facts) {
    return ofIds(kind, map.toString(), ids, facts).with(new About.OnuMap(map));
  }

  /** A key is not where it belongs; of a long one only the beginning is named. */
  public static Finding strayKey(String key, String reason) {
    return of(FindingKind.STRAY_KEY, Quoted.cut(key, MOST_CHARACTERS_OF_KEY), reason);
  }

  /**
   * There are more findings than are listed.
   *
   * @param subject which findings: {@code stray-key findings} and the like
   * @param worst how bad the worst of those is that are not listed
   * @param count how many are not listed, at least 1
   */
  public static Finding unlisted(String subject, Severity worst, long count) {
    return of(FindingKind.MORE_FINDINGS, subject, count)
        .with(new About.Unlisted(count))
        .with(worst);
  }

  /** The same, with what it is about. */
  public Finding with(About what) {
    return new Finding(kind, severity, subject, sentence, ids, Optional.of(what));
  }

  /** The same with another severity. */
  public Finding with(Severity other) {
    return new Finding(kind, other, subject, sentence, ids, about);
  }

  /** What was found, in one sentence without the subject; of many ids the first are named. */
  public String detail() {
    return kind.withIds(sentence, ids);
  }

  /** The pool that it is about. */
  public Optional<PoolId> pool() {
    return about.orElse(null) instanceof About.Pool of ? Optional.of(of.id()) : Optional.empty();
  }

  /** The per-ONU map that it is about. */
  public Optional<OnuMapId> onuMap() {
    return about.orElse(null) instanceof About.OnuMap of ? Optional.of(of.id()) : Optional.empty();
  }

  /** How many findings it stands for: 1, or those that are not listed. */
  public long count() {
    return about.orElse(null) instanceof About.Unlisted of ? of.count() : 1;
  }

  /**
   * What is left of it among the findings of a later reading: the same about the same, with what
   * else may have changed meanwhile as it is now. Of several ids, those that are left.
   */
  public Optional<Finding> stillIn(Collection<Finding> later) {
    Stream<Finding> alike =
        later.stream().filter(other -> other.kind == kind && other.subject.equals(subject));
    if (!kind.isAboutSeveralIds()) {
      return alike.filter(other -> other.ids.equals(ids)).findFirst();
    }
    return alike
        .map(other -> ids.intersect(other.ids))
        .filter(common -> !common.isEmpty())
        .map(common -> new Finding(kind, severity, subject, sentence, common, about))
        .findFirst();
  }

  @Override
  public String toString() {
    return "%s: %s: %s: %s".formatted(severity.text(), kind, subject, detail());
  }
}
