package org.ponkeeper.tck;

import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;

class FaultyStoreContractTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore open() {
    return new FaultyStore(new MemoryStore(), FaultPlan.none(), Thread::yield);
  }

  /** Of what is in memory there is no size. */
  @Override
  public boolean knowsItsSize() {
    return false;
  }
}
