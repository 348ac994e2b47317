package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.olt.ForeignKeys.Kind;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Parses a key segment by segment. For one thread. */
final class KeyPath {

  private final Key key;
  private final String text;
  private int at;

  KeyPath(Key key) {
    this.key = key;
    this.text = key.text();
  }

  Key key() {
    return key;
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix);
  }

  /** Reads past the prefix, if nothing has been read yet and the key begins with it. */
  boolean skip(String prefix) {
    boolean begins = at == 0 && text.startsWith(prefix);
    if (begins) {
      at = prefix.length();
    }
    return begins;
  }

  /** Reads the next segment and the slash after it; "" at the end. */
  String next() {
    String segment = peek();
    at = Math.min(text.length(), at + segment.length() + 1);
    return segment;
  }

  /** The next segment, without reading past it. */
  String peek() {
    int slash = text.indexOf('/', at);
    return text.substring(at, slash < 0 ? text.length() : slash);
  }

  /** Whether the key ends with the last segment read. */
  boolean isAtEnd() {
    return at == text.length() && !text.endsWith("/");
  }

  /** All keys that begin with the part read so far; only this key if it ends there. */
  KeyRange span() {
    return isAtEnd() ? KeyRange.of(key) : KeyRange.prefix(read());
  }

  /** All keys that begin with the part read so far, followed by this text. */
  KeyRange below(String more) {
    return KeyRange.prefix(read() + more);
  }

  /**
   * From this key, the keys that begin with the part read so far and come before that part followed
   * by this text.
   */
  KeyRange before(String more) {
    String end = read() + more;
    return new KeyRange("", Optional.of(end)).contains(key)
        ? new KeyRange(text, Optional.of(end))
        : new KeyRange(text, KeyRange.prefix(read()).endExclusive());
  }

  private String read() {
    return text.substring(0, at);
  }

  /** A foreign class for all keys that begin with the part read so far. */
  KeyClass.Foreign foreign(Kind kind, Optional<Technology> technology, String remark) {
    return foreign(span(), kind, technology, remark);
  }

  KeyClass.Foreign foreign(
      KeyRange span, Kind kind, Optional<Technology> technology, String remark) {
    return new KeyClass.Foreign(
        span,
        kind,
        span.startInclusive(),
        technology,
        Optional.empty(),
        false,
        remark,
        Optional.empty());
  }

  /** A foreign class for keys among the resources of an OLT. */
  KeyClass.Foreign foreignIn(KeyClass.OfOlt olt, KeyRange span, Kind kind, String remark) {
    return new KeyClass.Foreign(
        span,
        kind,
        read(),
        olt.technology(),
        Optional.of(olt.olt()),
        true,
        remark,
        Optional.empty());
  }
}
