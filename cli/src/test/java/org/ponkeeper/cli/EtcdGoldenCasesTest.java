package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdGoldenCasesTest extends GoldenCasesContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }
}
