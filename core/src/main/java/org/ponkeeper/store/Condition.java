package org.ponkeeper.store;

import java.util.Optional;

/** What must be true of a key for a transaction to be made. */
public sealed interface Condition {

  /** The key that the condition is about. */
  Key key();

  /** Whether the condition holds when {@code found} is the key's version; empty if it is absent. */
  boolean holds(Optional<Version> found);

  /** That the key is as it was read: at its version, or absent. */
  static Condition unchanged(Key key, Optional<KeyValue> found) {
    return found
        .<Condition>map(kv -> new AtVersion(key, kv.version()))
        .orElseGet(() -> new Absent(key));
  }

  /** There is no such key. */
  record Absent(Key key) implements Condition {
    @Override
    public boolean holds(Optional<Version> found) {
      return found.isEmpty();
    }
  }

  /** The key was last written at just this version. */
  record AtVersion(Key key, Version version) implements Condition {
    @Override
    public boolean holds(Optional<Version> found) {
      return found.equals(Optional.of(version));
    }
  }
}
