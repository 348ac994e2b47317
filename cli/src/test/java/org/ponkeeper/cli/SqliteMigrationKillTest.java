package org.ponkeeper.cli;

class SqliteMigrationKillTest extends MigrationKillContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
