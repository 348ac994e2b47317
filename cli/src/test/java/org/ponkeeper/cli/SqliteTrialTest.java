package org.ponkeeper.cli;

class SqliteTrialTest extends TrialContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
