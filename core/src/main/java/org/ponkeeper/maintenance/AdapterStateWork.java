package org.ponkeeper.maintenance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ponkeeper.audit.AdapterAlignment;
import org.ponkeeper.audit.AdapterAlignment.Difference;
import org.ponkeeper.engine.ChunkedWork;
import org.ponkeeper.engine.LoadSession;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.keyspace.OnuGemInfoCodec;
import org.ponkeeper.keyspace.OnuGemInfoCodec.OnuGemInfo;
import org.ponkeeper.keyspace.OpenOltKeys;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.state.UniPortNumbers;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/**
 * Updates the openolt adapter's data of a registered OLT to match its instances: maps, {@code
 * tp_id}, and the ports in {@code onu_gem_info}. Works PON by PON, in conditional transactions of a
 * few lists; after an interruption it can be run again.
 *
 * <p>The read set of each transaction has the pools of the PON, because every change of an id's
 * owner writes them. This work changes no id's owner.
 */
final class AdapterStateWork {

  /** The maximum number of lists in one transaction; leaves room for other conditions. */
  private static final int CHUNK = 40;

  /** The maximum number of ids in them, each up to seven bytes. */
  private static final int MOST_IDS = 60_000;

  private final OltStore at;
  private final TransactionRunner work;

  AdapterStateWork(OltStore at, OltCall call) {
    this.at = at;
    this.work = call.work();
  }

  /**
   * The changes to make, or made.
   *
   * @param lists the number of maps and {@code tp_id}
   * @param onuInfos the number of {@code onu_gem_info}
   * @param withoutInfo the ONUs with services but without {@code onu_gem_info}; it is not created,
   *     because the store does not have the serial number
   * @param unreadableInfos the ONUs whose {@code onu_gem_info} cannot be read
   * @param unknownPorts the ONUs whose UNI ports are not all in it, and whose missing port numbers
   *     cannot be determined from the numbers that the adapter has stored
   */
  record Summary(
      long lists,
      long onuInfos,
      Set<OnuId> withoutInfo,
      Set<OnuId> unreadableInfos,
      Set<OnuId> unknownPorts) {}

  /** Collects a summary. */
  private static final class Tally {
    private long lists;
    private long onuInfos;
    private final Set<OnuId> withoutInfo = new TreeSet<>();
    private final Set<OnuId> unreadableInfos = new TreeSet<>();
    private final Set<OnuId> unknownPorts = new TreeSet<>();

    Summary summary() {
      return new Summary(lists, onuInfos, withoutInfo, unreadableInfos, unknownPorts);
    }
  }

  /**
   * Reports what {@link #align} would do, without changing anything; {@code record} is the OLT's
   * record.
   */
  Summary plan(OltRecord record) {
    Registration registration = Registration.of(record);
    Tally tally = new Tally();
    Optional<UniPortNumbers> numbers = work.read(this::numbers);
    for (int pon : record.pons()) {
      work.read(snapshot -> {
        OltState state = load(snapshot, registration, pon);
        tally.lists += differences(snapshot, state, pon).size();
        tally.onuInfos += infos(snapshot, state, pon, numbers, tally).size();
        return pon;
      });
    }
    return tally.summary();
  }

  /** Makes all changes. */
  Summary align(Consumer<WorkProgress> progress) {
    Tally tally = new Tally();
    Optional<UniPortNumbers> numbers = work.read(this::numbers);
    List<Integer> pons = List.copyOf(liveRecord().pons());
    for (int i = 0; i < pons.size(); i++) {
      int pon = pons.get(i);
      tally.lists += lists(pon, Edit.ALIGN);
      tally.onuInfos +=
          ChunkedWork.run(() -> work.make(snapshot -> infoStep(snapshot, pon, numbers)));
      work.read(snapshot ->
          infos(snapshot, load(snapshot, registration(snapshot), pon), pon, numbers, tally).size());
      progress.accept(new WorkProgress(i + 1L, pons.size()));
    }
    return tally.summary();
  }

  /**
   * Updates only the lists.
   *
   * @return how many were written
   */
  long alignLists() {
    return everyPon(Edit.ALIGN);
  }

