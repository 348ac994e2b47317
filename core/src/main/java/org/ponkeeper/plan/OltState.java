package org.ponkeeper.plan;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;

/**
 * Everything known of an OLT at one moment: its record, and its PONs as far as they were loaded.
 * Immutable; each part carries the stamp that it was read under.
 *
 * @param technology the technology
 * @param olt the OLT
 * @param record what was found under the record's key
 * @param reserved what was found under the key of the reserved GEM port ids
 * @param registration which PONs and pools there are, from the record or inferred
 * @param templates by id, every template that a loaded PON uses and those asked for
 * @param pools every pool that a loaded PON uses
 * @param pons by number, the PONs that were loaded; for a loaded PON all PONs are loaded that share
 *     a pool with it
 * @param loadFindings what was noticed on loading, by PON
 */
public record OltState(
    Technology technology,
    OltId olt,
    Stamped<RecordState> record,
    Stamped<ReservedState> reserved,
    Registration registration,
    Map<TechProfileId, Stamped<TemplateState>> templates,
    Map<PoolId, Stamped<PoolState>> pools,
    Map<Integer, PonState> pons,
    Map<Integer, List<Finding>> loadFindings) {

  public OltState {
    templates = Collections.unmodifiableMap(new TreeMap<>(templates));
    pools = Collections.unmodifiableMap(new HashMap<>(pools));
    pons = Collections.unmodifiableMap(new TreeMap<>(pons));
    loadFindings = Collections.unmodifiableMap(new TreeMap<>(loadFindings));
  }

  /** The PON's state; the PON must be loaded. */
  public PonState pon(int number) {
    PonState pon = pons.get(number);
    if (pon == null) {
      throw new IllegalStateException("PON " + number + " is not loaded");
    }
    return pon;
  }

  /** The template's state; it must be loaded. */
  public TemplateState template(TechProfileId id) {
    Stamped<TemplateState> template = templates.get(id);
    if (template == null) {
      throw new IllegalStateException("template " + id + " is not loaded");
    }
    return template.value();
  }

  /** The pool's state; absent if none was found. */
  public PoolState pool(PoolId id) {
    Stamped<PoolState> pool = pools.get(id);
    return pool == null ? new PoolState.Absent() : pool.value();
  }

  /** What stands at the path, if anything; its PON must be loaded. */
  public Optional<Slot> find(InstancePath path) {
    return pon(path.uniPort().pon().number()).find(path);
  }

  /** The instances on all PONs that take ids from the pool; they must be loaded. */
  public Stream<Slot.Held> heldOn(PoolId pool) {
    return registration.ponsOf(pool).stream().flatMap(pon -> pon(pon).held());
  }

  /** The stamp under which the fact was read; {@link Stamped#ABSENT} if it was not there. */
  public long stampOf(Fact fact) {
    return switch (fact) {
      case Fact.OfRecord f -> record.stamp();
      case Fact.OfReservedIds f -> reserved.stamp();
      case Fact.OfTemplate f -> stamp(templates.get(f.id()));
      case Fact.OfPool f -> stamp(pools.get(f.id()));
      case Fact.OfInstance f -> find(f.path()).map(Slot::stamp).orElse(Stamped.ABSENT);
    };
  }

  /** The state after the changes; all that is changed gets the stamp. */
  public OltState apply(List<Change> changes, long stamp) {
    Stamped<RecordState> nextRecord = record;
    Registration nextRegistration = registration;
    Map<PoolId, Stamped<PoolState>> nextPools = new HashMap<>(pools);
    Map<Integer, PonState> nextPons = new HashMap<>(pons);
    for (Change change : changes) {
      switch (change) {
        case Change.PutInstance put ->
            nextPons.computeIfPresent(
                pon(put.instance().path()), (n, pon) -> pon.with(put.instance(), stamp));
        case Change.DropInstance drop ->
            nextPons.computeIfPresent(pon(drop.path()), (n, pon) -> pon.without(drop.path()));
        case Change.PutPool put ->
            nextPools.put(put.id(), new Stamped<>(new PoolState.Present(put.pool()), stamp));
        case Change.PutRecord put -> {
          // Without a record everything there is was loaded: a PON that was not found has nothing.
          nextRecord = new Stamped<>(new RecordState.Registered(put.record()), stamp);
          nextRegistration = Registration.of(put.record());
          put.record().pons().forEach(pon -> nextPons.putIfAbsent(pon, PonState.EMPTY));
        }
      }
    }
    return new OltState(
        technology,
        olt,
        nextRecord,
        reserved,
        nextRegistration,
        templates,
        nextPools,
        nextPons,
        loadFindings);
  }

  /** Everything that a person should know of what was loaded, the OLT's own first. */
  public List<Finding> findings() {
    return Findings.of(this);
  }

  /**
   * What of that concerns one PON: the OLT's own, and that of its templates, pools and instances.
   */
  public List<Finding> findings(int pon) {
    return Findings.of(this, pon);
  }

  /** Whether every PON of {@code numbers} is loaded. */
  public boolean isLoaded(Set<Integer> numbers) {
    return pons.keySet().containsAll(numbers);
  }

  private static int pon(InstancePath path) {
    return path.uniPort().pon().number();
  }

  private static long stamp(@Nullable Stamped<?> stamped) {
    return stamped == null ? Stamped.ABSENT : stamped.stamp();
  }
}
