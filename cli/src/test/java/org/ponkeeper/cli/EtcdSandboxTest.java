package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdSandboxTest extends SandboxContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
