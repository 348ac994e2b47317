package org.ponkeeper.profile;

import java.util.Optional;

/**
 * A queue of an EPON template. All fields except {@code queue} apply only upstream.
 *
 * @param queue the fields that all queues have
 * @param trafficType for example {@code BE}
 * @param unsolicitedGrantSize 0 to 2^32-1, both inclusive
 * @param nominalInterval 0 to 2^32-1, both inclusive
 * @param toleratedPollJitter 0 to 2^32-1, both inclusive
 * @param requestTransmissionPolicy 0 to 2^32-1, both inclusive
 * @param numQueueSets 0 to 2^32-1, both inclusive
 * @param thresholds the report thresholds, if given
 */
public record EponQueue(
    Queue queue,
    String trafficType,
    long unsolicitedGrantSize,
    long nominalInterval,
    long toleratedPollJitter,
    long requestTransmissionPolicy,
    long numQueueSets,
    Optional<QueueThresholds> thresholds) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one does not fit unsigned 32 bits
   */
  public EponQueue {
    Uint32.check("unsolicited_grant_size", unsolicitedGrantSize);
    Uint32.check("nominal_interval", nominalInterval);
    Uint32.check("tolerated_poll_jitter", toleratedPollJitter);
    Uint32.check("request_transmission_policy", requestTransmissionPolicy);
    Uint32.check("num_q_sets", numQueueSets);
  }

  /** A queue without EPON attributes, like the downstream ones. */
  public static EponQueue plain(Queue queue) {
    return new EponQueue(queue, "", 0, 0, 0, 0, 0, Optional.empty());
  }
}
