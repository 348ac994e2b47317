package org.ponkeeper.plan;

import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;

/** What was found under the key of an instance. */
public sealed interface Slot {

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
