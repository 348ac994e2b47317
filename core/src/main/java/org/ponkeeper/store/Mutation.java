package org.ponkeeper.store;

/** A change of one key. */
public sealed interface Mutation {

  /** The key that is changed. */
  Key key();

  /** What it counts towards {@link Txn#MAX_BYTES}: the bytes of its key and its value. */
  default long length() {
    return switch (this) {
      case Put put -> (long) put.key().length() + put.value().length();
      case Delete delete -> delete.key().length();
    };
  }

  /** Writes the key, whether it exists or not. Its version changes even if its value does not. */
  record Put(Key key, Bytes value) implements Mutation {}

  /** Deletes the key; succeeds if it is absent. */
  record Delete(Key key) implements Mutation {}
}
