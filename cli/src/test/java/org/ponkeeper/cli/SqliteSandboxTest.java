package org.ponkeeper.cli;

class SqliteSandboxTest extends SandboxContract {
  @Override
  TestStores stores() {
    return TestStores.sqlite(folder);
  }
}
