package com.example.adapter;

import static org.ponkeeper.pon.Direction.DOWNSTREAM;
import static org.ponkeeper.pon.Direction.UPSTREAM;

import java.nio.file.Path;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.etcd.EtcdStore;
import org.ponkeeper.store.sqlite.SqliteStore;

public class Example {
  /** Takes etcd://HOST:PORT, or the path of a SQLite file. */
  public static void main(String[] args) {
    String at = args[0];
    try (var store = at.startsWith("etcd:") ? EtcdStore.open(at) : SqliteStore.open(Path.of(at));
        var ponkeeper = Ponkeeper.on(RetryingStore.of(store))) {
      var olt = ponkeeper.olt(Technology.XGS_PON, "olt-1");
      olt.register(
          OltRegistration.builder()
              .pons(0, 15)
              .onuIds(1, 32) // both ends are included
              .allocIds(1024, 1152)
              .gemPortIds(1024, 2048)
              .build());

      // Safe to repeat: a second call gives back the same instance.
      var service = olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0)).instance();
      System.out.println("Alloc-ID " + service.allocId());
      System.out.println("p-bit 3 goes up by " + service.gemPortId(UPSTREAM, 3));
      System.out.println("queues down: " + service.trafficQueues(DOWNSTREAM));
    }
  }
}
