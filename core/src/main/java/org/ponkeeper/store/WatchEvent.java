package org.ponkeeper.store;

/** An event of a {@linkplain KeyValueStore#watch watch}. */
public sealed interface WatchEvent {

  /** A key changed. */
  sealed interface Change extends WatchEvent {
    /** The key. */
    Key key();

    /** The version of the commit that changed the key; the same for all changes of one commit. */
    Version version();
  }

  /** The key was written and got this version. */
  record Written(Key key, Version version) implements Change {}

  /** The key existed and was deleted. */
  record Deleted(Key key, Version version) implements Change {}

  /**
   * Some changes may be missing: the engine no longer has them. To miss nothing, read the range
   * again after this event, then apply the events that follow.
   */
  record Resync() implements WatchEvent {}
}
