package org.ponkeeper;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.OnuMapReader;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.FlowInfoCodec;
import org.ponkeeper.keyspace.IdListCodec;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.maintenance.Audit;
import org.ponkeeper.olt.OnuMapResult;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.FlowInfoId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.Registration;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/**
 * The maps that VOLTHA's adapters keep of each ONU or UNI port: its Alloc-IDs, GEM port ids and
 * flow ids, and the adapters' own JSON about each flow. The maps only record data for the adapter:
 * they allocate nothing, and creates and deletes ignore them. The {@linkplain Audit audit} compares
 * them with pools and instances.
 *
 * <p>A missing key, an empty value and {@code null} all mean an empty list.
 *
 * <p><b>Threads and processes.</b> Thread-safe. Every call reads the store. A change is only
 * written if the values that it is based on have not changed; otherwise it is computed again, so no
 * concurrent change is lost. Calls block while the store is called, and after a conflict or a lost
 * reply for up to 20 attempts.
 *
 * <p><b>Errors.</b> Every method may throw, in addition to its own errors: {@link RefusedException}
 * {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}, {@code OLT_BUSY} while the OLT is deleted
 * or its keys are moved, {@code CONTENTION}; {@link StoreFailedException} of any code: after {@code
 * OUTCOME_UNKNOWN} the change may have been made, and repeating the call is safe; {@link
 * CorruptDataException} if the OLT's record cannot be read. An ONU of another OLT is an {@link
 * IllegalArgumentException}.
 */
public final class OnuMaps {

  /** The maximum number of ids in one map. */
  public static final int MAX_IDS = 16_384;

  private final OltStore at;
  private final OltCommitter committer;

  OnuMaps(OltStore at, OltCommitter committer) {
    this.at = at;
    this.committer = committer;
  }

  /**
   * Result of {@link #deleteAll}.
   *
   * @param maps the number of deleted maps
   * @param flowInfos the number of deleted flow infos
   */
  public record Deleted(int maps, int flowInfos) {}

  /**
   * The ids of a map, in their order; empty if there is no such map.
   *
   * @throws CorruptDataException {@code CORRUPT_DATA} if it cannot be read
   */
  public List<Integer> get(OnuOrUni of, OnuMapType type) {
    requireNonNull(of, "of");
    requireNonNull(type, "type");
    requireOurs(of.onu().pon().olt());
    OnuMapId id = new OnuMapId(of, type);
    OltCall call = call();
    return call.work()
        .read(snapshot -> ids(id, snapshot.get(place(snapshot, of, call).keys().map(id))));
  }

  /** All maps of the OLT, readable or not. */
  public SortedMap<OnuMapId, OnuMapState> list() {
    OltCall call = call();
    return call.work()
        .read(snapshot -> {
          Place place = place(snapshot, call);
          return OnuMapReader.read(snapshot, place.keys(), List.of(place.keys().maps()));
        });
  }

  /**
   * All maps of the ONUs of a PON, readable or not.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public SortedMap<OnuMapId, OnuMapState> list(int pon) {
    PonId id = new PonId(at.olt(), pon);
    OltCall call = call();
    return call.work()
        .read(snapshot -> {
          OnuMapKeys keys = place(snapshot, pon, call).keys();
          return OnuMapReader.read(snapshot, keys, List.of(keys.maps(id)));
        });
  }

  /** The maps of an ONU and its UNI ports, or of one UNI port, readable or not. */
  public SortedMap<OnuMapId, OnuMapState> list(OnuOrUni of) {
    requireNonNull(of, "of");
    requireOurs(of.onu().pon().olt());
    OltCall call = call();
    return call.work()
        .read(snapshot -> {
          OnuMapKeys keys = place(snapshot, of, call).keys();
          return OnuMapReader.read(snapshot, keys, keys.maps(of));
        });
  }

