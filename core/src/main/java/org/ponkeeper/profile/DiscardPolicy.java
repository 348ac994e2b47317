package org.ponkeeper.profile;

/** What a queue drops when it fills up. */
public enum DiscardPolicy {
  /** What arrives at a full queue. */
  TAIL_DROP,
  /** The same, by colour. */
  W_TAIL_DROP,
  /** Random early detection. */
  RED,
  /** Random early detection by colour. */
  W_RED
}