  /**
   * Removes ids from maps, if still no instance owns them.
   *
   * @param wrong the ids, by map
   * @return how many maps were written
   */
  long remove(Map<AdapterListId, Set<Integer>> wrong) {
    return everyPon(difference -> {
      Set<Integer> gone = new TreeSet<>(difference.stale());
      gone.retainAll(wrong.getOrDefault(difference.id(), Set.of()));
      List<Integer> after = new ArrayList<>(difference.before());
      after.removeAll(gone);
      return after;
    });
  }

  private long everyPon(Edit edit) {
    long lists = 0;
    for (int pon : liveRecord().pons()) {
      lists += lists(pon, edit);
    }
    return lists;
  }

  /** Computes the new content of a list that differs from its instances. */
  private interface Edit {
    Edit ALIGN = Difference::after;

    List<Integer> after(Difference difference);
  }

  /** Marks in the record that adapter state is maintained from now on. */
  void keepFromNowOn() {
    work.make(snapshot -> {
      OltStore.FoundRecord found = at.record(snapshot);
      OltRecord record = at.live(found);
      return record.adapterState()
          ? Step.done(record)
          : Step.of(
              record,
              List.of(found.unchanged()),
              List.of(found.put(record.withAdapterState(true))));
    });
  }

  private OltRecord liveRecord() {
    return work.read(snapshot -> at.live(at.record(snapshot)));
  }

  private Registration registration(Snapshot snapshot) {
    return Registration.of(at.live(at.record(snapshot)));
  }

  private long lists(int pon, Edit edit) {
    return ChunkedWork.run(() -> work.make(snapshot -> listStep(snapshot, pon, edit)));
  }

  private OltState load(Snapshot snapshot, Registration registration, int pon) {
    return new LoadSession(snapshot, at.keys(), at.technology(), at.olt()).ofPon(registration, pon);
  }

  private List<Difference> differences(Snapshot snapshot, OltState state, int pon) {
    return AdapterAlignment.of(
        state, pon, state.adapterState().lists(pon), sharedPons(snapshot, at).contains(pon));
  }

  /** The PONs of the device on which other technologies are registered. */
  static Set<Integer> sharedPons(Snapshot snapshot, OltStore at) {
    Set<Integer> pons = new HashSet<>();
    for (Technology other : Technology.values()) {
      if (other != at.technology()) {
        try {
          at.record(snapshot, other).record().ifPresent(record -> pons.addAll(record.pons()));
        } catch (CorruptDataException unreadable) {
          // The unreadable record may name any of them.
          IntStream.rangeClosed(0, PonId.LAST).forEach(pons::add);
        }
      }
    }
    return pons;
  }

  private Step<Integer> listStep(Snapshot snapshot, int pon, Edit edit) {
    OltState state = load(snapshot, registration(snapshot), pon);
    Set<ReadKey> readSet = pinned(state, pon);
    List<Change> changes = new ArrayList<>();
    int ids = 0;
    for (Difference difference : differences(snapshot, state, pon)) {
      List<Integer> after = edit.after(difference);
      ids += after.size();
      if (changes.size() == CHUNK || (!changes.isEmpty() && ids > MOST_IDS)) {
        break;
      }
      if (!after.equals(difference.before())) {
        Change change = new Change.PutAdapterList(difference.id(), after);
        changes.add(change);
        readSet.add(change.readKey());
      }
    }
    return changes.isEmpty()
        ? Step.done(0)
        : new Step<>(changes.size(), Optional.of(writer().write(state, readSet, changes)));
  }

  private TxnWriter writer() {
    return new TxnWriter(new ReadKeyMapping(at.keys(), at.technology(), at.olt()));
  }

  /** The read set that pins the owners of ids on the PON. */
  private static Set<ReadKey> pinned(OltState state, int pon) {
    Set<ReadKey> readKeys = new LinkedHashSet<>();
    readKeys.add(new ReadKey.OfRecord());
    for (ResourceType type : List.of(ResourceType.ALLOC_ID, ResourceType.GEM_PORT_ID)) {
      if (state.registration().bind(type, pon) instanceof PoolBinding.Bound bound) {
        readKeys.add(new ReadKey.OfPool(bound.id()));
      }
    }
    return readKeys;
  }