  /**
   * Writes a map, replacing its ids.
   *
   * @param ids of 0 to {@value IdRange#MAX_ID} (flow ids: to 2147483647), in the order to store;
   *     duplicates are removed
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} for another id, {@code
   *     COUNT_OUT_OF_RANGE} for more than {@value #MAX_IDS}
   * @throws CorruptDataException {@code CORRUPT_DATA} if the existing map cannot be read: {@link
   *     #delete} it first
   */
  public OnuMapResult set(OnuOrUni of, OnuMapType type, Collection<Integer> ids) {
    requireNonNull(of, "of");
    requireNonNull(type, "type");
    requireNonNull(ids, "ids");
    List<Integer> wanted = distinct(type, ids);
    return change(of, type, there -> wanted);
  }

  /** Appends ids to the map; ids that it already has are ignored. Errors as {@link #set}. */
  public OnuMapResult add(OnuOrUni of, OnuMapType type, Collection<Integer> ids) {
    requireNonNull(of, "of");
    requireNonNull(type, "type");
    requireNonNull(ids, "ids");
    List<Integer> more = distinct(type, ids);
    return change(
        of,
        type,
        there -> {
          Set<Integer> had = new HashSet<>(there);
          List<Integer> next = new ArrayList<>(there);
          more.stream().filter(Predicate.not(had::contains)).forEach(next::add);
          return next;
        });
  }

  /** Removes ids from the map; ids that it does not have are ignored. Errors as {@link #set}. */
  public OnuMapResult remove(OnuOrUni of, OnuMapType type, Collection<Integer> ids) {
    requireNonNull(of, "of");
    requireNonNull(type, "type");
    requireNonNull(ids, "ids");
    Set<Integer> gone = Set.copyOf(distinct(type, ids));
    return change(of, type, there -> there.stream().filter(Predicate.not(gone::contains)).toList());
  }

  /** Deletes a map, readable or not; succeeds if there is none. */
  public void delete(OnuOrUni of, OnuMapType type) {
    requireNonNull(of, "of");
    requireNonNull(type, "type");
    deleteKey(of, keys -> keys.map(new OnuMapId(of, type)));
  }

  /**
   * Deletes all maps and flow infos of an ONU and its UNI ports, or of one UNI port. Uses
   * transactions of at most {@value Txn#MAX_MUTATIONS} keys; after an error some keys are deleted
   * and some are not, and another call continues.
   *
   * @return what was deleted
   */
  public Deleted deleteAll(OnuOrUni of) {
    requireNonNull(of, "of");
    requireOurs(of.onu().pon().olt());
    Set<Key> maps = new LinkedHashSet<>();
    Set<Key> flowInfos = new LinkedHashSet<>();
    OltCall call = call();
    TransactionRunner work = call.work();
    while (work.make(snapshot -> deleteSome(snapshot, of, maps, flowInfos, call))
        == Txn.MAX_MUTATIONS) {
      // There may be more after a full transaction.
    }
    return new Deleted(maps.size(), flowInfos.size());
  }

  /** The info of a flow, byte for byte as it was written; not checked to be JSON. */
  public Optional<Bytes> flowInfo(OnuOrUni of, long flowId) {
    requireNonNull(of, "of");
    requireOurs(of.onu().pon().olt());
    OltCall call = call();
    return call.work()
        .read(snapshot ->
            snapshot
                .get(flowInfoKey(place(snapshot, of, call).keys(), of, flowId))
                .map(KeyValue::value));
  }

  /** The flow infos of only this ONU or UNI port, by flow id; see {@link #allFlowInfos}. */
  public SortedMap<Long, Bytes> flowInfos(OnuOrUni of) {
    requireNonNull(of, "of");
    requireOurs(of.onu().pon().olt());
    OltCall call = call();
    return call.work()
        .read(snapshot -> {
          OnuMapKeys keys = place(snapshot, of, call).keys();
          SortedMap<Long, Bytes> infos = new TreeMap<>();
          for (KeyValue kv : all(snapshot, List.of(keys.flowInfos(of)), ScanOptions.ALL)) {
            keys.parseFlowId(of, kv.key()).ifPresent(flow -> infos.put(flow, kv.value()));
          }
          return infos;
        });
  }

