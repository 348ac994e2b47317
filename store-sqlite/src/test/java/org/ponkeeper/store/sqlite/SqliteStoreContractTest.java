package org.ponkeeper.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.tck.KeyValueStoreContract;

class SqliteStoreContractTest extends KeyValueStoreContract {

  @TempDir private Path directory;

  @Override
  protected KeyValueStore open() {
    return SqliteStore.open(directory.resolve("store.db"), SqliteOptions.DEFAULTS);
  }

  @Override
  protected KeyValueStore openAnother() {
    return open();
  }
}
