package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdLiveAuditTest extends LiveAuditContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
