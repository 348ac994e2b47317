package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;

/**
 * A service of a subscriber: its assigned ids, and everything derived from them and the template.
 * Immutable, compared by value.
 *
 * <p>A newly created instance always has a template. An instance read from the store may have no
 * matching template: it was deleted, cannot be read, or has another number of GEM ports. Then
 * {@link #isResolved} is false; the path and the ids are known, and all methods that need the
 * template throw {@link CorruptDataException} with {@code CORRUPT_DATA} and the reason, so that an
 * adapter does not mistake unknown queues for no queues.
 */
public sealed interface Instance permits TechProfileInstance, UnresolvedInstance {

  /** The path of the instance. */
  InstancePath path();

  /** The assigned Alloc-ID. */
  AllocId allocId();

  /** The assigned GEM port ids, in the order of the queues. */
  List<GemPortId> gemPortIds();

  /** The number of assigned GEM port ids. */
  int gemPortCount();

  /**
   * One of the assigned GEM port ids. Does not allocate memory.
   *
   * @param index 0 to {@link #gemPortCount()} - 1, both inclusive
   * @throws IndexOutOfBoundsException if it is not
   */
  int gemPortIdAt(int index);

  /**
   * Whether a template matches the instance, so that its queues, schedulers and p-bits are known.
   */
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
   * The GEM port that carries the p-bit: the first unicast one whose map includes it. Does not
   * allocate memory.
   *
   * @param direction upstream or downstream; for any other value -1 is returned
   * @param pbit 0 to 7, both inclusive; for any other value -1 is returned
   * @return a GEM port id of 0 to 65535, or -1 if no GEM port carries the p-bit
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  int gemPortId(Direction direction, int pbit);

  /**
   * The GEM port that carries the p-bit, as returned by {@link #gemPortId}; empty if there is none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<GemPortId> gemPortForPbit(Direction direction, int pbit);

  /**
   * The upstream or downstream scheduler; EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<Scheduler> scheduler(Direction direction);

  /**
   * The upstream or downstream scheduler in the form for an OLT; EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  Optional<TrafficScheduler> trafficScheduler(Direction direction, TrafficShaping shaping);

  /**
   * The upstream or downstream unicast queues in the form for an OLT, in the order of the GEM
   * ports; EPON has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  List<TrafficQueue> trafficQueues(Direction direction);

  /**
   * The downstream multicast queues in the form for an OLT, with the template's multicast ids; EPON
   * has none.
   *
   * @throws CorruptDataException if the instance is not {@linkplain #isResolved resolved}
   */
  List<TrafficQueue> multicastTrafficQueues();
}
