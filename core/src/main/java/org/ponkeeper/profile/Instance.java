package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;

/**
 * A service of a subscriber: the ids that it owns, and what follows from them and its template.
 * Immutable, compared by value.
 *
 * <p>An instance that a create made always has a template. One that was in the store already may
 * have none that fits it: the template was deleted, cannot be read, or has another number of GEM
 * ports. Then {@link #isResolved} is false, the path and the ids are known as ever, and everything
 * else is refused with a {@link CorruptDataException} of the code {@code CORRUPT_DATA} that says
 * why: an adapter must not take unknown queues for no queues.
 */
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

  /** Whether a template fits it, so that its queues, schedulers and p-bits are known. */
  boolean isResolved();

  /**
   * The template.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  TechProfile template();

  /**
   * Where the template comes from.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  TemplateSource source();

  /**
   * The GEM port that carries the p-bit: the first unicast one whose map has it. Allocates nothing.
   *
   * @param direction upstream or downstream; for anything else the answer is -1
   * @param pbit 0 to 7, both included; for anything else the answer is -1
   * @return a GEM port id of 0 to 65535, or -1 if no GEM port carries the p-bit
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  int gemPortId(Direction direction, int pbit);

  /**
   * The GEM port that carries the p-bit, as {@link #gemPortId} finds it, if there is one.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<GemPortId> gemPortForPbit(Direction direction, int pbit);

  /**
   * The scheduler of upstream or downstream; EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<Scheduler> scheduler(Direction direction);

  /**
   * The scheduler of upstream or downstream, as an OLT gets it; EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<TrafficScheduler> trafficScheduler(Direction direction, TrafficShaping shaping);

  /**
   * The unicast queues of upstream or downstream, as an OLT gets them, the first GEM port's first;
   * EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  List<TrafficQueue> trafficQueues(Direction direction);

  /**
   * The multicast queues downstream, as an OLT gets them, with the template's multicast ids; EPON
   * has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  List<TrafficQueue> multicastTrafficQueues();
}
