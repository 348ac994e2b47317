package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdRestoreTest extends RestoreContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
