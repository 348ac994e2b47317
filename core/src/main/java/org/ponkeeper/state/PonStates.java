package org.ponkeeper.state;

import java.util.AbstractMap;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.pool.ResourceType;

/** The loaded PONs of an OLT, by number. Immutable; cheap to change, like {@link PonMap}. */
final class PonStates extends AbstractMap<Integer, PonState> {

  private final PonMap<PonState> byNumber;

  /** The ids by which instances are found. Made by the first search, and never changed. */
  private volatile @Nullable Map<ResourceType, BitSet> ids;

  private PonStates(PonMap<PonState> byNumber) {
    this.byNumber = byNumber;
  }

  /** A map with the same PONs; the map itself if it is already a PonStates. */
  static PonStates copyOf(Map<Integer, PonState> map) {
    return map instanceof PonStates same ? same : new PonStates(PonMap.copyOf(map));
  }

  /** A copy in which the state of this PON is set. */
  PonStates with(int number, PonState pon) {
    return new PonStates(byNumber.with(number, pon));
  }

  /** The PON's state, if it is loaded. */
  Optional<PonState> find(int number) {
    return byNumber.find(number);
  }

  /** Whether an instance on any PON owns the id of the type, or is on an ONU with the id. */
  boolean hasInstanceOf(ResourceType type, int id) {
    BitSet ofType = ids().get(type);
    return ofType != null && ofType.get(id);
  }

  private Map<ResourceType, BitSet> ids() {
    Map<ResourceType, BitSet> known = ids;
    if (known == null) {
      known = new EnumMap<>(ResourceType.class);
      for (ResourceType type : ResourceType.values()) {
        BitSet ofType = new BitSet();
        for (PonState pon : byNumber.values()) {
          pon.addOwned(type, ofType);
          if (type == ResourceType.ONU_ID) {
            pon.addOnus(ofType);
          }
        }
        known.put(type, ofType);
      }
      ids = known;
    }
    return known;
  }

  @Override
  public @Nullable PonState get(@Nullable Object key) {
    return byNumber.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return byNumber.containsKey(key);
  }

  @Override
  public int size() {
    return byNumber.size();
  }

  @Override
  public Set<Entry<Integer, PonState>> entrySet() {
    return byNumber.entrySet();
  }
}
