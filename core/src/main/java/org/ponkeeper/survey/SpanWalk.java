package org.ponkeeper.survey;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Goes through a range of keys from span to span, with one read for each. */
final class SpanWalk {

  private SpanWalk() {}

  /**
   * Reads the first key of the range, then the first behind the span of that one, and so on, until
   * there is none or the visitor says that it is enough.
   *
   * @param first gives the first key of some ranges, in their order
   * @param read what a key says
   * @param span the keys that say the same, without their end where nothing can follow
   * @param visit takes what was read; false ends the walk
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
