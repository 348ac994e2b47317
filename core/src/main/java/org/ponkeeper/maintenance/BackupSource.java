package org.ponkeeper.maintenance;

import java.util.Iterator;

/**
 * The entries of a backup, which are read several times and need not fit into memory. For one
 * thread at a time. The code that created it closes the underlying resources.
 */
public interface BackupSource {

  /** The scope of the backup. */
  BackupScope scope();

  /** A digest of the entries: equal only for equal entries. */
  String id();

  /** The number of entries. */
  long size();

  /**
   * Starts reading at the first entry.
   *
   * @return the entries, with ascending keys
   */
  Reader read();

  /**
   * Reads entries; close it when done. May block. If the source has changed since it was created,
   * it throws an exception of its own, which ends the import or restore and is passed to its
   * caller.
   */
  interface Reader extends Iterator<BackupEntry>, AutoCloseable {
    @Override
    void close();
  }
}
