package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.olt.ForeignKeys.Kind;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** A key that is read segment by segment. For one thread. */
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

  /** Reads past the prefix, if nothing was read yet and the key begins with it. */
  boolean skip(String prefix) {
    boolean begins = at == 0 && text.startsWith(prefix);
    if (begins) {
      at = prefix.length();
    }
    return begins;
  }

  /** Reads the next segment, and the slash behind it; "" at the end. */
  String next() {
    String segment = peek();
    at = Math.min(text.length(), at + segment.length() + 1);
    return segment;
  }

  /** The next segment, which stays to be read. */
  String peek() {
    int slash = text.indexOf('/', at);
    return text.substring(at, slash < 0 ? text.length() : slash);
  }

  /** Whether the key ends with the segment that was read last. */
  boolean isAtEnd() {
    return at == text.length() && !text.endsWith("/");
  }

  /** What begins as the key up to here: all below a path, or the key alone. */
  KeyRange span() {
    return isAtEnd() ? KeyRange.of(key) : KeyRange.prefix(read());
  }

  /** What begins as the key up to here, and goes on with that. */
  KeyRange below(String more) {
    return KeyRange.prefix(read() + more);
  }

  /** What begins as the key up to here, from the key on up to what goes on with that. */
  KeyRange before(String more) {
    String end = read() + more;
    return new KeyRange("", Optional.of(end)).contains(key)
        ? new KeyRange(text, Optional.of(end))
        : new KeyRange(text, KeyRange.prefix(read()).endExclusive());
  }

  private String read() {
    return text.substring(0, at);
  }

  /** The class of what begins as the key up to here. */
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

  /** The class of what lies among the resources of an OLT. */
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
