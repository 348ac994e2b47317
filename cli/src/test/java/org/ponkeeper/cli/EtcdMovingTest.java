package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdMovingTest extends MovingContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
