package org.ponkeeper.cli;

class SqliteMovingTest extends MovingContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
