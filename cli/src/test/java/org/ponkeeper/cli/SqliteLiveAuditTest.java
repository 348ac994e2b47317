package org.ponkeeper.cli;

class SqliteLiveAuditTest extends LiveAuditContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
