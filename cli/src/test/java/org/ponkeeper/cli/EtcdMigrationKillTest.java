package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdMigrationKillTest extends MigrationKillContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
