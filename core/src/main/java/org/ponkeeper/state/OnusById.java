package org.ponkeeper.state;

import java.util.Arrays;
import java.util.BitSet;
import org.ponkeeper.pool.ResourceType;

/**
 * The ONU whose instances own an id, for each id of a type on a PON. With it a search looks at the
 * few instances of one ONU, not at all of the PON. Immutable.
 */
final class OnusById {

  private static final short NONE = -1;

  /** Instances of several ONUs own the id, which is an error that the audit reports. */
  private static final short SEVERAL = -2;

  private final int first;
  private final short[] onus;

  private OnusById(int first, short[] onus) {
    this.first = first;
    this.onus = onus;
  }

  /** The owners of the ids, which are those that the instances own. */
  static OnusById of(PonState pon, ResourceType type, BitSet owned) {
    int first = Math.max(0, owned.nextSetBit(0));
    short[] onus = new short[Math.max(0, owned.length() - first)];
    Arrays.fill(onus, NONE);
    pon.readable()
        .forEach(entry -> {
          short onu = (short) entry.path().uniPort().onu().number();
          InstanceIds.forEach(
              entry.instance(),
              type,
              id -> {
                short before = onus[id - first];
                onus[id - first] = before == NONE || before == onu ? onu : SEVERAL;
              });
        });
    return new OnusById(first, onus);
  }

  /** The instances among which all owners of the id are; the id has at least one. */
  Iterable<StoredInstance> candidates(PonState pon, int id) {
    short onu = onus[id - first];
    return onu == SEVERAL ? pon.entries() : pon.ofOnu(onu);
  }
}