  private Step<Integer> infoStep(Snapshot snapshot, int pon, Optional<UniPortNumbers> numbers) {
    OltState state = load(snapshot, registration(snapshot), pon);
    Txn pinned = writer().write(state, pinned(state, pon), List.of());
    List<Condition> conditions = new ArrayList<>(pinned.conditions());
    List<Mutation> mutations = new ArrayList<>();
    for (Mutation.Put put : infos(snapshot, state, pon, numbers, new Tally())) {
      if (mutations.size() < CHUNK) {
        conditions.add(Condition.unchanged(put.key(), snapshot.get(put.key())));
        mutations.add(put);
      }
    }
    return mutations.isEmpty() ? Step.done(0) : Step.of(mutations.size(), conditions, mutations);
  }

  private OpenOltKeys keys() {
    return new OpenOltKeys(at.keys(), at.olt());
  }

  /** How the adapter numbers UNI ports, if its stored data determines it. */
  private Optional<UniPortNumbers> numbers(Snapshot snapshot) {
    Map<OnuId, List<Long>> stored = new TreeMap<>();
    for (KeyValue kv : all(snapshot, keys().onuGemInfos())) {
      if (OnuGemInfoCodec.decode(kv.value()) instanceof Reading.Read<OnuGemInfo> read) {
        keys().parseOnuGemInfo(kv.key()).ifPresent(onu -> stored.put(onu, read.value().uniPorts()));
      }
    }
    return UniPortNumbers.of(stored);
  }

  private static List<KeyValue> all(Snapshot snapshot, KeyRange range) {
    return snapshot.scan(List.of(range), ScanOptions.ALL).toList();
  }

  /** The corrected {@code onu_gem_info} of the PON's ONUs, for those that are not correct. */
  private List<Mutation.Put> infos(
      Snapshot snapshot, OltState state, int pon, Optional<UniPortNumbers> numbers, Tally tally) {
    Map<OnuId, KeyValue> found = new TreeMap<>();
    for (KeyValue kv : all(snapshot, keys().onuGemInfos(pon))) {
      keys().parseOnuGemInfo(kv.key()).ifPresent(onu -> found.put(onu, kv));
    }
    Set<OnuId> onus = new TreeSet<>(found.keySet());
    state.pon(pon).entries().forEach(entry -> onus.add(entry.path().uniPort().onu()));
    List<Mutation.Put> next = new ArrayList<>();
    for (OnuId onu : onus) {
      List<StoredInstance> entries = state.pon(pon).ofOnu(onu.number());
      KeyValue kv = found.get(onu);
      if (kv == null) {
        tally.withoutInfo.add(onu);
      } else if (!(OnuGemInfoCodec.decode(kv.value()) instanceof Reading.Read<OnuGemInfo> read)) {
        tally.unreadableInfos.add(onu);
      } else if (entries.stream().allMatch(StoredInstance.Present.class::isInstance)) {
        OnuGemInfo info = info(onu, read.value(), entries, numbers, tally);
        OnuGemInfoCodec.with(kv.value(), info)
            .ifPresent(bytes -> next.add(new Mutation.Put(kv.key(), bytes)));
      }
    }
    return next;
  }

  private static OnuGemInfo info(
      OnuId onu,
      OnuGemInfo before,
      List<StoredInstance> entries,
      Optional<UniPortNumbers> numbers,
      Tally tally) {
    Set<Long> gemPorts = new TreeSet<>();
    Set<UniPort> ports = new TreeSet<>();
    for (StoredInstance entry : entries) {
      ports.add(entry.path().uniPort());
      if (entry instanceof StoredInstance.Present present) {
        for (int i = 0; i < present.instance().gemPortCount(); i++) {
          gemPorts.add((long) present.instance().gemPortIdAt(i));
        }
      }
    }
    List<Long> nextGemPorts = new ArrayList<>(before.gemPorts());
    nextGemPorts.removeIf(id -> !gemPorts.contains(id));
    gemPorts.stream().filter(id -> !nextGemPorts.contains(id)).forEach(nextGemPorts::add);
    List<Long> nextUniPorts = new ArrayList<>(before.uniPorts());
    for (UniPort port : ports) {
      Optional<Long> number = numbers.flatMap(n -> n.number(port));
      number.filter(n -> !nextUniPorts.contains(n)).ifPresent(nextUniPorts::add);
      if (number.isEmpty() && before.uniPorts().size() < ports.size()) {
        tally.unknownPorts.add(onu);
      }
    }
    return new OnuGemInfo(nextGemPorts, nextUniPorts);
  }
}
