package org.ponkeeper.profile;

/** Which packets a queue discards as it fills up. */
public enum DiscardPolicy {
  /** Packets that arrive at a full queue. */
  TAIL_DROP,
  /** The same, by colour. */
  W_TAIL_DROP,
  /** Random early detection. */
  RED,
  /** Random early detection by colour. */
  W_RED
}
