package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdTrialTest extends TrialContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