  /** The flow infos of an ONU and its UNI ports, or of one UNI port, in order. */
  public SortedMap<FlowInfoId, Bytes> allFlowInfos(OnuOrUni of) {
    requireNonNull(of, "of");
    requireOurs(of.onu().pon().olt());
    OltCall call = call();
    return call.work()
        .read(snapshot -> {
          OnuMapKeys keys = place(snapshot, of, call).keys();
          SortedMap<FlowInfoId, Bytes> infos = new TreeMap<>();
          for (KeyValue kv : all(snapshot, keys.allFlowInfos(of), ScanOptions.ALL)) {
            keys.parseFlowInfo(kv.key()).ifPresent(id -> infos.put(id, kv.value()));
          }
          return infos;
        });
  }

  /**
   * Writes the info of a flow, replacing an existing one.
   *
   * @param flowId 0 or greater
   * @param json one JSON value of at most {@value FlowInfoCodec#MAX_BYTES} bytes, stored unchanged
   * @throws InvalidRequestException {@code FLOW_INFO_INVALID} if it is not, {@code
   *     ID_OUT_OF_LEGAL_SPACE} for a negative flow id
   */
  public void putFlowInfo(OnuOrUni of, long flowId, Bytes json) {
    requireNonNull(of, "of");
    requireNonNull(json, "json");
    requireOurs(of.onu().pon().olt());
    Bytes checked = FlowInfoCodec.checked(json);
    OltCall call = call();
    call.work()
        .make(snapshot -> {
          Place place = place(snapshot, of, call);
          Key key = flowInfoKey(place.keys(), of, flowId);
          return Step.of(key, List.of(place.unchanged()), List.of(new Mutation.Put(key, checked)));
        });
  }

  /** Deletes the info of a flow; succeeds if there is none. */
  public void deleteFlowInfo(OnuOrUni of, long flowId) {
    requireNonNull(of, "of");
    deleteKey(of, keys -> flowInfoKey(keys, of, flowId));
  }

  private interface KeyOf {
    Key in(OnuMapKeys keys);
  }

  private OnuMapResult change(OnuOrUni of, OnuMapType type, UnaryOperator<List<Integer>> edit) {
    requireOurs(of.onu().pon().olt());
    OnuMapId id = new OnuMapId(of, type);
    OltCall call = call();
    return call.work()
        .make(snapshot -> {
          Place place = place(snapshot, of, call);
          Key key = place.keys().map(id);
          Optional<KeyValue> found = snapshot.get(key);
          List<Integer> before = ids(id, found);
          List<Integer> after = List.copyOf(edit.apply(before));
          requireCount(after.size());
          return after.equals(before)
              ? Step.done(new OnuMapResult(after, false))
              : Step.of(
                  new OnuMapResult(after, true),
                  List.of(place.unchanged(), Condition.unchanged(key, found)),
                  List.of(new Mutation.Put(key, IdListCodec.encode(after))));
        });
  }

  private void deleteKey(OnuOrUni of, KeyOf which) {
    requireOurs(of.onu().pon().olt());
    OltCall call = call();
    call.work()
        .make(snapshot -> {
          Place place = place(snapshot, call);
          Key key = which.in(place.keys());
          return snapshot.get(key).isEmpty()
              ? Step.done(key)
              : Step.of(key, List.of(place.unchanged()), List.of(new Mutation.Delete(key)));
        });
  }

