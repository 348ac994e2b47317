package org.ponkeeper.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A range of keys.
 *
 * @param startInclusive the start of the range; "" starts with the first key
 * @param endExclusive the end of the range; empty if the range has no end
 */
public record KeyRange(String startInclusive, Optional<String> endExclusive) {

  private static final KeyRange ALL = new KeyRange("", Optional.empty());

  private static final Comparator<KeyRange> BY_START =
      (a, b) -> Key.compare(a.startInclusive, b.startInclusive);

  /** Accepts any texts; a range whose end is not greater than its start contains no key. */
  public KeyRange {
    Key.requireWellFormed(startInclusive);
    endExclusive.ifPresent(Key::requireWellFormed);
  }

  /** Every key. */
  public static KeyRange all() {
    return ALL;
  }

  /** Only this key. */
  public static KeyRange of(Key key) {
    return new KeyRange(key.text(), Optional.of(key.text() + '\0'));
  }

  /** The keys that begin with {@code prefix}; "" means every key. */
  public static KeyRange prefix(String prefix) {
    return new KeyRange(prefix, afterPrefix(prefix));
  }

  /** The keys from {@code startInclusive} up to the end of {@code range}. */
  public static KeyRange from(String startInclusive, KeyRange range) {
    return new KeyRange(startInclusive, range.endExclusive);
  }

  /** The smallest range that contains both. */
  public static KeyRange covering(KeyRange one, KeyRange other) {
    String start =
        Key.compare(one.startInclusive, other.startInclusive) <= 0
            ? one.startInclusive
            : other.startInclusive;
    if (one.endExclusive.isEmpty() || other.endExclusive.isEmpty()) {
      return new KeyRange(start, Optional.empty());
    }
    String end = one.endExclusive.get();
    String otherEnd = other.endExclusive.get();
    return new KeyRange(start, Optional.of(Key.compare(end, otherEnd) >= 0 ? end : otherEnd));
  }

  /**
   * The smallest text greater than every text with the prefix; empty if there is none, as for the
   * prefix "".
   */
  public static Optional<String> afterPrefix(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        return Optional.of(
            new StringBuilder(prefix.substring(0, end)).appendCodePoint(after(last)).toString());
      }
    }
    return Optional.empty();
  }

  /**
   * The parts of this range that are in none of the others, in key order.
   *
   * @param others in any order; they may overlap, and extend beyond this range
   */
  public List<KeyRange> without(Collection<KeyRange> others) {
    List<KeyRange> gaps = new ArrayList<>();
    KeyRange rest = this;
    for (KeyRange other : others.stream().filter(r -> !r.isEmpty()).sorted(BY_START).toList()) {
      gaps.add(rest.before(other));
      rest = rest.behind(other);
    }
    gaps.add(rest);
    gaps.removeIf(KeyRange::isEmpty);
    return gaps;
  }

  /** The ranges, sorted by their starts. */
  public static List<KeyRange> sorted(Collection<KeyRange> ranges) {
    return ranges.stream().sorted(BY_START).toList();
  }

  /** The part that both ranges have in common; empty if there is none. */
  public Optional<KeyRange> intersection(KeyRange other) {
    String start =
        Key.compare(startInclusive, other.startInclusive) < 0
            ? other.startInclusive
            : startInclusive;
    Optional<String> end =
        endExclusive.filter(other::endsBefore).isPresent() || endExclusive.isEmpty()
            ? other.endExclusive
            : endExclusive;
    return Optional.of(new KeyRange(start, end)).filter(range -> !range.isEmpty());
  }

  /** The part of this range before another. */
  private KeyRange before(KeyRange other) {
    return endsBefore(other.startInclusive)
        ? this
        : new KeyRange(startInclusive, Optional.of(other.startInclusive));
  }

  /** The part of this range after the end of another. */
  private KeyRange behind(KeyRange other) {
    if (other.endExclusive.isEmpty()) {
      return new KeyRange(startInclusive, Optional.of(startInclusive));
    }
    return other.endsBefore(startInclusive) ? this : from(other.endExclusive.get(), this);
  }

  private boolean endsBefore(String text) {
    return endExclusive.isPresent() && Key.compare(endExclusive.get(), text) <= 0;
  }

  /** Whether the range contains no key. */
  private boolean isEmpty() {
    return endsBefore(startInclusive);
  }

  private static int after(int codePoint) {
    int next = codePoint + 1;
    // Surrogates are not valid code points of a text, so the range skips them.
    return next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
  }

  /** Whether the range contains the key. */
  public boolean contains(Key key) {
    return Key.compare(key.text(), startInclusive) >= 0
        && (endExclusive.isEmpty() || Key.compare(key.text(), endExclusive.get()) < 0);
  }
}
