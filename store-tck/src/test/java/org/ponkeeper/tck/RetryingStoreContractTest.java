package org.ponkeeper.tck;

import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;

class RetryingStoreContractTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore open() {
    return RetryingStore.of(new MemoryStore(), RetryPolicy.DEFAULTS);
  }

  /** Of what is in memory there is no size. */
  @Override
  public boolean knowsItsSize() {
    return false;
  }
}
