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
public final class ReadKeyMapping {

  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final Map<PoolKeyLayout, AdapterListKeys> lists = new EnumMap<>(PoolKeyLayout.class);

  /** The keys of one OLT. */
  public ReadKeyMapping(KeySpace keys, Technology technology, OltId olt) {
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      lists.put(layout, new AdapterListKeys(keys, layout, technology, olt));
    }
  }

  /** The store's key; pools are in the layout of the state. */
  public Key key(OltState state, ReadKey readKey) {
    return switch (readKey) {
      case ReadKey.OfRecord k -> keys.oltRecord(technology, olt);
      case ReadKey.OfReservedIds k -> keys.reservedGemPortIds();
      case ReadKey.OfTemplate k -> keys.template(technology, k.id());
      case ReadKey.OfPool k -> keys.pool(state.registration().layout(), technology, olt, k.id());
      case ReadKey.OfInstance k -> keys.instance(k.path());
      case ReadKey.OfClaim k -> keys.claim(technology, olt, k.key());
      case ReadKey.OfAdapterList k -> lists(state.registration().layout()).key(k.id());
      case ReadKey.OfOnuData k -> k.key();
      case ReadKey.OfAdapter k -> k.key();
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
  public Optional<ReadKey> readKeyOf(Key key) {
    if (key.equals(keys.oltRecord(technology, olt))) {
      return Optional.of(new ReadKey.OfRecord());
    }
    if (key.equals(keys.reservedGemPortIds())) {
      return Optional.of(new ReadKey.OfReservedIds());
    }
    Optional<ReadKey> readKey = keys.parseTemplate(technology, key).map(ReadKey.OfTemplate::new);
    for (PoolKeyLayout layout : PoolKeyLayout.values()) {
      for (ResourceType type : ResourceType.values()) {
        if (readKey.isEmpty()) {
          readKey = keys.parsePool(layout, technology, olt, type, key).map(ReadKey.OfPool::new);
        }
      }
      if (readKey.isEmpty()) {
        readKey = lists(layout).parse(key).map(ReadKey.OfAdapterList::new);
      }
    }
    return readKey;
  }
}
