package org.ponkeeper.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.bench.Restarts.Kind;
import org.ponkeeper.cli.bench.Restarts.Sample;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;

/** Times one restart in the current process. */
public final class RestartProbe {

  private static final long KIB = 1024;

  private final KeyValueStore store;
  private final PonkeeperOptions options;

  /**
   * A probe of a store that was just opened.
   *
   * @param options with the paths of the data
   */
  public RestartProbe(KeyValueStore store, PonkeeperOptions options) {
    this.store = store;
    this.options = options;
  }

  /** Makes one request to the store, and then loads or reads everything. */
  public Sample run(Kind kind, List<OltId> olts) {
    store.health();
    return switch (kind) {
      case LOAD -> load(olts);
      case BARE_READ -> bareRead();
    };
  }

  private Sample load(List<OltId> ids) {
    Sample withHeap = loadAndHold(ids);
    return new Sample(
        withHeap.nanos(), withHeap.count(), withHeap.heapBytes() - heapInUse(), residentBytes(), 0);
  }

  /** Loads, and measures the memory in use; afterwards nothing refers to the loaded data. */
  private Sample loadAndHold(List<OltId> ids) {
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, options)) {
      long begin = System.nanoTime();
      List<Olt> olts = new ArrayList<>();
      for (OltId id : ids) {
        olts.add(ponkeeper.olt(Network.TECHNOLOGY, id).load());
      }
      long nanos = System.nanoTime() - begin;
      long count = olts.stream().mapToLong(olt -> olt.overview().instances()).sum();
      return new Sample(nanos, count, heapInUse(), 0, 0);
    }
  }

  private Sample bareRead() {
    KeySpace keys = new KeySpace(options.basePath(), options.templatePath());
    KeyRange instances = keys.instances(Network.TECHNOLOGY);
    long count = 0;
    long begin = System.nanoTime();
    try (Snapshot snapshot = store.snapshot();
        Scan scan =
            snapshot.scan(List.of(keys.resourceManagerRange(), instances), ScanOptions.ALL)) {
      while (scan.hasNext()) {
        count += instances.contains(scan.next().key()) ? 1 : 0;
      }
    }
    return new Sample(System.nanoTime() - begin, count, 0, residentBytes(), 0);
  }

  /** The reachable memory: the memory in use after garbage collection. */
  public static long heapInUse() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
