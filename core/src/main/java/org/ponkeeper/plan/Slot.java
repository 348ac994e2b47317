package org.ponkeeper.plan;

import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;

/** What was found under the key of an instance. */
public sealed interface Slot {

  /** Where a path stands among those of its PON: by ONU, UNI and template, each as a number. */
  static long order(InstancePath path) {
    return order(path.template(), path.uniPort());
  }

  /** The same, by the parts of a path. */
  static long order(TechProfileId template, UniPort uniPort) {
    return firstOrderOf(uniPort.onu().number())
        | (long) uniPort.number() << Integer.SIZE
        | Integer.toUnsignedLong(template.value());
  }

  /** Where the paths of an ONU begin. */
  static long firstOrderOf(int onu) {
    return (long) onu << (Integer.SIZE + Byte.SIZE);
  }

  /** Where it was found. */
  InstancePath path();

  /** The stamp that it was read under. */
  long stamp();

  /** An instance. */
  record Held(Instance instance, long stamp) implements Slot {
    @Override
    public InstancePath path() {
      return instance.path();
    }
  }

  /** A value that cannot be read as a resource instance; it is never overwritten. */
  record Garbled(InstancePath path, String reason, long stamp) implements Slot {}
}
