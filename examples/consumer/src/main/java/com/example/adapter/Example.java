package com.example.adapter;

import java.nio.file.Path;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.plan.CreateResult;
import org.ponkeeper.plan.OltRegistration;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.etcd.EtcdStore;
import org.ponkeeper.store.sqlite.SqliteStore;

public class Example {
  /** Takes etcd://HOST:PORT, or the path of a SQLite file. */
  public static void main(String[] args) {
    try (KeyValueStore store = open(args[0]);
        Ponkeeper ponkeeper = Ponkeeper.on(store)) {
      Olt olt = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1"));
      olt.register(
          OltRegistration.AS_FOUND
              .pons(0, 15)
              .ids(ResourceType.ONU_ID, 1, 32)
              .ids(ResourceType.ALLOC_ID, 1024, 1152)
              .ids(ResourceType.GEM_PORT_ID, 1024, 2048));

      // Safe to repeat: a second call gives back the same instance.
      CreateResult answer =
          olt.instances().create(new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0));
      if (answer.instance() instanceof TechProfileInstance instance) {
        System.out.println("Alloc-ID " + instance.allocId());
        System.out.println("p-bit 3 goes up by " + instance.gemPortId(Direction.UPSTREAM, 3));
        System.out.println("queues down: " + instance.trafficQueues(Direction.DOWNSTREAM));
      }
    }
  }

  private static KeyValueStore open(String store) {
    return RetryingStore.of(
        store.startsWith("etcd://") ? EtcdStore.open(store) : SqliteStore.open(Path.of(store)));
  }
}
