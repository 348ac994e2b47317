package org.ponkeeper.state;

import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;

/** The ids that an instance owns, and its entries in the openolt adapter's lists. */
public final class InstanceIds {
  private InstanceIds() {}

  /** The ids of the type that an instance owns. */
  public static Set<Integer> of(Instance instance, ResourceType type) {
    BitSet bits = new BitSet();
    add(instance, type, bits);
    return of(bits);
  }

  /** The numbers of the bits that are set, ascending. */
  public static Set<Integer> of(BitSet bits) {
    Set<Integer> ids = new TreeSet<>();
    bits.stream().forEach(ids::add);
    return ids;
  }

  /** Whether an instance owns the id of the type. */
  static boolean owns(Instance instance, ResourceType type, int id) {
    if (type == ResourceType.ALLOC_ID) {
      return instance.allocId().value() == id;
    }
    boolean found = false;
    if (type == ResourceType.GEM_PORT_ID) {
      for (int i = 0; i < instance.gemPortCount(); i++) {
        found |= instance.gemPortIdAt(i) == id;
      }
    }
    return found;
  }

  /** Adds the ids of the type that an instance owns. */
  static void add(Instance instance, ResourceType type, BitSet ids) {
    forEach(instance, type, ids::set);
  }

  /** Visits the ids of the type that an instance owns. */
  static void forEach(Instance instance, ResourceType type, IntConsumer visit) {
    if (type == ResourceType.ALLOC_ID) {
      visit.accept(instance.allocId().value());
    } else if (type == ResourceType.GEM_PORT_ID) {
      for (int i = 0; i < instance.gemPortCount(); i++) {
        visit.accept(instance.gemPortIdAt(i));
      }
    }
  }

  /** Whether a list of this ONU or UNI port has entries of instances on the port. */
  public static boolean isOf(OnuOrUni of, UniPort port) {
    return of.equals(port) || of.equals(port.onu());
  }

  /** The entries of an instance in a list of that type, ascending. */
  public static Set<Integer> entries(Instance instance, AdapterListType type) {
    return switch (type) {
      case ALLOC_IDS -> of(instance, ResourceType.ALLOC_ID);
      case GEM_PORT_IDS -> of(instance, ResourceType.GEM_PORT_ID);
      case TEMPLATE_IDS -> new TreeSet<>(Set.of(instance.path().template().value()));
    };
  }
}
