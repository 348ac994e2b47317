package org.ponkeeper.profile;

import java.util.Optional;

/**
 * The fields that queues of all technologies have.
 *
 * @param gemPortId the template's value, 0 to 2^32-1, both inclusive, usually 0; kept for display
 *     only, because an instance has assigned ids
 * @param maxQueueSize for the OLT, usually {@code auto}
 * @param pbitMap the p-bits that the queue carries
 * @param aesEncryption as it was written; interpreted by {@link #encrypted()}
 * @param schedulingPolicy how the queue is served
 * @param priority 0 to 2^32-1, both inclusive
 * @param weight 0 to 2^32-1, both inclusive
 * @param discardPolicy which packets the queue discards
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

  /** Whether traffic is encrypted: only if the template has exactly {@code True}. */
  public boolean encrypted() {
    return aesEncryption.equals("True");
  }

  /**
   * The discard configuration for an OLT: the newer form if the template has it; otherwise the
   * older one if the policy is RED or weighted RED (then the same for all three colours); otherwise
   * empty.
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
