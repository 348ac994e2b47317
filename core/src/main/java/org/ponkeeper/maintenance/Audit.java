package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ponkeeper.audit.AdapterStateAuditor;
import org.ponkeeper.audit.Auditor;
import org.ponkeeper.audit.OnuMapAuditor;
import org.ponkeeper.decide.RepairPool;
import org.ponkeeper.engine.AdapterStateLoad;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.OnuMapReader;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.keyspace.OnuMapKeys;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.FindingList;
import org.ponkeeper.olt.OnuMapState;
import org.ponkeeper.olt.PoolRepair;
import org.ponkeeper.pool.IdSet;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.IdList;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.work.UnusedKeys;

/**
 * Checks that an OLT's stored data is consistent: pools, instances, claims and per-ONU maps. Safe
 * on a live system.
 *
 * <p>Thread-safe; calls block while every PON is read, two or three times.
 */
public final class Audit {

  /** The default for how long a finding must persist before an id is freed because of it. */
  public static final Duration DEFAULT_APART = Duration.ofSeconds(1);

  private final OltCommitter committer;
  private final OltStore at;

  /** Called by the facade, which alone can: the types are not exported. */
  @SuppressWarnings("exports")
  public Audit(OltCommitter committer, OltStore at) {
    this.committer = committer;
    this.at = at;
  }

  /**
   * Lists errors and warnings. Each finding is confirmed by a second read, so that changes in
   * progress are not reported. Of each kind at most {@value FindingList#MOST_OF_OLT} are listed;
   * {@link FindingKind#MORE_FINDINGS} gives the number of others.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed
   */
  public List<Finding> findings() {
    return findings(new OltCall(committer, at));
  }

  /** The same within another call. */
  List<Finding> findings(OltCall call) {
    return findings(call, false);
  }

  /**
   * The same.
   *
   * @param forAdapter whether the openolt adapter's state is compared with the instances even if
   *     the OLT's record does not say that it is maintained
   */
  List<Finding> findings(OltCall call, boolean forAdapter) {
    OltState state = call.reloadAll();
    List<Finding> first = audit(state, call, forAdapter);
    FindingList found = new FindingList(FindingList.MOST_OF_OLT);
    if (!first.isEmpty()) {
      Map<Alike, List<Finding>> again =
          audit(call.reloadAll(), call, forAdapter).stream()
              .collect(Collectors.groupingBy(Alike::of));
      for (Finding finding : first) {
        finding.stillIn(again.getOrDefault(Alike.of(finding), List.of())).ifPresent(found::add);
      }
    }
    UnusedKeys leftBehind = new UnusedKeys(at, call);
    found.addAll(leftBehind.strayKeys(state.registration().layout()));
    found.addAll(leftBehind.findings(state.registration().layout()));
    return found.toList();
  }

  /** What a finding must have in common with one from a later read to be the same. */
  private record Alike(FindingKind kind, String subject) {
    static Alike of(Finding finding) {
      return new Alike(finding.kind(), finding.subject());
    }
  }

  private List<Finding> audit(OltState state, OltCall call, boolean forAdapter) {
    FindingList findings = new FindingList(FindingList.MOST_OF_OLT);
    findings.addAll(Auditor.audit(state));
    List<Finding> ofMaps = OnuMapAuditor.audit(state, onuMaps(state, call));
    findings.addAll(ofMaps);
    if (forAdapter || state.adapterState().isKept()) {
      findings.addAll(ofAdapterState(state, call, ofMaps));
    }
    return findings.toList();
  }

  private SortedMap<OnuMapId, OnuMapState> onuMaps(OltState state, OltCall call) {
    OnuMapKeys keys =
        new OnuMapKeys(at.keys(), state.registration().layout(), at.technology(), at.olt());
    return call.work().read(snapshot -> OnuMapReader.read(snapshot, keys, List.of(keys.maps())));
  }

  private List<Finding> ofAdapterState(OltState state, OltCall call, List<Finding> ofMaps) {
    return call.work()
        .read(snapshot -> {
          Map<AdapterListId, Stored<IdList>> lists = new TreeMap<>();
          new AdapterStateLoad(snapshot, at.keys(), at.technology(), at.olt())
              .lists(state.registration(), new PonSelection.All())
              .forEach(lists::put);
          return AdapterStateAuditor.audit(
              state, lists, AdapterStateWork.sharedPons(snapshot, at), ofMaps);
        });
  }

