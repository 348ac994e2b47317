package org.ponkeeper.bench;

import org.ponkeeper.Instances;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.etcd.EtcdStore;

/** Calls the library in this process, on a store with retries, as the server does in its own. */
final class LibraryCaller implements InstanceCaller {

  private final KeyValueStore store;
  private final Ponkeeper ponkeeper;

  LibraryCaller(String url, String basePath) {
    store = RetryingStore.of(EtcdStore.open(url), RetryPolicy.DEFAULTS);
    ponkeeper =
        Ponkeeper.on(
            store,
            PonkeeperOptions.DEFAULTS.withPaths(basePath, ServerProcess.templates(basePath)));
  }

  Ponkeeper ponkeeper() {
    return ponkeeper;
  }

  private Instances instances(InstancePath path) {
    return ponkeeper.olt(path.technology(), path.uniPort().olt()).instances();
  }

  @Override
  public void create(InstancePath path) {
    InstanceCaller.require(instances(path).create(path.template(), path.uniPort()).created(), path);
  }

  @Override
  public void delete(InstancePath path) {
    InstanceCaller.require(instances(path).delete(path.template(), path.uniPort()).deleted(), path);
  }

  @Override
  public void close() {
    ponkeeper.close();
    store.close();
  }
}
