package org.ponkeeper.pon;

/** The direction of traffic; the names are those of the protobuf enum. */
public enum Direction {
  /** From the subscriber to the network. */
  UPSTREAM,
  /** From the network to the subscriber. */
  DOWNSTREAM,
  /** Both; only for schedulers, queues have one direction. */
  BIDIRECTIONAL
}
