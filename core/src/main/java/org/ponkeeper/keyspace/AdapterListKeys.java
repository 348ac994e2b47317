package org.ponkeeper.keyspace;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.state.AdapterListId;
import org.ponkeeper.state.AdapterListType;
import org.ponkeeper.state.IdList;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * The keys of the lists that the openolt adapter keeps of the UNI ports of an OLT: two of them are
 * per-ONU maps in a pool key layout, one is among the adapter's own keys. Immutable.
 */
public final class AdapterListKeys {

  private final OltId olt;
  private final OnuMapKeys maps;
  private final OpenOltKeys openOlt;

  /** The lists of an OLT whose maps are in the given layout. */
  public AdapterListKeys(KeySpace keys, PoolKeyLayout layout, Technology technology, OltId olt) {
    this.olt = olt;
    this.maps = new OnuMapKeys(keys, layout, technology, olt);
    this.openOlt = new OpenOltKeys(keys, olt);
  }

  /** The key of a list. */
  public Key key(AdapterListId id) {
    return switch (id.type()) {
      case ALLOC_IDS, GEM_PORT_IDS -> maps.map(id.map());
      case TEMPLATE_IDS -> openOlt.tpId(id.uniPort());
    };
  }

  /** The ranges that contain all lists; they may contain other keys. */
  public List<KeyRange> all() {
    return List.of(maps.maps(), openOlt.tpIds());
  }

  /** The ranges that contain the lists of a PON; they may contain other keys. */
  public List<KeyRange> all(int pon) {
    return List.of(maps.maps(new PonId(olt, pon)), openOlt.tpIds(pon));
  }

  /** The list that the key belongs to; empty if it is not the key of a list. */
  public Optional<AdapterListId> parse(Key key) {
    return maps.parseMap(key)
        .flatMap(AdapterListId::of)
        .or(() ->
            openOlt
                .parseTpId(key)
                .map(port -> new AdapterListId(port, AdapterListType.TEMPLATE_IDS)));
  }

  /** Decodes the value of a list. */
  public static Reading<IdList> decode(Bytes value) {
    return switch (IdListCodec.decode(value, IdRange.MAX_ID)) {
      case Reading.Read<List<Integer>> read -> new Reading.Read<>(new IdList(read.value()));
      case Reading.Unreadable<List<Integer>> unreadable ->
          new Reading.Unreadable<>(unreadable.reason());
    };
  }
}
