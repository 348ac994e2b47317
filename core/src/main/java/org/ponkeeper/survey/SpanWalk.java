package org.ponkeeper.survey;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Walks over a range of keys span by span, with one read for each span. */
final class SpanWalk {

  private SpanWalk() {}

  /**
   * Reads the first key of the range, then the first key after that key's span, and so on, until
   * there are no more keys or the visitor returns false.
   *
   * @param first returns the first key of some ranges, in their order
   * @param read parses a key
   * @param span the keys that are parsed to the same result; without an end if it reaches the end
   *     of the key space
   * @param visit receives the result of {@code read}; false ends the walk
   */
  static <T> void each(
      KeyRange range,
      Function<List<KeyRange>, Optional<Key>> first,
      Function<Key, T> read,
      Function<T, KeyRange> span,
      Predicate<T> visit) {
    Optional<KeyRange> rest = Optional.of(range);
    while (rest.isPresent()) {
      Optional<Key> key = first.apply(List.of(rest.get()));
      if (key.isEmpty()) {
        return;
      }
      T found = read.apply(key.get());
      if (!visit.test(found)) {
        return;
      }
      rest =
          span.apply(found)
              .endExclusive()
              .flatMap(end -> new KeyRange(end, Optional.empty()).intersection(range));
    }
  }
}
