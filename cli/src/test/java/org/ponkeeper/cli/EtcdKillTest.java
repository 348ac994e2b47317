package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdKillTest extends KillContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
