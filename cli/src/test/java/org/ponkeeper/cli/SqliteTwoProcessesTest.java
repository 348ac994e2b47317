package org.ponkeeper.cli;

class SqliteTwoProcessesTest extends TwoProcessesContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
