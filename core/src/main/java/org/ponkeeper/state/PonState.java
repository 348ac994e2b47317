package org.ponkeeper.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/** The instances of a PON, ordered by ONU, UNI and template. Immutable. */
public final class PonState {

  /** A PON without instances. */
  public static final PonState EMPTY =
      new PonState(
          new StoredInstance[0],
          InstanceIndex.of(new StoredInstance[0]),
          new BitSet(),
          new BitSet(),
          Set.of());

  private static final BitSet NO_IDS = new BitSet();

  private final StoredInstance[] entries;

  private final InstanceIndex index;

  /** The Alloc-IDs that the instances own. This and the next bit sets are never changed. */
  private final BitSet allocIds;

  private final BitSet gemPortIds;
  private final Set<TechProfileId> templates;

  /** Made by the first search for an id of the type that the PON owns. */
  private volatile @Nullable OnusById onusByAllocId;

  private volatile @Nullable OnusById onusByGemPortId;

  private PonState(
      StoredInstance[] entries,
      InstanceIndex index,
      BitSet allocIds,
      BitSet gemPortIds,
      Set<TechProfileId> templates) {
    this.entries = entries;
    this.index = index;
    this.allocIds = allocIds;
    this.gemPortIds = gemPortIds;
    this.templates = templates;
  }

  private static PonState ofSorted(StoredInstance[] entries) {
    BitSet allocIds = new BitSet();
    BitSet gemPortIds = new BitSet();
    Set<TechProfileId> templates = new TreeSet<>();
    for (StoredInstance entry : entries) {
      templates.add(entry.path().template());
      if (entry instanceof StoredInstance.Present present) {
        InstanceIds.add(present.instance(), ResourceType.ALLOC_ID, allocIds);
        InstanceIds.add(present.instance(), ResourceType.GEM_PORT_ID, gemPortIds);
      }
    }
    return new PonState(
        entries,
        InstanceIndex.of(entries),
        allocIds,
        gemPortIds,
        Collections.unmodifiableSet(templates));
  }

  /** A state with these stored instances, in any order, one for each path. */
  public static PonState of(Collection<StoredInstance> entries) {
    StoredInstance[] sorted = entries.toArray(StoredInstance[]::new);
    Arrays.sort(sorted, Comparator.comparingLong(entry -> InstanceIndex.order(entry.path())));
    return ofSorted(sorted);
  }

  /** All stored instances, readable or not, in order. */
  public List<StoredInstance> entries() {
    return Collections.unmodifiableList(Arrays.asList(entries));
  }

  /** The readable instances, in order. */
  public Stream<StoredInstance.Present> readable() {
    return Arrays.stream(entries)
        .filter(StoredInstance.Present.class::isInstance)
        .map(StoredInstance.Present.class::cast);
  }

  /** The number of readable instances. */
  int readableCount() {
    int count = 0;
    for (StoredInstance entry : entries) {
      count += entry instanceof StoredInstance.Present ? 1 : 0;
    }
    return count;
  }

  /** The unreadable instances, in order. */
  public Stream<StoredInstance.Unreadable> unreadable() {
    return Arrays.stream(entries)
        .filter(StoredInstance.Unreadable.class::isInstance)
        .map(StoredInstance.Unreadable.class::cast);
  }

  /** The stored instance at the path, if any; the path must be on this PON. */
  public Optional<StoredInstance> find(InstancePath path) {
    return Optional.ofNullable(at(path.template(), path.uniPort()));
  }

  /** The stored instance, or null; the port must be on this PON. Allocates nothing. */
  public @Nullable StoredInstance at(TechProfileId template, UniPort uniPort) {
    int i = index.find(template, uniPort);
    return i < 0 ? null : entries[i];
  }

  /** The stored instances of an ONU, in order. */
  public List<StoredInstance> ofOnu(int onu) {
    return Collections.unmodifiableList(
        Arrays.asList(entries).subList(index.firstOf(onu), index.endOf(onu)));
  }

  /** The ids of the templates that the instances use. */
  public Set<TechProfileId> templates() {
    return templates;
  }

  /** Adds the ids of the type that the instances own. */
  void addOwned(ResourceType type, BitSet ids) {
    ids.or(owned(type));
  }

  /** Adds the numbers of the ONUs that have instances. */
  void addOnus(BitSet numbers) {
    index.addOnus(numbers);
  }

  private BitSet owned(ResourceType type) {
    return switch (type) {
      case ALLOC_ID -> allocIds;
      case GEM_PORT_ID -> gemPortIds;
      case ONU_ID, FLOW_ID -> NO_IDS;
    };
  }

  /** The instances that own the id of the type, in order. */
  List<IdOwner> ownersOf(ResourceType type, int id) {
    if (id < 0 || !owned(type).get(id)) {
      return List.of();
    }
    List<IdOwner> owners = new ArrayList<>();
    for (StoredInstance entry : onusById(type).candidates(this, id)) {
      if (entry instanceof StoredInstance.Present held
          && InstanceIds.owns(held.instance(), type, id)) {
        owners.add(new IdOwner.ByInstance(held.path()));
      }
    }
    return owners;
  }

  private OnusById onusById(ResourceType type) {
    boolean ofAllocIds = type == ResourceType.ALLOC_ID;
    OnusById known = ofAllocIds ? onusByAllocId : onusByGemPortId;
    if (known == null) {
      known = OnusById.of(this, type, owned(type));
      if (ofAllocIds) {
        onusByAllocId = known;
      } else {
        onusByGemPortId = known;
      }
    }
    return known;
  }

  /** A copy with this instance, replacing any at its path. */
  PonState with(StoredInstance.Present entry) {
    Instance instance = entry.instance();
    InstancePath path = instance.path();
    int i = index.find(path.template(), path.uniPort());
    if (i >= 0) {
      StoredInstance[] next = entries.clone();
      next[i] = entry;
      return ofSorted(next);
    }
    int at = -i - 1;
    StoredInstance[] next = new StoredInstance[entries.length + 1];
    System.arraycopy(entries, 0, next, 0, at);
    next[at] = entry;
    System.arraycopy(entries, at, next, at + 1, entries.length - at);
    return new PonState(
        next,
        index.with(at, path),
        withIdsOf(instance, ResourceType.ALLOC_ID, allocIds),
        withIdsOf(instance, ResourceType.GEM_PORT_ID, gemPortIds),
        withTemplate(path.template()));
  }

  private static BitSet withIdsOf(Instance instance, ResourceType type, BitSet ids) {
    BitSet next = (BitSet) ids.clone();
    InstanceIds.add(instance, type, next);
    return next;
  }

  private Set<TechProfileId> withTemplate(TechProfileId id) {
    if (templates.contains(id)) {
      return templates;
    }
    Set<TechProfileId> next = new TreeSet<>(templates);
    next.add(id);
    return Collections.unmodifiableSet(next);
  }

  /** A copy without the instance at the path. */
  PonState without(InstancePath path) {
    int i = index.find(path.template(), path.uniPort());
    if (i < 0) {
      return this;
    }
    StoredInstance[] next = new StoredInstance[entries.length - 1];
    System.arraycopy(entries, 0, next, 0, i);
    System.arraycopy(entries, i + 1, next, i, next.length - i);
    return ofSorted(next);
  }
}
