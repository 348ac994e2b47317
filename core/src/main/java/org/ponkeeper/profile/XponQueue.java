package org.ponkeeper.profile;

import java.util.Set;

/**
 * A queue of a GPON, XGPON or XGS-PON template. The multicast attributes apply only downstream.
 *
 * @param queue the fields that all queues have
 * @param isMulticast as it was written; interpreted by {@link #multicast()}
 * @param multicastGemId the id of a multicast GEM port, 0 to 2^32-1, both inclusive
 * @param dynamicAccessControlList the groups that may be joined
 * @param staticAccessControlList the groups that are always sent
 */
public record XponQueue(
    Queue queue,
    String isMulticast,
    long multicastGemId,
    String dynamicAccessControlList,
    String staticAccessControlList) {

  private static final Set<String> YES = Set.of("True", "true", "TRUE");

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it does not fit unsigned 32 bits
   */
  public XponQueue {
    Uint32.check("multicast_gem_id", multicastGemId);
  }

  /** A queue without multicast attributes. */
  public static XponQueue unicast(Queue queue) {
    return new XponQueue(queue, "", 0, "", "");
  }

  /** Whether the entry is a multicast GEM port: {@code True}, {@code true} or {@code TRUE}. */
  public boolean multicast() {
    return YES.contains(isMulticast);
  }
}
