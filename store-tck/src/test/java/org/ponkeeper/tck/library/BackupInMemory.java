package org.ponkeeper.tck.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ponkeeper.maintenance.BackupEntry;
import org.ponkeeper.maintenance.BackupScope;
import org.ponkeeper.maintenance.BackupSource;
import org.ponkeeper.store.KeyValueStore;

/** A backup in the memory of a test. */
record BackupInMemory(BackupScope scope, String id, List<BackupEntry> entries)
    implements BackupSource {

  static final BackupScope OWN = scope(List.of());

  /** The usual scope, with paths of an adapter. */
  static BackupScope scope(List<String> also) {
    return BackupScope.own("service/voltha", "service/voltha/technology_profiles", also);
  }

  /** The backup that an export of the store writes. */
  static BackupInMemory of(KeyValueStore store, BackupScope scope, String id) {
    List<BackupEntry> entries = new ArrayList<>();
    OltScene.on(
        store,
        ponkeeper -> {
          try {
            ponkeeper.backup().export(scope, entries::add);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    return new BackupInMemory(scope, id, entries);
  }

  @Override
  public long size() {
    return entries.size();
  }

  @Override
  public Reader read() {
    Iterator<BackupEntry> iterator = entries.iterator();
    return new Reader() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public BackupEntry next() {
        return iterator.next();
      }

      @Override
      public void close() {}
    };
  }
}
