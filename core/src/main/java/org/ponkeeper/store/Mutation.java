package org.ponkeeper.store;

/** A change of one key. */
public sealed interface Mutation {

  /** The key that is changed. */
  Key key();

  /** How much it counts to {@link Txn#MAX_BYTES}: the bytes of its key and its value. */
  default long length() {
    return switch (this) {
      case Put put -> (long) put.key().length() + put.value().length();
      case Delete delete -> delete.key().length();
    };
  }

  /** Writes the key, whether it was there or not; its version is new even if its value is not. */
  record Put(Key key, Bytes value) implements Mutation {}

  /** Removes the key; no fault if it is absent. */
  record Delete(Key key) implements Mutation {}
}
