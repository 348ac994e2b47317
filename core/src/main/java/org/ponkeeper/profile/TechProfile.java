package org.ponkeeper.profile;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.pon.Direction;

/**
 * A template: how many queues a service has and how they are scheduled. Immutable, compared by
 * value.
 *
 * <p>What can be read is a template; whether an instance can be created from it is a separate
 * question, which {@link #diagnostics()} answers.
 */
public sealed interface TechProfile permits XponProfile, EponProfile {

  /** The greatest {@link #numGemPorts()} that an instance can have, included. */
  int MOST_GEM_PORTS = 65535;

  /** What every template says of itself. */
  ProfileHeader header();

  /** The name, for people. */
  default String name() {
    return header().name();
  }

  /** The version that the template gives itself, 0 to 2^32-1, both included. */
  default long version() {
    return header().version();
  }

  /** The profile type, a free text, often {@code XPON}; not the technology. */
  default String profileType() {
    return header().profileType();
  }

  /** How many GEM ports an instance has, 0 to 2^32-1, both included. */
  default long numGemPorts() {
    return header().numGemPorts();
  }

  /** What is shared, if the template says so. */
  default Optional<InstanceControl> instanceControl() {
    return header().instanceControl();
  }

  /** Whether the UNIs of an ONU share the template's Alloc-ID. */
  default boolean sharesAllocId() {
    return instanceControl().isPresent() && instanceControl().get().sharesAllocId();
  }

  /**
   * The unicast queues of an instance, the first one first; at most {@link #numGemPorts()}, entries
   * of the template beyond that are left out. Queue <i>i</i> has the instance's GEM port <i>i</i>.
   * Downstream there may be none.
   *
   * @param direction upstream or downstream; of anything else there are none
   */
  List<Queue> queues(Direction direction);

  /**
   * The index in {@link #queues(Direction)} of the first queue that carries the p-bit, or -1 if
   * none does. Allocates nothing.
   *
   * @param direction upstream or downstream; for anything else the answer is -1
   * @param pbit 0 to 7, both included; for anything else the answer is -1
   */
  int queueForPbit(Direction direction, int pbit);

  /**
   * The ids of the multicast GEM ports downstream, each once, in the template's order. Ids beyond
   * 65535 are left out: no GEM port can have them, and no pool holds them.
   */
  List<Integer> multicastGemPortIds();

  /**
   * Why no instance can be created from this template; empty if one can be. Of the severity {@link
   * Severity#UNFIT}; what else the rules say of a template, {@link TemplateChecks} finds.
   */
  List<Diagnostic> diagnostics();

  /** Whether an instance can be created from this template: there are no diagnostics. */
  default boolean isFit() {
    return diagnostics().isEmpty();
  }

  /**
   * Whether instances of the one can live on as instances of the other: equal in kind, number of
   * GEM ports, sharing, multicast ids (in any order) and fitness. What queues and schedulers say
   * may differ.
   */
  default boolean sameShapeAs(TechProfile other) {
    return ProfileRules.sameShape(this, other);
  }
}
