package org.ponkeeper.store;

/** What a {@linkplain KeyValueStore#watch watch} tells. */
public sealed interface WatchEvent {

  /** A key changed. */
  sealed interface Change extends WatchEvent {
    /** The key. */
    Key key();

    /** The version of the commit that changed it; all changes of one commit have the same. */
    Version version();
  }

  /** The key was written, and had this version then. */
  record Written(Key key, Version version) implements Change {}

  /** The key was there and was removed. */
  record Deleted(Key key, Version version) implements Change {}

  /**
   * Some changes may have been missed: the engine no longer has them. Whoever reads the range after
   * this, and then takes the events that follow, has missed nothing.
   */
  record Resync() implements WatchEvent {}
}
