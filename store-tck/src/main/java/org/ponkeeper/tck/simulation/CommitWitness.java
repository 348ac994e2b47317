package org.ponkeeper.tck.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OltRecordCodec;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.testing.ForwardingStore;

/**
 * Sits directly before the store, below all injected faults, and checks each commit of one life of
 * a Ponkeeper: does it give an instance an id that was taken or owned in the state that the commit
 * depends on? Because only one actor runs at a time, that state is the content of the store at the
 * commit.
 */
final class CommitWitness extends ForwardingStore {

  private final KeySpace keys;
  private final Consumer<Violation> onViolation;
  private final Set<Version> own = new HashSet<>();

  CommitWitness(KeyValueStore store, KeySpace keys, Consumer<Violation> onViolation) {
    super(store);
    this.keys = keys;
    this.onViolation = onViolation;
  }

  @Override
  public TxnResult commit(Txn txn) {
    Optional<Violation> violation = violation(txn);
    TxnResult result = super.commit(txn);
    if (result instanceof TxnResult.Committed committed) {
      own.add(committed.version());
      violation.ifPresent(onViolation);
    }
    return result;
  }

  /** A stored instance, and when it was written. */
  private record Stored(ResourceInstance instance, Version version) {}

  /**
   * The instances around a commit.
   *
   * @param before the stored instances at the commit
   * @param put those that it writes
   * @param gone those that it writes or deletes
   */
  private record Around(
      Map<InstancePath, Stored> before,
      Map<InstancePath, ResourceInstance> put,
      Set<InstancePath> gone) {}

