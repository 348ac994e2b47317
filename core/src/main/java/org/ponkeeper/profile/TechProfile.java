package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.Direction;

/**
 * A template: the number of queues of a service and how they are scheduled. Immutable, compared by
 * value.
 *
 * <p>Every template that can be read is represented. {@link #diagnostics()} says whether an
 * instance can be created from it.
 */
public sealed interface TechProfile permits XponProfile, EponProfile {

  /** The greatest {@link #numGemPorts()} that an instance can have, inclusive. */
  int MOST_GEM_PORTS = 65535;

  /** The fields that all templates have. */
  ProfileHeader header();

  /** The name, for display. */
  default String name() {
    return header().name();
  }

  /** The version that the template specifies, 0 to 2^32-1, both inclusive. */
  default long version() {
    return header().version();
  }

  /** The profile type, a free text, often {@code XPON}; not the technology. */
  default String profileType() {
    return header().profileType();
  }

  /** The number of GEM ports of an instance, 0 to 2^32-1, both inclusive. */
  default long numGemPorts() {
    return header().numGemPorts();
  }

  /** What is shared, if specified. */
  default Optional<InstanceControl> instanceControl() {
    return header().instanceControl();
  }

  /** Whether the UNIs of an ONU share the template's Alloc-ID. */
  default boolean sharesAllocId() {
    return instanceControl().isPresent() && instanceControl().get().sharesAllocId();
  }

  /**
   * The unicast queues of an instance, in order; at most {@link #numGemPorts()}, further entries of
   * the template are ignored. Queue <i>i</i> has the instance's GEM port <i>i</i>. There may be no
   * downstream queues.
   *
   * @param direction upstream or downstream; any other value returns an empty list
   */
  List<Queue> queues(Direction direction);

  /**
   * The index in {@link #queues(Direction)} of the first queue that carries the p-bit, or -1 if
   * none does. Does not allocate memory.
   *
   * @param direction upstream or downstream; any other value returns -1
   * @param pbit 0 to 7, both inclusive; any other value returns -1
   */
  int queueForPbit(Direction direction, int pbit);

  /**
   * The ids of the downstream multicast GEM ports, without duplicates, in the template's order. Ids
   * greater than 65535 are omitted, because no GEM port and no pool can have them.
   */
  List<Integer> multicastGemPortIds();

  /**
   * Why no instance can be created from this template; empty if one can. Only diagnostics of
   * severity {@link Severity#UNFIT}; {@link TemplateChecks} finds all others.
   */
  List<Diagnostic> diagnostics();

  /** Whether an instance can be created from this template, that is, there are no diagnostics. */
  default boolean isFit() {
    return diagnostics().isEmpty();
  }

  /**
   * Whether instances of one template remain valid with the other: both have the same kind, number
   * of GEM ports, sharing, multicast ids (in any order) and fitness. Queues and schedulers may have
   * different settings.
   */
  default boolean sameShapeAs(TechProfile other) {
    return ProfileRules.sameShape(this, other);
  }
}
