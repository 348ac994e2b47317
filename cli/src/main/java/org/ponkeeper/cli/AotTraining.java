package org.ponkeeper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.cli.bench.RestartProbe;
import org.ponkeeper.cli.bench.Restarts;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.KeyValueStore;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Prepares a build for fast starts. Runs typical commands once, so that a JVM that records this
 * knows the classes and frequently used methods. Also unpacks SQLite's library next to the build,
 * because its driver would otherwise unpack it in each process. A separate program, for the
 * launcher.
 */
final class AotTraining {

  /** Large enough that methods called for each loaded instance count as frequently used. */
  private static final Network NETWORK = new Network(1, 8, 32, 1, 3);

  private static final int LOADS = 8;
  private static final int BULK_RUNS = 4;

  private AotTraining() {}

  /**
   * Runs the training; its output is not used.
   *
   * @param args an empty folder for the store of the training, and the folder for SQLite's library
   */
  public static void main(String[] args) throws IOException {
    unpackSqlite(Path.of(args[1]));
    String store = StoreUrl.SQLITE + Path.of(args[0]).resolve("rehearsal.db");
    command("demo");
    // There is no server, but the same classes are loaded.
    command("olt", "list", "--store", "etcd://127.0.0.1:1", "--timeout", "300ms");
    restart(store);
    command("instance", "list", "--store", store, "--pon", "0", "-o", "json");
    command("find", "--store", store, "1024");
    command("find", "--store", store, "ALCL00001234");
    command("audit", "--store", store);
    bulk(store, Path.of(args[0]).resolve("requests.csv"));
  }

  /** Deletes and creates everything from a file. */
  private static void bulk(String store, Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("technology,template,olt,pon,onu,uni"));
    for (InstancePath path : NETWORK.growth()) {
      UniPort port = path.uniPort();
      lines.add(
          "%s,%s,%s,%s,%s,%s"
              .formatted(
                  path.technology(),
                  path.template(),
                  port.olt(),
                  port.pon().number(),
                  port.onu().number(),
                  port.number()));
    }
    Files.write(file, lines);
    for (int run = 0; run < BULK_RUNS; run++) {
      command("instance", "delete", "--store", store, "--yes", "--file", file.toString());
      command("instance", "create", "--store", store, "--file", file.toString());
    }
  }

  private static void command(String... words) {
    Main.run(words, Terminal.ofProcess());
  }

  private static void restart(String url) {
    StoreUrl store = StoreUrl.parse(url, StoreAccess.NONE, Terminal.ofProcess());
    try (KeyValueStore opened = store.open(PonkeeperOptions.DEFAULTS.callTimeout())) {
      try (Ponkeeper first = Ponkeeper.on(opened, PonkeeperOptions.DEFAULTS)) {
        NETWORK.register(first);
        first
            .olt(Network.TECHNOLOGY, NETWORK.olt(0))
            .instances()
            .createAll(
                NETWORK.growth().stream()
                    .map(path -> CreateRequest.of(path.template(), path.uniPort()))
                    .toList());
      }
      RestartProbe probe = new RestartProbe(opened, PonkeeperOptions.DEFAULTS);
      for (int load = 0; load < LOADS; load++) {
        probe.run(Restarts.Kind.LOAD, NETWORK.oltIds());
        probe.run(Restarts.Kind.BARE_READ, NETWORK.oltIds());
      }
    }
  }

  /** Does once what the driver would do in each process. */
  private static void unpackSqlite(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (library != null) {
        Files.copy(library, folder.resolve(name));
      }
    }
  }
}
