package org.ponkeeper.cli;

class SqliteKillTest extends KillContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