  /** Deletes the first keys, and adds them to the sets; returns their number. */
  private Step<Integer> deleteSome(
      Snapshot snapshot, OnuOrUni of, Set<Key> maps, Set<Key> flowInfos, OltCall call) {
    Place place = place(snapshot, call);
    ScanOptions some = ScanOptions.KEYS_ONLY.limit(Txn.MAX_MUTATIONS);
    List<Mutation> mutations = new ArrayList<>();
    for (KeyValue kv : all(snapshot, place.keys().maps(of), some)) {
      maps.add(kv.key());
      mutations.add(new Mutation.Delete(kv.key()));
    }
    int room = Txn.MAX_MUTATIONS - mutations.size();
    if (room > 0) {
      for (KeyValue kv : all(snapshot, place.keys().allFlowInfos(of), some.limit(room))) {
        flowInfos.add(kv.key());
        mutations.add(new Mutation.Delete(kv.key()));
      }
    }
    return mutations.isEmpty()
        ? Step.done(0)
        : Step.of(mutations.size(), List.of(place.unchanged()), mutations);
  }

  /**
   * The keys of the OLT's maps.
   *
   * @param keys the keys in the OLT's layout
   * @param pons the OLT's PONs
   * @param unchanged the condition that this is still valid
   */
  private record Place(OnuMapKeys keys, SortedSet<Integer> pons, Condition unchanged) {}

  private OltCall call() {
    return new OltCall(committer, at);
  }

  private Place place(Snapshot snapshot, OnuOrUni of, OltCall call) {
    return place(snapshot, of.onu().pon().number(), call);
  }

  private Place place(Snapshot snapshot, int pon, OltCall call) {
    Place place = place(snapshot, call);
    if (!place.pons().contains(pon)) {
      throw OltErrors.ponNotRegistered(at.olt(), pon, place.pons());
    }
    return place;
  }

  /** Also for a PON that the OLT does not have, so that its remaining maps can be deleted. */
  private Place place(Snapshot snapshot, OltCall call) {
    committer.requireOpen();
    OltStore.FoundRecord found = at.record(snapshot);
    found.record().ifPresent(at::requireLive);
    Registration registration = found.record().map(Registration::of).orElseGet(() -> asFound(call));
    return new Place(keys(registration.layout()), registration.pons(), found.unchanged());
  }

  /** The registration of an OLT without a record, from the data that the Go library wrote. */
  private Registration asFound(OltCall call) {
    Registration registration = call.stateWithoutPons().registration();
    if (registration.isUnknown() || registration.record().isPresent()) {
      throw at.unknown();
    }
    return registration;
  }

  private OnuMapKeys keys(PoolKeyLayout layout) {
    return new OnuMapKeys(at.keys(), layout, at.technology(), at.olt());
  }

  private static List<KeyValue> all(Snapshot snapshot, List<KeyRange> ranges, ScanOptions options) {
    return snapshot.scan(ranges, options).toList();
  }

  private static List<Integer> ids(OnuMapId id, Optional<KeyValue> found) {
    return switch (OnuMapReader.decode(id, found.map(KeyValue::value).orElse(Bytes.empty()))) {
      case OnuMapState.Ids ids -> ids.ids();
      case OnuMapState.Unreadable unreadable ->
          throw CorruptDataException.of(id, unreadable.reason());
    };
  }

  private static Key flowInfoKey(OnuMapKeys keys, OnuOrUni of, long flowId) {
    if (flowId < 0) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("flow id", flowId)
          .with("legal", "0 and greater");
    }
    return keys.flowInfo(of, flowId);
  }

  private static List<Integer> distinct(OnuMapType type, Collection<Integer> ids) {
    for (int id : ids) {
      if (id < 0 || id > OnuMapReader.lastId(type)) {
        throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
            .with("id", id)
            .with("legal", "0-" + OnuMapReader.lastId(type));
      }
    }
    List<Integer> distinct = ids.stream().distinct().collect(toCollection(ArrayList::new));
    requireCount(distinct.size());
    return distinct;
  }

  private static void requireCount(int count) {
    if (count > MAX_IDS) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("ids of a map", count)
          .with("legal", "0-" + MAX_IDS);
    }
  }

  private void requireOurs(OltId other) {
    if (!at.olt().equals(other)) {
      throw new IllegalArgumentException("of OLT " + other + ", not of " + at.olt());
    }
  }

  @Override
  public String toString() {
    return "per-ONU maps of " + at;
  }
}
