package org.ponkeeper.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.state.Claims;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PonState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.SearchQuery;
import org.ponkeeper.state.SharedPoolPeers;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/**
 * Reads the state of an OLT from the store. All states start here: after a restart, a conflict or a
 * lost reply.
 *
 * <p>Reads everything at one instant, and pools before instances. So even on a store without
 * snapshots, a later change of an owner causes a conflict on the pool.
 */
public final class StateReader {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;

  public StateReader(KeyValueStore store, KeySpace keys, Technology technology, OltId olt) {
    this.store = store;
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
  }

  /** Whether the store has a record or a pool of the OLT. */
  boolean isInStore() {
    ReadKeyMapping readKeys = new ReadKeyMapping(keys, technology, olt);
    return !store.list(readKeys.signs(), ScanOptions.KEYS_ONLY.limit(1)).isEmpty();
  }

  /** A copy whose loads end within that time. */
  StateReader within(Duration time) {
    return new StateReader(store.within(time), keys, technology, olt);
  }

  /** Reads the selected PONs, with these templates in addition to those in use. */
  public OltState load(PonSelection scope, Set<TechProfileId> templates) {
    return store.read(
        snapshot -> new LoadSession(snapshot, keys, technology, olt).run(scope, templates));
  }

  /** Reads as much of the state as the search needs, of one PON or all. */
  public OltState find(SearchQuery query, PonSelection scope) {
    return store.read(snapshot ->
        switch (query) {
          case SearchQuery.ById byId ->
              new LoadSession(snapshot, keys, technology, olt, LoadFilter.of(byId))
                  .run(scope, Set.of());
          case SearchQuery.ByOwner byOwner ->
              new LoadSession(snapshot, keys, technology, olt).ofOwner(byOwner.owner());
          case SearchQuery.ByOnu byOnu ->
              new LoadSession(snapshot, keys, technology, olt).ofOnu(byOnu.of().onu());
        });
  }

  /**
   * Reads these PONs and templates again and keeps the rest of the state, unless something changed
   * on which the rest depends.
   */
  OltState reload(
      OltState state, PonSelection loaded, Set<Integer> pons, Set<TechProfileId> templates) {
    Set<TechProfileId> known = new TreeSet<>(state.templates().keySet());
    known.addAll(templates);
    OltState fresh = load(new PonSelection.Pons(pons), known);
    boolean restStands =
        fresh.history() == state.history()
            && fresh.record().equals(state.record())
            && state.record() instanceof Stored.Present<OltRecord>
            && fresh.neighbours().areRegisteredAs(state.neighbours())
            && state.templates().entrySet().stream()
                .allMatch(t ->
                    fresh.versionOf(new ReadKey.OfTemplate(t.getKey())) == t.getValue().version());
    return restStands ? merge(state, fresh) : load(loaded.plus(new PonSelection.Pons(pons)), known);
  }

  private static OltState merge(OltState state, OltState fresh) {
    Map<PoolId, Stored<ResourcePool>> pools = new HashMap<>(state.pools());
    pools.putAll(fresh.pools());
    Map<Integer, PonState> pons = new HashMap<>(state.pons());
    pons.putAll(fresh.pons());
    Claims claims = state.claims();
    for (int pon : fresh.pons().keySet()) {
      claims = claims.withPon(pon, fresh.claims().on(pon));
    }
    Map<Integer, List<Finding>> findings = new HashMap<>(state.loadFindings());
    findings.keySet().removeAll(fresh.pons().keySet());
    findings.putAll(fresh.loadFindings());
    return new OltState(
        state.history(),
        state.technology(),
        state.olt(),
        fresh.record(),
        fresh.reserved(),
        fresh.registration(),
        fresh.templates(),
        pools,
        pons,
        claims,
        findings,
        merge(state.neighbours(), fresh.neighbours()),
        state.adapterState().withPons(fresh.pons().keySet(), fresh.adapterState()));
  }

  /** Of other technologies with a record only some PONs were read again, of the others all. */
  private static SharedPoolPeers merge(SharedPoolPeers neighbours, SharedPoolPeers fresh) {
    Map<Technology, OltState> before = new HashMap<>();
    neighbours.states().forEach(state -> before.put(state.technology(), state));
    return new SharedPoolPeers(
        fresh.states().stream()
            .map(state ->
                state.record() instanceof Stored.Present<OltRecord>
                    ? merge(Objects.requireNonNull(before.get(state.technology())), state)
                    : state)
            .toList());
  }
}
