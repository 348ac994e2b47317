package org.ponkeeper.store;

import java.util.Optional;

/** A condition on one key, checked when a transaction is committed. */
public sealed interface Condition {

  /** The key that the condition is about. */
  Key key();

  /**
   * Whether the condition holds.
   *
   * @param found what the store has now; empty if the key is absent
   */
  boolean holds(Optional<KeyValue> found);

  /** The key is as it was read: with the same version and value, or absent. */
  static Condition unchanged(Key key, Optional<KeyValue> found) {
    return found.<Condition>map(Condition::unchanged).orElseGet(() -> new Absent(key));
  }

  /** The key is as it was read: with the same version and value. */
  static Condition unchanged(KeyValue found) {
    return new AtVersion(found.key(), found.version(), Optional.of(found.value()));
  }

  /** The key is absent. */
  record Absent(Key key) implements Condition {
    @Override
    public boolean holds(Optional<KeyValue> found) {
      return found.isEmpty();
    }
  }

  /**
   * The key was last written at exactly this version, and has this value.
   *
   * <p>The value is a second check, for a store whose history was replaced without a trace: there,
   * the same number may be the version of another change. A store compares values as far as its
   * limits allow, the shortest first, and compares the rest by version only.
   *
   * @param key the key
   * @param version the version
   * @param value the value that the key had at that version; if empty, only the version is compared
   */
  record AtVersion(Key key, Version version, Optional<Bytes> value) implements Condition {

    /** The key was last written at exactly this version; its value is not compared. */
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
