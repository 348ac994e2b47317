package org.ponkeeper.engine;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.SearchQuery;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.ScanHint;
import org.ponkeeper.store.ScanOptions;

/**
 * What a load reads of an OLT: everything, or what may belong to one id.
 *
 * @param query the id; empty for everything
 */
record LoadFilter(Optional<SearchQuery.ById> query) {

  /** Everything. */
  static final LoadFilter ALL = new LoadFilter(Optional.empty());

  /** What may belong to the id. */
  static LoadFilter of(SearchQuery.ById query) {
    return new LoadFilter(Optional.of(query));
  }

  boolean isAll() {
    return query.isEmpty();
  }

  /** The types of the pools that are read. */
  Set<ResourceType> types() {
    return query.isEmpty() ? EnumSet.allOf(ResourceType.class) : query.get().types();
  }

  /** Whether instances are read because they may own the id. */
  boolean readsOwners() {
    return query.isEmpty() || query.get().ofInstances();
  }

  /** The ONU whose instances are read, whatever ids they own. */
  Optional<Integer> onu() {
    return query
        .filter(SearchQuery.ById::ofOnus)
        .map(SearchQuery.ById::id)
        .filter(id -> id <= OnuId.LAST);
  }

  /** How instances are read that may own the id. */
  ScanOptions instances() {
    return query
        .map(of ->
            ScanOptions.ALL.hint(
                new ScanHint.ValueContains(ResourceInstanceCodec.bytesOf(of.id()))))
        .orElse(ScanOptions.ALL);
  }

  /** The id to which claims are read; empty for all claims. */
  OptionalInt claimedId() {
    return query.map(SearchQuery.ById::id).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /**
   * The PONs whose instances may own the id: it is taken in the pool, or that is unknown. If these
   * are most PONs, one read of all of them is faster.
   */
  PonSelection owners(
      Registration registration, Map<PoolId, Stored<ResourcePool>> pools, PonSelection scope) {
    if (query.isEmpty()) {
      return scope;
    }
    Collection<Integer> all =
        switch (scope) {
          case PonSelection.All every -> registration.pons();
          case PonSelection.Pons some -> some.numbers();
        };
    Set<Integer> owners = new TreeSet<>();
    for (int pon : all) {
      if (types().stream().anyMatch(type -> mayOwn(type, registration.bind(type, pon), pools))) {
        owners.add(pon);
      }
    }
    return owners.size() > all.size() / 2 ? scope : new PonSelection.Pons(owners);
  }

  private boolean mayOwn(
      ResourceType type, PoolBinding binding, Map<PoolId, Stored<ResourcePool>> pools) {
    if (type != ResourceType.ALLOC_ID && type != ResourceType.GEM_PORT_ID) {
      return false;
    }
    return !(binding instanceof PoolBinding.Bound bound
        && pools.get(bound.id()) instanceof Stored.Present<ResourcePool> pool
        && !pool.value().isTaken(query.orElseThrow().id()));
  }
}
