package org.ponkeeper.tck;

import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;

class MemoryStoreTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore open() {
    return new MemoryStore();
  }

  @Override
  public int walks() {
    return 1_000;
  }

  /** Of what is in memory there is no size. */
  @Override
  public boolean knowsItsSize() {
    return false;
  }
}