  private Optional<Violation> violation(Txn txn) {
    Map<InstancePath, Stored> before = stored();
    Map<InstancePath, ResourceInstance> put = new TreeMap<>();
    Set<InstancePath> gone = new TreeSet<>();
    for (Mutation mutation : txn.mutations()) {
      path(mutation.key())
          .ifPresent(path -> {
            gone.add(path);
            if (mutation instanceof Mutation.Put it) {
              read(path, it.value()).ifPresent(instance -> put.put(path, instance));
            }
          });
    }
    for (Map.Entry<InstancePath, ResourceInstance> entry : put.entrySet()) {
      if (!isGemPortCountOfTemplate(entry.getKey(), entry.getValue())) {
        return Optional.of(
            new Violation(
                Invariant.MADE_BY_WHAT_IS_STORED,
                entry.getKey() + " has " + entry.getValue().gemPortIds().size() + " GEM ports"));
      }
      for (ResourceType type : List.of(ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID)) {
        Optional<Violation> found =
            violation(type, entry.getKey(), entry.getValue(), new Around(before, put, gone));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Checks the ids of one type that an instance gets. */
  private Optional<Violation> violation(
      ResourceType type, InstancePath path, ResourceInstance given, Around around) {
    PoolId id = new PoolId(type, path.uniPort().pon().number());
    Optional<KeyValue> pool =
        get(keys.pool(PoolKeyLayout.WITH_TECHNOLOGY, Simulation.TECHNOLOGY, Simulation.OLT, id));
    Set<Integer> taken = new HashSet<>();
    pool.ifPresent(kv -> {
      if (PoolCodec.decode(kv.value()) instanceof Reading.Read<ResourcePool> read) {
        read.value().taken().forEach(taken::add);
      }
    });
    Set<Integer> owned = new HashSet<>();
    Set<Integer> handedOut = new TreeSet<>(ids(given, type));
    around
        .before()
        .forEach((other, stored) -> {
          if (around.gone().contains(other)) {
            // Released in the same transaction, or kept.
            if (isOnPon(other, id)) {
              taken.removeAll(ids(stored.instance(), type));
            }
            if (other.equals(path)) {
              handedOut.removeAll(ids(stored.instance(), type));
            }
          } else if (mayShare(other, path, type)) {
            handedOut.removeAll(ids(stored.instance(), type));
          } else if (isOnPon(other, id) && isKnown(stored, pool)) {
            owned.addAll(ids(stored.instance(), type));
          }
        });
    around
        .put()
        .forEach((other, instance) -> {
          if (!other.equals(path) && !mayShare(other, path, type) && isOnPon(other, id)) {
            owned.addAll(ids(instance, type));
          }
        });
    Optional<Integer> outside = handedOut.stream().filter(n -> !isInRange(id, n)).findFirst();
    if (outside.isPresent()) {
      return Optional.of(
          new Violation(
              Invariant.MADE_BY_WHAT_IS_STORED, outside.get() + " of " + id + " is out of range"));
    }
    return handedOut.stream()
        .filter(n -> taken.contains(n) || owned.contains(n))
        .findFirst()
        .map(n ->
            new Violation(
                Invariant.NO_TAKEN_ID_IS_HANDED_OUT,
                "%s of %s was %s when %s got it"
                    .formatted(n, id, taken.contains(n) ? "taken" : "owned", path)));
  }

  /** Whether an instance has as many GEM ports as its template in the store. */
  private boolean isGemPortCountOfTemplate(InstancePath path, ResourceInstance given) {
    return get(keys.template(Simulation.TECHNOLOGY, path.template()))
        .map(kv -> TemplateCodec.readStored(Simulation.TECHNOLOGY, kv.value()))
        .map(reading ->
            reading instanceof TemplateReading.Read read
                && read.profile().numGemPorts() == given.gemPortIds().size())
        .orElse(true);
  }

  /** Whether the range in the OLT's stored record contains the id, if there is a record. */
  private boolean isInRange(PoolId pool, int id) {
    return get(keys.oltRecord(Simulation.TECHNOLOGY, Simulation.OLT))
        .map(kv -> OltRecordCodec.decode(kv.value()))
        .map(reading ->
            reading instanceof Reading.Read<OltRecord> read
                && read.value().ranges().of(pool.type(), pool.index()).orElseThrow().contains(id))
        .orElse(true);
  }

  /**
   * Whether a commit on this pool must know an instance. A Ponkeeper that commits on a pool written
   * by another writer has read the PON since that write, and so everything older than it. It need
   * not know an instance that was written later without the pool.
   */
  private boolean isKnown(Stored stored, Optional<KeyValue> pool) {
    return pool.isPresent()
        && !own.contains(pool.get().version())
        && stored.version().token() < pool.get().version().token();
  }

  private static boolean isOnPon(InstancePath path, PoolId pool) {
    return path.uniPort().pon().number() == pool.index();
  }

  private static boolean mayShare(InstancePath one, InstancePath other, ResourceType type) {
    return type == ResourceType.ALLOC_ID
        && one.template().equals(other.template())
        && one.uniPort().onu().equals(other.uniPort().onu());
  }

  private static Set<Integer> ids(ResourceInstance instance, ResourceType type) {
    Set<Integer> ids = new TreeSet<>();
    if (type == ResourceType.ALLOC_ID) {
      ids.add(instance.allocId().value());
    } else {
      instance.gemPortIds().stream().map(GemPortId::value).forEach(ids::add);
    }
    return ids;
  }

  private Map<InstancePath, Stored> stored() {
    Map<InstancePath, Stored> stored = new TreeMap<>();
    for (KeyValue kv : list(List.of(keys.instances(Simulation.TECHNOLOGY)), ScanOptions.ALL)) {
      path(kv.key())
          .ifPresent(path ->
              read(path, kv.value())
                  .ifPresent(instance -> stored.put(path, new Stored(instance, kv.version()))));
    }
    return stored;
  }

  private Optional<InstancePath> path(Key key) {
    return keys.parseInstance(Simulation.TECHNOLOGY, key);
  }

  private static Optional<ResourceInstance> read(InstancePath path, Bytes value) {
    return ResourceInstanceCodec.decode(path, value) instanceof Reading.Read<ResourceInstance> read
        ? Optional.of(read.value())
        : Optional.empty();
  }
}
