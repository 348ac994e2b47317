package com.example.adapter;

import static org.ponkeeper.pon.Direction.UPSTREAM;
import static org.ponkeeper.pon.Technology.XGS_PON;

import java.nio.file.Path;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.sqlite.SqliteStore;

public class Example {
  public static void main(String[] args) {
    try (var store = RetryingStore.of(SqliteStore.open(Path.of(args[0])));
        var ponkeeper = Ponkeeper.on(store)) {
      var olt = ponkeeper.olt(XGS_PON, "olt-1");
      olt.register(OltRegistration.builder().pons(0, 15).onuIds(1, 32) // both ends are included
          .allocIds(1024, 1152).gemPortIds(1024, 2048).build());

      // Safe to repeat: a second call returns the same instance.
      var service = olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0)).instance();
      System.out.println("Alloc-ID " + service.allocId());
      System.out.println("upstream GEM port of p-bit 3: " + service.gemPortId(UPSTREAM, 3));
    }
  }
}
