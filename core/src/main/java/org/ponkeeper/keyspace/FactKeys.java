package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Converts between the read keys of an OLT and the keys of the store. Immutable. */
public final class FactKeys {

  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final Map<PoolKeyLayout, AdapterListKeys> lists = new EnumMap<>(PoolKeyLayout.class);

  /** The keys of one OLT. */
  public FactKeys(KeySpace keys, Technology technology, OltId olt) {
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      lists.put(layout, new AdapterListKeys(keys, layout, technology, olt));
    }
  }

  /** The store's key; pools are in the layout of the state. */
  public Key key(OltState state, ReadKey fact) {
    return switch (fact) {
      case ReadKey.OfRecord f -> keys.oltRecord(technology, olt);
      case ReadKey.OfReservedIds f -> keys.reservedGemPortIds();
      case ReadKey.OfTemplate f -> keys.template(technology, f.id());
      case ReadKey.OfPool f -> keys.pool(state.registration().layout(), technology, olt, f.id());
      case ReadKey.OfInstance f -> keys.instance(f.path());
      case ReadKey.OfClaim f -> keys.claim(technology, olt, f.key());
      case ReadKey.OfAdapterList f -> lists(state.registration().layout()).key(f.id());
      case ReadKey.OfAdapter f -> f.key();
    };
  }

  private AdapterListKeys lists(PoolKeyLayout layout) {
    return Objects.requireNonNull(lists.get(layout));
  }

  /**
   * The ranges to watch: everything that is read of the OLT except instances and claims, because
   * their changes also write the pool. Contains the pools of both layouts, and may contain other
   * keys.
   */
  public List<KeyRange> watched() {
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(KeyRange.of(keys.oltRecord(technology, olt)));
    ranges.add(KeyRange.of(keys.reservedGemPortIds()));
    ranges.add(keys.templates(technology));
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      ranges.add(keys.resourcesOf(layout, technology, olt));
    }
    ranges.add(new OpenOltKeys(keys, olt).tpIds());
    return ranges;
  }

  /** The ranges that contain keys of every OLT that has a record or a pool. */
  public List<KeyRange> signs() {
    List<KeyRange> ranges = new ArrayList<>();
    ranges.add(KeyRange.of(keys.oltRecord(technology, olt)));
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      ranges.add(keys.resourcesOf(layout, technology, olt));
    }
    return ranges;
  }

  /** The key by which a writer requests the next turn on the OLT. */
  public Key turn(String writer) {
    return keys.turn(technology, olt, writer);
  }

  /** The range of all requests for turns on the OLT. */
  public KeyRange turns() {
    return keys.turns(technology, olt);
  }

  /** The read key of a key in the watched ranges; empty if it has none. */
  public Optional<ReadKey> factOf(Key key) {
    if (key.equals(keys.oltRecord(technology, olt))) {
      return Optional.of(new ReadKey.OfRecord());
    }
    if (key.equals(keys.reservedGemPortIds())) {
      return Optional.of(new ReadKey.OfReservedIds());
    }
    Optional<ReadKey> fact = keys.parseTemplate(technology, key).map(ReadKey.OfTemplate::new);
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      for (ResourceType type : ResourceType.values()) {
        if (fact.isEmpty()) {
          fact = keys.parsePool(layout, technology, olt, type, key).map(ReadKey.OfPool::new);
        }
      }
      if (fact.isEmpty()) {
        fact = lists(layout).parse(key).map(ReadKey.OfAdapterList::new);
      }
    }
    return fact;
  }
}
