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
 * Where the lists lie that the openolt adapter keeps of the UNI ports of an OLT: two of them are
 * per-ONU maps in a pool key layout, one lies in the adapter's own place. Immutable.
 */
public final class AdapterListKeys {

  private final OltId olt;
  private final OnuMapKeys maps;
  private final OpenOltKeys openOlt;

  /** The lists of that OLT, with its maps in a layout. */
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

  /** Where all lists lie, among other keys. */
  public List<KeyRange> all() {
    return List.of(maps.maps(), openOlt.tpIds());
  }

  /** Where those of a PON lie, among other keys. */
  public List<KeyRange> all(int pon) {
    return List.of(maps.maps(new PonId(olt, pon)), openOlt.tpIds(pon));
  }

  /** The list that a key is of, if it is the key of one. */
  public Optional<AdapterListId> parse(Key key) {
    return maps.parseMap(key)
        .flatMap(AdapterListId::of)
        .or(() ->
            openOlt
                .parseTpId(key)
                .map(port -> new AdapterListId(port, AdapterListType.TEMPLATE_IDS)));
  }

  /** What a list has, from its bytes. */
  public static Reading<IdList> decode(Bytes value) {
    return switch (IdListCodec.decode(value, IdRange.MAX_ID)) {
      case Reading.Read<List<Integer>> read -> new Reading.Read<>(new IdList(read.value()));
      case Reading.Unreadable<List<Integer>> unreadable ->
          new Reading.Unreadable<>(unreadable.reason());
    };
  }
}
