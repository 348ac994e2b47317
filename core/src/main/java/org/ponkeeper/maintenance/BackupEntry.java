package org.ponkeeper.maintenance;

import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.Txn;

/**
 * A key and its value in a backup.
 *
 * @param key the key
 * @param value the value
 */
public record BackupEntry(Key key, Bytes value) {

  /** The maximum bytes of a key and its value together in a backup: 1 MiB. */
  public static final int MAX_BYTES = Txn.MAX_BYTES;

  /** The bytes of the key and the value together. */
  public long length() {
    return (long) key.length() + value.length();
  }
}
