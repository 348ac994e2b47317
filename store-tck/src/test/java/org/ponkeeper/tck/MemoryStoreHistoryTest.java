package org.ponkeeper.tck;

import org.junit.jupiter.api.AfterEach;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;

class MemoryStoreHistoryTest implements HistoryContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  public KeyValueStore store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public Backup backUp() {
    MemoryStore.Backup backup = store.backup();
    return others -> {
      // The others write to a store of their own, of which this one becomes a copy.
      try (MemoryStore elsewhere = new MemoryStore()) {
        elsewhere.restore(backup);
        others.write(elsewhere);
        store.restore(elsewhere.backup());
      }
    };
  }
}
