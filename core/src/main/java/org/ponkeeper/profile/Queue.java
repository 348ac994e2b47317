package org.ponkeeper.profile;

import java.util.Optional;

/**
 * What every queue of a template has, whatever the technology.
 *
 * @param gemPortId what the template says, 0 to 2^32-1, both included, usually 0: kept to be shown
 *     again, and not used, since an instance has assigned ids
 * @param maxQueueSize for the OLT, usually {@code auto}
 * @param pbitMap the p-bits that the queue carries
 * @param aesEncryption as it was written; {@link #encrypted()} says what it means
 * @param schedulingPolicy how the queue is served
 * @param priority 0 to 2^32-1, both included
 * @param weight 0 to 2^32-1, both included
 * @param discardPolicy what the queue drops
 * @param discardConfig the older form of the thresholds, if given
 * @param discardConfigV2 the newer form, if given
 */
public record Queue(
    long gemPortId,
    String maxQueueSize,
    PbitMap pbitMap,
    String aesEncryption,
    SchedulingPolicy schedulingPolicy,
    long priority,
    long weight,
    DiscardPolicy discardPolicy,
    Optional<RedDiscardConfig> discardConfig,
    Optional<DiscardConfig> discardConfigV2) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public Queue {
    Uint32.check("gemport_id", gemPortId);
    Uint32.check("priority_q", priority);
    Uint32.check("weight", weight);
  }

  /** Whether traffic is encrypted: only if the template says exactly {@code True}. */
  public boolean encrypted() {
    return aesEncryption.equals("True");
  }

  /**
   * What the queue drops, for an OLT: the newer form where the template has it, else the older one
   * where the policy is RED or weighted RED (then for all three colours alike), else nothing.
   */
  public Optional<DiscardConfig> effectiveDiscardConfig() {
    if (discardConfigV2.isPresent()) {
      return discardConfigV2;
    }
    return switch (discardPolicy) {
      case RED -> discardConfig.map(DiscardConfig::red);
      case W_RED -> discardConfig.map(DiscardConfig::weightedRed);
      case TAIL_DROP, W_TAIL_DROP -> Optional.empty();
    };
  }
}
