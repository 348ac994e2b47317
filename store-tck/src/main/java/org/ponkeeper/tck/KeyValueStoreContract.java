package org.ponkeeper.tck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ponkeeper.store.KeyValueStore;

/**
 * The contract of every store. A store's test extends this class and opens an empty store; all
 * tests are inherited.
 *
 * <p>The tests are in {@link CommitContract}, {@link ScanContract}, {@link SnapshotContract},
 * {@link ConcurrencyContract}, {@link WatchContract} and {@link LifecycleContract}; in {@link
 * WritersContract}, {@link PoolsContract}, {@link OnuContract}, {@link SearchContract} and {@link
 * MonitorContract} Ponkeepers use the store, and in {@link AdapterContract} their adapters.
 */
public abstract class KeyValueStoreContract
    implements CommitContract,
        ScanContract,
        SnapshotContract,
        ConcurrencyContract,
        WatchContract,
        AdapterContract,
        WritersContract,
        PoolsContract,
        OnuContract,
        SearchContract,
        MonitorContract,
        LifecycleContract {

  private KeyValueStore store;

  /** For subclasses. */
  protected KeyValueStoreContract() {}

  /**
   * Opens a store without any key; called before each test, and closed after it.
   *
   * @throws Exception if this fails; then the test fails
   */
  protected abstract KeyValueStore open() throws Exception;

  @Override
  public final KeyValueStore store() {
    return store;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }
}