  /**
   * Repairs per-ONU maps of a registered OLT by conditional transactions: removes ids that belong
   * to another ONU or are free. If the openolt adapter's state of this OLT is maintained, the maps
   * and {@code tp_id} are corrected to match the instances instead. Unreadable values and flow ids
   * are not changed.
   *
   * @return the number of maps and {@code tp_id} that were written; 0 for an OLT without a record
   * @throws org.ponkeeper.error.RefusedException {@code OLT_BUSY}, {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; repairing again is safe
   */
  public long repairMaps() {
    OltCall call = new OltCall(committer, at);
    OltState state = call.reloadAll();
    if (state.registration().record().isEmpty()) {
      return 0;
    }
    AdapterStateWork work = new AdapterStateWork(at, call);
    long written =
        state.adapterState().isKept() ? work.alignLists() : work.remove(wrong(findings(call)));
    if (written > 0) {
      call.refresh();
    }
    return written;
  }

  /** The ids to remove from each map. */
  private static Map<AdapterListId, Set<Integer>> wrong(List<Finding> findings) {
    Map<AdapterListId, Set<Integer>> wrong = new TreeMap<>();
    for (Finding finding : findings) {
      finding
          .onuMap()
          .flatMap(AdapterListId::of)
          .ifPresent(
              id -> wrong.computeIfAbsent(id, list -> new TreeSet<>()).addAll(finding.ids()));
    }
    return wrong;
  }

  /**
   * Repairs what can be repaired safely, by conditional transactions. Ids that have an owner but
   * are free become taken. Ids that are taken but have no owner are freed, if all of the following
   * hold:
   *
   * <ul>
   *   <li>the OLT has a record;
   *   <li>two reads, {@code apart} from each other, show the finding, and the pool is unchanged
   *       between them;
   *   <li>the store has no keys that may own ids without being read: instances of the older format,
   *       keys of the OLT under another name of its technology, or instances of the technology
   *       without an OLT in their path.
   * </ul>
   *
   * <p>Nothing else is changed.
   *
   * @param apart the time between the two reads; greater than 0
   * @return the pools that were changed; pools changed before an error remain so
   * @throws org.ponkeeper.error.RefusedException {@code OLT_BUSY}, {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code; repairing again is safe
   */
  public List<PoolRepair> repair(Duration apart) {
    requireNonNull(apart, "apart");
    OltCall call = new OltCall(committer, at);
    OltState first = call.reloadAll();
    Map<PoolId, IdSet> nobodys = new TreeMap<>();
    Set<PoolId> pools = new TreeSet<>();
    for (Finding finding : Auditor.audit(first)) {
      switch (finding.kind()) {
        case TAKEN_BY_NOBODY -> {
          PoolId pool = finding.pool().orElseThrow();
          nobodys.put(pool, finding.ids());
          pools.add(pool);
        }
        case OWNED_NOT_TAKEN -> pools.add(finding.pool().orElseThrow());
        default -> {}
      }
    }
    if (pools.isEmpty()) {
      return List.of();
    }
    if (!nobodys.isEmpty() && new UnusedKeys(at, call).mayOwnIds()) {
      // The loaded state does not include those keys.
      nobodys.clear();
    }
    Map<PoolId, Long> versions = new HashMap<>();
    pools.forEach(pool -> versions.put(pool, first.versionOf(new ReadKey.OfPool(pool))));
    committer.pause(apart);
    OltCall second = new OltCall(committer, at);
    second.reloadAll();
    List<PoolRepair> repaired = new ArrayList<>();
    for (PoolId pool : pools) {
      PoolRepair repair =
          second.submit(
              new RepairPool(
                  pool,
                  first.registration().ponsOf(pool),
                  nobodys.getOrDefault(pool, IdSet.of()),
                  versions.getOrDefault(pool, 0L)));
      if (!repair.taken().isEmpty() || !repair.freed().isEmpty()) {
        repaired.add(repair);
      }
    }
    return List.copyOf(repaired);
  }

  @Override
  public String toString() {
    return "audit of " + at;
  }
}
