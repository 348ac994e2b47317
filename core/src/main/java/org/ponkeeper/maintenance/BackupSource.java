package org.ponkeeper.maintenance;

import java.util.Iterator;

/**
 * The entries of a backup, which are read several times and need not fit into memory. For one
 * thread at a time; whoever made it closes what it stands on.
 */
public interface BackupSource {

  /** What the backup holds of a store. */
  BackupScope scope();

  /** A text that is the same for the same entries, and another for others: a digest. */
  String id();

  /** How many entries there are. */
  long size();

  /**
   * Begins to read from the first entry.
   *
   * @return the entries, each with a greater key than the one before
   */
  Reader read();

  /**
   * Entries as they are read; close it when done. It may block. It throws an exception of its own
   * if the source is no longer what it was when it was made; that ends the import or restore, whose
   * caller receives it.
   */
  interface Reader extends Iterator<BackupEntry>, AutoCloseable {
    @Override
    void close();
  }
}
