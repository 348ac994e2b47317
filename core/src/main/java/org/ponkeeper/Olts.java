package org.ponkeeper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ModelRangesCodec;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/** The OLTs that a store knows, registered or left there by the Go library. Thread-safe. */
public final class Olts {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final PonkeeperOptions options;

  Olts(KeyValueStore store, KeySpace keys, PonkeeperOptions options) {
    this.store = store;
    this.keys = keys;
    this.options = options;
  }

  /**
   * Every OLT that has a record, a pool or an instance, also one of the older format, by device id.
   * Takes a few reads for each OLT and template, however many instances there are; blocks
   * meanwhile.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<KnownOlt> list() {
    Map<OltId, Set<Technology>> technologies = new HashMap<>();
    Map<KeySpace.RecordOwner, Optional<OltRecord.Life>> registered = new HashMap<>();
    KeyValueStore view = CallDeadline.of(options).on(store);
    for (KeyValue kv : view.list(List.of(keys.oltRecords()), ScanOptions.EVERYTHING)) {
      keys.parseOltRecord(kv.key())
          .ifPresent(owner -> {
            add(technologies, owner.olt(), Optional.of(owner.technology()));
            registered.put(owner, state(kv));
          });
    }
    InstanceWalk instances = InstanceWalk.ofInstances(keys, range -> first(view, range));
    InstanceWalk older = InstanceWalk.ofOlder(keys, range -> first(view, range));
    for (Technology technology : Technology.values()) {
      instances.olts(technology).forEach(olt -> add(technologies, olt, Optional.of(technology)));
      older.olts(technology).forEach(olt -> add(technologies, olt, Optional.of(technology)));
    }
    withPools(view).forEach(owner -> add(technologies, owner.olt(), owner.technology()));
    List<KnownOlt> known = new ArrayList<>();
    technologies.forEach((olt, of) -> {
      if (of.isEmpty()) {
        known.add(new KnownOlt(Optional.empty(), olt, false, Optional.empty()));
      }
      for (Technology technology : of) {
        KeySpace.RecordOwner owner = new KeySpace.RecordOwner(technology, olt);
        known.add(
            new KnownOlt(
                Optional.of(technology),
                olt,
                registered.containsKey(owner),
                registered.getOrDefault(owner, Optional.empty())));
      }
    });
    known.sort(KnownOlt.ORDER);
    return List.copyOf(known);
  }

  /**
   * What OLTs of a model are registered with, as VOLTHA keeps it: PONs, ranges, and which pools are
   * shared. Where the store has it under VOLTHA's older key and under the newer, the newer is
   * taken.
   *
   * @throws RefusedException {@code MODEL_NOT_FOUND}
   * @throws CorruptDataException {@code CORRUPT_DATA} if it cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public OltRegistration ofModel(Technology technology, OltModel model) {
    KeyValueStore view = CallDeadline.of(options).on(store);
    List<Key> tried = new ArrayList<>();
    for (PoolKeyLayout layout :
        List.of(PoolKeyLayout.WITHOUT_TECHNOLOGY, PoolKeyLayout.WITH_TECHNOLOGY)) {
      Key key = keys.modelRanges(layout, technology, model);
      Optional<KeyValue> found = view.get(key);
      if (found.isPresent()) {
        return switch (ModelRangesCodec.decode(found.get().value())) {
          case Reading.Read<OltRegistration> read -> read.value();
          case Reading.Unreadable<OltRegistration> unreadable ->
              throw new CorruptDataException(ErrorCode.CORRUPT_DATA)
                  .with("what", "the ranges of the model " + model)
                  .with("key", key)
                  .with("reason", unreadable.reason());
        };
      }
      tried.add(key);
    }
    throw new RefusedException(ErrorCode.MODEL_NOT_FOUND)
        .with("model", model)
        .with("looked for", tried.getFirst() + " and " + tried.getLast());
  }

  private static Optional<OltRecord.Life> state(KeyValue record) {
    return OltRecordCodec.decode(record.value()) instanceof Reading.Read<OltRecord> read
        ? Optional.of(read.value().life())
        : Optional.empty();
  }

  private static void add(
      Map<OltId, Set<Technology>> technologies, OltId olt, Optional<Technology> technology) {
    Set<Technology> of = technologies.computeIfAbsent(olt, o -> new TreeSet<>());
    technology.ifPresent(of::add);
  }

  private List<KeySpace.PoolOwner> withPools(KeyValueStore view) {
    List<KeySpace.PoolOwner> owners = new ArrayList<>();
    Optional<Key> key = first(view, keys.resourceManagerRange());
    while (key.isPresent()) {
      keys.parsePoolOwner(key.get()).ifPresent(owners::add);
      key = first(view, keys.resourceManagerAfter(key.get()));
    }
    return owners;
  }

  private static Optional<Key> first(KeyValueStore view, KeyRange range) {
    return view.list(List.of(range), ScanOptions.KEYS_ONLY.limit(1)).stream()
        .map(KeyValue::key)
        .findFirst();
  }
}
