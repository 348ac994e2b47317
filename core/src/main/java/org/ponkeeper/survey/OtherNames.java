package org.ponkeeper.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.ponkeeper.keyspace.KeyClass;
import org.ponkeeper.keyspace.KeyClassifier;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Finds other names than the present one under which a store has data of a technology. */
public final class OtherNames {

  private OtherNames() {}

  /**
   * The other names of a technology, in order. Needs one read for each name, and one more.
   *
   * @param first returns the first key of some ranges, in their order
   */
  public static List<OtherName> of(
      KeySpace keys, Technology technology, Function<List<KeyRange>, Optional<Key>> first) {
    KeyClassifier classifier = new KeyClassifier(keys);
    SortedMap<String, OtherName> names = new TreeMap<>();
    List<KeyRange> ranges = classifier.otherNames(technology);
    Optional<Key> key = first.apply(ranges);
    while (key.isPresent()) {
      KeyClass found = classifier.classify(key.get());
      if (found instanceof KeyClass.Foreign other
          && other.kind() == ForeignKeys.Kind.OTHER_SPELLING
          && other.technology().equals(Optional.of(technology))) {
        OtherName name = classifier.nameOf(other);
        names.put(name.name(), name);
      }
      List<KeyRange> rest = new ArrayList<>();
      ranges.forEach(range -> rest.addAll(range.without(List.of(found.span()))));
      ranges = rest;
      key = ranges.isEmpty() ? Optional.empty() : first.apply(ranges);
    }
    return List.copyOf(names.values());
  }

  /** The OLTs that have keys under another name of the technology. */
  public static Set<OltId> olts(
      KeySpace keys, Technology technology, Function<List<KeyRange>, Optional<Key>> first) {
    Set<OltId> olts = new TreeSet<>();
    KeyClassifier classifier = new KeyClassifier(keys);
    Function<KeyRange, Optional<Key>> one = range -> first.apply(List.of(range));
    for (OtherName name : of(keys, technology, first)) {
      olts.addAll(InstanceWalk.ofInstances(name, one).olts(technology));
      olts.addAll(InstanceWalk.ofOlder(name, one).olts(technology));
      SpanWalk.each(
          name.resources(),
          first,
          key -> classifier.classify(name.present(key)),
          found -> name.there(found.span()),
          found -> {
            switch (found) {
              case KeyClass.OfOlt olt -> olts.add(olt.olt());
              case KeyClass.Foreign other -> other.olt().ifPresent(olts::add);
              case KeyClass.Known known -> {}
            }
            return true;
          });
    }
    return olts;
  }
}
