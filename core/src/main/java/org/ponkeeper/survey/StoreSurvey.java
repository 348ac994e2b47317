package org.ponkeeper.survey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeyClass;
import org.ponkeeper.keyspace.KeyClassifier;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.olt.ForeignData;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/**
 * Walks once over a store, by spans of keys of the same class, and finds the OLTs that have data,
 * and the keys that Ponkeeper does not maintain. One read for each span, and one more to count the
 * keys of a span that Ponkeeper does not maintain. For one thread.
 */
public final class StoreSurvey {

  /** The maximum number of places examined for other stacks. */
  private static final int MOST_STACKS = 200;

  private final KeyValueStore view;
  private final KeySpace keys;
  private final KeyClassifier classifier;
  private final Map<OltId, Set<Technology>> olts = new TreeMap<>();
  private final Map<KeySpace.RecordOwner, Optional<OltRecord.State>> records = new HashMap<>();
  private final List<KeyClass.Foreign> foreign = new ArrayList<>();
  private long unlisted;

  private StoreSurvey(KeyValueStore view, KeySpace keys) {
    this.view = view;
    this.keys = keys;
    this.classifier = new KeyClassifier(keys);
  }

  /** Walks over the keys below Ponkeeper's and VOLTHA's prefixes. */
  public static StoreSurvey read(KeyValueStore view, KeySpace keys) {
    StoreSurvey survey = new StoreSurvey(view, keys);
    survey.records();
    for (KeyRange range : survey.classifier.ranges()) {
      for (KeyRange rest : range.without(List.of(keys.oltRecords()))) {
        survey.each(rest, survey.classifier::classify, KeyClass::span, survey::visit);
      }
    }
    return survey;
  }

  /** The base paths where other stacks may have data, up to a fixed maximum. */
  public static Set<String> stacks(KeyValueStore view, KeySpace keys) {
    Set<String> paths = new TreeSet<>();
    new StoreSurvey(view, keys).eachStack(stack -> paths.add(stack.basePath()));
    return paths;
  }

  /** The OLTs that have data, ordered by device id. */
  public List<KnownOlt> olts() {
    List<KnownOlt> known = new ArrayList<>();
    olts.forEach((olt, of) -> {
      if (of.isEmpty()) {
        known.add(new KnownOlt(Optional.empty(), olt, false, Optional.empty()));
      }
      for (Technology technology : of) {
        KeySpace.RecordOwner owner = new KeySpace.RecordOwner(technology, olt);
        known.add(
            new KnownOlt(
                Optional.of(technology),
                olt,
                records.containsKey(owner),
                records.getOrDefault(owner, Optional.empty())));
      }
    });
    known.sort(KnownOlt.ORDER);
    return List.copyOf(known);
  }

  /** The keys that Ponkeeper does not maintain, counted, including those of other stacks. */
  public ForeignData foreign() {
    List<KeyClass.Foreign> all = new ArrayList<>(foreign);
    boolean looked =
        eachStack(stack -> {
          for (String prefix : stack.prefixes()) {
            if (isThere(KeyRange.prefix(prefix))) {
              all.add(classifier.ofStack(stack, prefix));
            }
          }
        });
    long more = unlisted + Math.max(0, all.size() - ForeignData.MOST) + (looked ? 0 : 1);
    return new ForeignData(all.stream().limit(ForeignData.MOST).map(this::counted).toList(), more);
  }

  private ForeignKeys counted(KeyClass.Foreign found) {
    ScanOptions most = ScanOptions.KEYS_ONLY.limit(ForeignKeys.MOST_COUNTED);
    return new ForeignKeys(
        found.kind(),
        found.prefix(),
        view.list(List.of(found.span()), most).size(),
        found.technology(),
        found.olt(),
        found.remark(),
        found.readAt());
  }

  private void records() {
    for (KeyValue kv : view.list(List.of(keys.oltRecords()), ScanOptions.ALL)) {
      Optional<KeySpace.RecordOwner> owner = keys.parseOltRecord(kv.key());
      owner.ifPresent(of -> records.put(of, state(kv)));
      visit(classifier.classify(kv.key()));
    }
  }

  private static Optional<OltRecord.State> state(KeyValue record) {
    return OltRecordCodec.decode(record.value()) instanceof Reading.Read<OltRecord> read
        ? Optional.of(read.value().state())
        : Optional.empty();
  }

  private boolean visit(KeyClass found) {
    switch (found) {
      case KeyClass.Known known -> {}
      case KeyClass.Foreign other -> add(other);
      case KeyClass.OfOlt olt -> {
        Set<Technology> of = olts.computeIfAbsent(olt.olt(), o -> new TreeSet<>());
        olt.technology().ifPresent(of::add);
        classifier.unusualResources(olt).ifPresent(this::unusual);
      }
    }
    return true;
  }

  /** Finds keys of the OLT's resources that come after those of a known form. */
  private void unusual(KeyRange range) {
    each(
        range,
        classifier::classify,
        KeyClass::span,
        found -> {
          if (found instanceof KeyClass.Foreign other) {
            add(other);
          }
          return true;
        });
  }

  private void add(KeyClass.Foreign found) {
    if (foreign.size() < ForeignData.MOST) {
      foreign.add(found);
    } else {
      unlisted++;
    }
  }

  /** Visits each place that may belong to another stack; false if there are too many. */
  private boolean eachStack(Consumer<KeyClassifier.Stack> visit) {
    int[] looked = {0};
    for (KeyRange range : classifier.stackRanges()) {
      ifPermitted(() ->
          each(
              range,
              classifier::stackOf,
              KeyClassifier.Stack::span,
              stack -> {
                visit.accept(stack);
                return ++looked[0] < MOST_STACKS;
              }));
    }
    return looked[0] < MOST_STACKS;
  }

  private boolean isThere(KeyRange range) {
    boolean[] there = {false};
    ifPermitted(() -> there[0] = first(range).isPresent());
    return there[0];
  }

  /** Reads other stacks' keys; skipped if the store's user has no permission. */
  static void ifPermitted(Runnable look) {
    try {
      look.run();
    } catch (StoreFailedException e) {
      if (e.code() != ErrorCode.STORE_DENIED) {
        throw e;
      }
    }
  }

  private <T> void each(
      KeyRange range, Function<Key, T> read, Function<T, KeyRange> span, Predicate<T> visit) {
    SpanWalk.each(range, this::first, read, span, visit);
  }

  private Optional<Key> first(KeyRange range) {
    return first(List.of(range));
  }

  private Optional<Key> first(List<KeyRange> ranges) {
    return first(view, ranges);
  }

  /** The first key of some ranges, in their order. */
  public static Optional<Key> first(KeyValueStore view, List<KeyRange> ranges) {
    return view.list(ranges, ScanOptions.KEYS_ONLY.limit(1)).stream()
        .map(KeyValue::key)
        .findFirst();
  }
}
