package org.ponkeeper.cli;

class SqliteRestoreTest extends RestoreContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
