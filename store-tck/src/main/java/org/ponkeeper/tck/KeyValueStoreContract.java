package org.ponkeeper.tck;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ponkeeper.store.KeyValueStore;

/**
 * The contract of every store. A store's test extends this class and opens an empty store; all
 * tests are inherited.
 *
 * <p>The tests are in {@link CommitContract}, {@link ScanContract}, {@link SnapshotContract},
 * {@link ConcurrencyContract}, {@link WatchContract}, {@link CommitWatchContract} and {@link
 * LifecycleContract}; in {@link WritersContract}, {@link PoolsContract}, {@link OnuContract},
 * {@link OnuMoveContract}, {@link SearchContract}, {@link BulkContract}, {@link ChangesContract},
 * {@link MonitorContract}, {@link LimitContract} and {@link EtagContract} Ponkeepers use the store,
 * and in {@link AdapterContract} their adapters.
 */
public abstract class KeyValueStoreContract
    implements CommitContract,
        ScanContract,
        SnapshotContract,
        ConcurrencyContract,
        WatchContract,
        CommitWatchContract,
        AdapterContract,
        WritersContract,
        PoolsContract,
        OnuContract,
        OnuMoveContract,
        SearchContract,
        BulkContract,
        ChangesContract,
        MonitorContract,
        LimitContract,
        EtagContract,
        LifecycleContract {

  private KeyValueStore store;
  private final List<KeyValueStore> others = new ArrayList<>();

  /** For subclasses. */
  protected KeyValueStoreContract() {}

  /**
   * Opens a store without any key; called before each test, and closed after it.
   *
   * @throws Exception if this fails; then the test fails
   */
  protected abstract KeyValueStore open() throws Exception;

  /**
   * Opens another object on the store, as another process does; closed after the test. A store that
   * is one object returns that.
   *
   * @throws Exception if this fails; then the test fails
   */
  protected KeyValueStore openAnother() throws Exception {
    return store;
  }

  @Override
  public final KeyValueStore store() {
    return store;
  }

  @Override
  public final KeyValueStore another() throws Exception {
    others.add(openAnother());
    return others.getLast();
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    others.forEach(KeyValueStore::close);
    store.close();
  }
}
