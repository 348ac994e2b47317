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
 * A problem or oddity in stored data that operators should know about. Data with a finding is never
 * dropped because of it.
 *
 * <p>A finding is small whatever the store holds: its subject and its detail have at most a few
 * thousand characters, and its ids take as many bytes as the pool's own bitmap.
 *
 * @param kind the kind
 * @param severity the severity; usually the kind's
 * @param subject what it is about, as a path or in words
 * @param sentence what was found, without the subject; {@link #detail()} also names the ids
 * @param ids the affected ids, ascending; empty if it is not about ids
 * @param about the subject in a form for programs; empty if no program needs it
 */
public record Finding(
    FindingKind kind,
    Severity severity,
    String subject,
    String sentence,
    IdSet ids,
    Optional<About> about) {

  private static final int MOST_CHARACTERS_OF_KEY = 300;

  /** The severity of a finding. */
  public enum Severity {
    /** Some requests are refused because of it, or an id has two owners. */
    ERROR("error"),
    /** Everything works, but the data may not be what was intended. */
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

  /** The subject of a finding, for programs that act on it. */
  public sealed interface About {
    /** A pool. */
    record Pool(PoolId id) implements About {}

    /** A per-ONU map. */
    record OnuMap(OnuMapId id) implements About {}

    /** An OLT with unfinished work. */
    record Work(OltRecord record) implements About {}

    /** Keys in a layout that the OLT does not use. */
    record UnusedKeys(PoolKeyLayout layout) implements About {}

    /** Keys that Ponkeeper does not use. */
    record Foreign(ForeignKeys keys) implements About {}

    /** Findings that are not listed, at least 1. */
    record Unlisted(long count) implements About {}
  }

  /** A finding about a subject; {@code details} fill in the kind's sentence, in order. */
  public static Finding of(FindingKind kind, String subject, Object... details) {
    return ofIds(kind, subject, IdSet.of(), details);
  }

  /** The same, with the affected ids. */
  public static Finding ofIds(FindingKind kind, String subject, IdSet ids, Object... details) {
    return new Finding(
        kind, kind.severity(), subject, kind.sentence(details), ids, Optional.empty());
  }

  /** A finding about a pool or ids in it. */
  public static Finding ofPool(FindingKind kind, PoolId pool, IdSet ids, Object... details) {
    return ofIds(kind, pool.toString(), ids, details).with(new About.Pool(pool));
  }

  /** A finding about a per-ONU map or ids in it. */
  public static Finding ofOnuMap(FindingKind kind, OnuMapId map, IdSet ids, Object... details) {
    return ofIds(kind, map.toString(), ids, details).with(new About.OnuMap(map));
  }

  /** A key is not where it belongs; a long key is shortened. */
  public static Finding strayKey(String key, String reason) {
    return of(FindingKind.STRAY_KEY, Quoted.cut(key, MOST_CHARACTERS_OF_KEY), reason);
  }

  /**
   * There are more findings than are listed.
   *
   * @param subject which findings, for example {@code stray-key findings}
   * @param worst the highest severity among those that are not listed
   * @param count the number of findings that are not listed, at least 1
   */
  public static Finding unlisted(String subject, Severity worst, long count) {
    return of(FindingKind.MORE_FINDINGS, subject, count)
        .with(new About.Unlisted(count))
        .with(worst);
  }

  /** The same finding with its subject for programs. */
  public Finding with(About what) {
    return new Finding(kind, severity, subject, sentence, ids, Optional.of(what));
  }

  /** The same finding with another severity. */
  public Finding with(Severity other) {
    return new Finding(kind, other, subject, sentence, ids, about);
  }

  /** What was found, in one sentence without the subject; a long list of ids is shortened. */
  public String detail() {
    return kind.withIds(sentence, ids);
  }

  /** The pool that it is about, if it is about one. */
  public Optional<PoolId> pool() {
    return about.orElse(null) instanceof About.Pool of ? Optional.of(of.id()) : Optional.empty();
  }

  /** The per-ONU map that it is about, if it is about one. */
  public Optional<OnuMapId> onuMap() {
    return about.orElse(null) instanceof About.OnuMap of ? Optional.of(of.id()) : Optional.empty();
  }

  /** The number of findings that it represents: 1, or the number of those that are not listed. */
  public long count() {
    return about.orElse(null) instanceof About.Unlisted of ? of.count() : 1;
  }

  /**
   * Confirms this finding by those of a later read: returns the later finding of the same kind with
   * the same subject and ids. For a kind about several ids, returns this finding with the ids that
   * are in both.
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
