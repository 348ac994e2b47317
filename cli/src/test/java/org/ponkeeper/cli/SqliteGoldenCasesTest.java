package org.ponkeeper.cli;

class SqliteGoldenCasesTest extends GoldenCasesContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
