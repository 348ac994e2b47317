package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdTwoProcessesTest extends TwoProcessesContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
