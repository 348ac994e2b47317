package org.ponkeeper.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/**
 * Measures how soon the console shows something, with VOLTHA's largest published test: 12,096
 * instances on 64 PONs. Not among the tests, which say nothing about speed: see docs/console.md.
 */
class ConsoleFigures {

  private static final int PONS = 64;
  private static final int ONUS = 63;
  private static final int UNIS = 3;
  private static final int RUNS = 7;

  /** ONUs above those that are there, for services that come while the page is watched. */
  private static final int FIRST_FREE_ONU = ONUS + 1;

  private final MemoryStore store = new MemoryStore();

  @Test
  void firstPaintAndUpdate() throws Exception {
    try (Chromium chromium =
            Chromium.start(Path.of(System.getProperty("ponkeeper.root"))).orElseThrow();
        TestServer server = new TestServer(store, Map.of(Setting.HISTORY_INTERVAL, "1m"))) {
      Network.fill(server.ponkeeper(), store);
      Olt olt = fill(server);

      report("first contentful paint of the overview", () -> firstPaint(chromium, server));
      report("all numbers of the overview", () -> numbers(chromium, server));
      try (Tab tab = chromium.open().open(server.uri("/") + "#/").see("Live", "12,096")) {
        int[] onu = {FIRST_FREE_ONU};
        report("a service on the screen after its commit", () -> update(tab, olt, onu[0]++));
      }
    }
  }

  private static Olt fill(TestServer server) {
    Olt olt = server.ponkeeper().olt(Technology.XGS_PON, "olt-large");
    Set<Integer> pons = new TreeSet<>();
    for (int pon = 0; pon < PONS; pon++) {
      pons.add(pon);
    }
    olt.register(
        OltRegistration.builder()
            .pons(pons)
            .onuIds(1, 127)
            .allocIds(1024, 2047)
            .gemPortIds(1024, 4000)
            .build());
    for (int pon = 0; pon < PONS; pon++) {
      for (int onu = 1; onu <= ONUS; onu++) {
        for (int uni = 0; uni < UNIS; uni++) {
          olt.instances().create(Network.INTERNET, UniPort.of("olt-large", pon, onu, uni));
        }
      }
    }
    return olt;
  }

  private static long firstPaint(Chromium chromium, TestServer server) {
    try (Tab tab = chromium.open().open(server.uri("/") + "#/").see("olt-large")) {
      return tab.evaluate(
              "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
          .asLong();
    }
  }

  private static long numbers(Chromium chromium, TestServer server) {
    try (Tab tab = chromium.open().open(server.uri("/") + "#/").see("olt-large", "12,096")) {
      return tab.evaluate("performance.now()").asLong();
    }
  }

  private static long update(Tab tab, Olt olt, int onu) {
    olt.instances().create(Network.INTERNET, UniPort.of("olt-large", 7, onu, 0));
    long committed = System.nanoTime();
    tab.see("Service 64 on olt-large PON 7 ONU " + onu + " UNI 0");
    return (System.nanoTime() - committed) / 1_000_000;
  }

  private static void report(String what, LongSupplier measured) {
    List<Long> millis = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      millis.add(measured.getAsLong());
    }
    String first = millis.getFirst() + " ms the first time";
    Collections.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s: %s, median %d ms, worst %d ms%n",
        what,
        first,
        millis.get(RUNS / 2),
        millis.getLast());
  }
}
