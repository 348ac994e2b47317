package org.ponkeeper.pon;

/** Which way traffic flows; the names are those of the protobuf enum. */
public enum Direction {
  /** From the subscriber to the network. */
  UPSTREAM,
  /** From the network to the subscriber. */
  DOWNSTREAM,
  /** Both; of a scheduler only, queues have one direction. */
  BIDIRECTIONAL
}
