package org.ponkeeper.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.Search;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.olt.SearchResult;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pool.ResourceType;

/** Searches over all OLTs of a process that has loaded them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SearchBenchmark {

  /**
   * 83 loaded OLTs with 12,096 instances each, together a million; each ONU's id is claimed by its
   * serial number. Searched in random order.
   */
  @State(Scope.Thread)
  public static class Loaded {
    private static final Network FULL = FilledStore.FULL;

    private static final Network NETWORK =
        new Network(
            Integer.getInteger("ponkeeper.bench.olts", 83),
            FULL.pons(),
            FULL.onus(),
            FULL.unis(),
            FULL.templates());

    private static final String UNUSED_ID = "20000";
    private static final String UNKNOWN_SERIAL_NUMBER = "NONE00000000";

    private final List<String> serialNumbers = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final Search search;
    private int next;

    public Loaded() {
      FilledStore store = new FilledStore(NETWORK);
      // Stays open until the process ends.
      Ponkeeper ponkeeper = store.open();
      for (OltId id : NETWORK.oltIds()) {
        claimOnuIds(ponkeeper.olt(Network.TECHNOLOGY, id).load());
      }
      store.paths().forEach(path -> paths.add(path.toString()));
      Collections.shuffle(serialNumbers, new Random(1));
      Collections.shuffle(paths, new Random(1));
      search = ponkeeper.search().inMemory();
    }

    private void claimOnuIds(Olt olt) {
      for (int pon = 0; pon < NETWORK.pons(); pon++) {
        for (int onu = 0; onu < NETWORK.onus(); onu++) {
          String serialNumber = String.format(Locale.ROOT, "BENC%08X", serialNumbers.size());
          olt.ids().allocate(pon, ResourceType.ONU_ID, new OwnerName(serialNumber), 1);
          serialNumbers.add(serialNumber);
        }
      }
    }

    private String next(List<String> texts) {
      next = next + 1 == texts.size() ? 0 : next + 1;
      return texts.get(next);
    }
  }

  /** Searches for an id that is not used on any OLT. */
  @Benchmark
  public SearchResult searchUnusedId(Loaded loaded) {
    return loaded.search.find(Loaded.UNUSED_ID);
  }

  /** Searches for the serial number of an ONU with three services. */
  @Benchmark
  public SearchResult searchSerialNumber(Loaded loaded) {
    return loaded.search.find(loaded.next(loaded.serialNumbers));
  }

  /** Searches for a serial number that is not used on any OLT. */
  @Benchmark
  public SearchResult searchUnknownSerialNumber(Loaded loaded) {
    return loaded.search.find(Loaded.UNKNOWN_SERIAL_NUMBER);
  }

  /** Searches for an instance by its path. */
  @Benchmark
  public SearchResult searchPath(Loaded loaded) {
    return loaded.search.find(loaded.next(loaded.paths));
  }
}
