package org.ponkeeper.state;

import java.util.Comparator;
import java.util.Optional;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;

/**
 * Identifies a list that VOLTHA's openolt adapter keeps of a UNI port; some adapters also keep maps
 * of an ONU.
 *
 * @param of the ONU or UNI port; always a UNI port for template ids
 * @param type the content of the list
 */
public record AdapterListId(OnuOrUni of, AdapterListType type)
    implements Comparable<AdapterListId> {

  private static final Comparator<AdapterListId> ORDER =
      Comparator.<AdapterListId, OnuId>comparing(id -> id.of().onu())
          .thenComparingInt(AdapterListId::uni)
          .thenComparing(AdapterListId::type);

  /** The number of the PON. */
  public int pon() {
    return of.onu().pon().number();
  }

  /** The UNI port; only for template ids, which are never of a whole ONU. */
  public UniPort uniPort() {
    if (of instanceof UniPort port) {
      return port;
    }
    throw new IllegalStateException("not of a UNI port: " + this);
  }

  /** The number of the UNI port, or -1 for the ONU as a whole. */
  private int uni() {
    return of instanceof UniPort port ? port.number() : -1;
  }

  /** Sorts the lists of a PON: by ONU, UNI port and type. */
  long order() {
    return ((long) of.onu().number() << Integer.SIZE) | ((uni() + 1L) << Byte.SIZE) | type.place();
  }

  /** The list of a per-ONU map; empty for a map of flow ids. */
  public static Optional<AdapterListId> of(OnuMapId map) {
    return switch (map.type()) {
      case ALLOC_IDS -> Optional.of(new AdapterListId(map.of(), AdapterListType.ALLOC_IDS));
      case GEM_PORT_IDS -> Optional.of(new AdapterListId(map.of(), AdapterListType.GEM_PORT_IDS));
      case FLOW_IDS -> Optional.empty();
    };
  }

  /** The per-ONU map of this list; not for template ids. */
  public OnuMapId map() {
    return new OnuMapId(
        of,
        switch (type) {
          case ALLOC_IDS -> OnuMapType.ALLOC_IDS;
          case GEM_PORT_IDS -> OnuMapType.GEM_PORT_IDS;
          case TEMPLATE_IDS -> throw new IllegalStateException("tp_id is not a map");
        });
  }

  @Override
  public int compareTo(AdapterListId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return type + " of " + of;
  }
}
