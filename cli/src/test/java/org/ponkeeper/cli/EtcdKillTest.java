package org.ponkeeper.cli;

import org.ponkeeper.tck.etcd.NeedsEtcd;

@NeedsEtcd
class EtcdKillTest extends KillContract {
  @Override
  TestStores stores() {
    return TestStores.etcd();
  }

  /** A process on etcd takes a second to start. */
  @Override
  int rounds() {
    return super.rounds() / 3;
  }
}
