package org.ponkeeper.store;

import java.util.Optional;

/** What must be true of a key for a transaction to be made. */
public sealed interface Condition {

  /** The key that the condition is about. */
  Key key();

  /** Whether the condition holds for what is in the store now; empty if the key is absent. */
  boolean holds(Optional<KeyValue> found);

  /** That the key is as it was read: at its version and with its value, or absent. */
  static Condition unchanged(Key key, Optional<KeyValue> found) {
    return found.<Condition>map(Condition::unchanged).orElseGet(() -> new Absent(key));
  }

  /** That the key is as it was read: at its version and with its value. */
  static Condition unchanged(KeyValue found) {
    return new AtVersion(found.key(), found.version(), Optional.of(found.value()));
  }

  /** There is no such key. */
  record Absent(Key key) implements Condition {
    @Override
    public boolean holds(Optional<KeyValue> found) {
      return found.isEmpty();
    }
  }

  /**
   * The key was last written at just this version, and has this value.
   *
   * <p>The value is a second defence, for a store whose history was replaced without a trace: there
   * the same number may stand for another change. A store compares values as far as its limits
   * allow, the shortest first, and compares the rest by version only.
   *
   * @param key the key
   * @param version the version
   * @param value the value that the key had at that version; empty compares the version only
   */
  record AtVersion(Key key, Version version, Optional<Bytes> value) implements Condition {

    /** The key was last written at just this version; its value is not compared. */
    public AtVersion(Key key, Version version) {
      this(key, version, Optional.empty());
    }

    @Override
    public boolean holds(Optional<KeyValue> found) {
      return found.isPresent()
          && found.get().version().equals(version)
          && value.map(found.get().value()::equals).orElse(true);
    }
  }
}
