package org.ponkeeper.profile;

import java.util.List;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;

/** A service of a subscriber, with the ids that it owns. Immutable, compared by value. */
public sealed interface Instance permits TechProfileInstance, UnresolvedInstance {

  /** Where it lives. */
  InstancePath path();

  /** The assigned Alloc-ID. */
  AllocId allocId();

  /** The assigned GEM port ids, the first queue's first. */
  List<GemPortId> gemPortIds();

  /** How many GEM port ids are assigned. */
  int gemPortCount();

  /**
   * One of the assigned GEM port ids; allocates nothing.
   *
   * @param index 0 to {@link #gemPortCount()} - 1, both included
   * @throws IndexOutOfBoundsException if it is not
   */
  int gemPortIdAt(int index);
}
