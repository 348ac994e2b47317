package org.ponkeeper.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ponkeeper.cli.sandbox.LoadDriver;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.cli.sandbox.Times;
import org.ponkeeper.pon.InstancePath;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures a server against the library: slices of creates by the one and by the other alternate on
 * one etcd. The library runs in this process, which also is the clients' process; the server has
 * nothing to do while the library is measured, and is started as a user starts it.
 */
public final class ServerLoad {

  private static final String LIBRARY = "bench/library";
  private static final String SERVER = "bench/servers";
  private static final int CLIENTS = 64;
  private static final int SLICES = 8;

  /**
   * Rounds that are not counted. The compiler of a server needs many calls until it is done: after
   * two rounds it still uses a third of the server's time.
   */
  private static final int WARM_UPS = 5;

  /** As many as last a few seconds; with one client each takes long. */
  private static final int CALLS_OF_ONE_CLIENT = 1_000;

  /** VOLTHA's largest published test. */
  static final Network NETWORK = new Network(1, 64, 63, 1, 3);

  private static final double GOAL_OF_RATE = 0.6;
  private static final double GOAL_OF_P99 = 2;
  private static final double GOAL_OF_MEDIAN_MS = 0.4;

  private final List<InstancePath> paths = NETWORK.growth();
  private final LibraryCaller library;
  private final List<ServerProcess> servers;

  private ServerLoad(LibraryCaller library, List<ServerProcess> servers) {
    this.library = library;
    this.servers = servers;
  }

  /**
   * A way to call a server.
   *
   * @param name for the table
   * @param clients the number of calls at a time
   * @param open makes the clients of servers with these ports
   */
  private record Way(String name, int clients, Function<List<Integer>, InstanceCaller> open) {

    int calls() {
      return clients == 1 ? CALLS_OF_ONE_CLIENT : NETWORK.services();
    }
  }

  private static final List<Way> WAYS =
      List.of(
          new Way(
              "gRPC, 64 clients",
              CLIENTS,
              ports -> new GrpcCaller(ports.subList(0, 1), CLIENTS, 1)),
          new Way(
              "gRPC, 64 clients, two servers", CLIENTS, ports -> new GrpcCaller(ports, CLIENTS, 1)),
          new Way(
              "gRPC, 64 calls of one client",
              CLIENTS,
              ports -> new GrpcCaller(ports.subList(0, 1), 1, CLIENTS)),
          new Way("JSON, 64 clients", CLIENTS, ports -> new JsonCaller(ports.getFirst())),
          new Way("gRPC, 1 client", 1, ports -> new GrpcCaller(ports.subList(0, 1), 1, 1)),
          new Way("JSON, 1 client", 1, ports -> new JsonCaller(ports.getFirst())));

  /**
   * Runs the benchmark.
   *
   * @param args the result folder; the number of runs, 0 for none; the minutes of churn, 0 for none
   */
  public static void main(String[] args) {
    Results results = new Results(Path.of(args[0]));
    int runs = Integer.parseInt(args[1]);
    int minutes = Integer.parseInt(args[2]);
    if (runs > 0) {
      load(results, runs);
    }
    if (minutes > 0) {
      ServerChurn.run(results, minutes);
    }
  }

  private static void load(Results results, int runs) {
    String machine = Machine.describe("bench/run server --runs " + runs + " --minutes 0");
    Map<Way, List<ObjectNode>> figures =
        Commands.onNewEtcd(url -> {
          try (LibraryCaller library = new LibraryCaller(url, LIBRARY);
              LibraryCaller ofServer = new LibraryCaller(url, SERVER);
              ServerProcess server = ServerProcess.start(url, SERVER);
              ServerProcess other = ServerProcess.start(url, SERVER)) {
            NETWORK.register(library.ponkeeper());
            NETWORK.register(ofServer.ponkeeper());
            return new ServerLoad(library, List.of(server, other)).run(runs);
          }
        });
    results.writeJson("server.json", figures.values().stream().flatMap(List::stream).toList());
    results.write("server.md", page(machine, runs, figures));
  }

  private Map<Way, List<ObjectNode>> run(int runs) {
    Map<Way, List<ObjectNode>> figures = new LinkedHashMap<>();
    for (int run = -WARM_UPS; run < runs; run++) {
      for (Way way : WAYS) {
        try (InstanceCaller clients =
            way.open().apply(servers.stream().map(ServerProcess::port).toList())) {
          ObjectNode measured = measure(way, clients, run);
          System.err.println((run < 0 ? "warm-up: " : "run " + run + ": ") + measured);
          if (run >= 0) {
            figures.computeIfAbsent(way, w -> new ArrayList<>()).add(measured);
          }
        }
      }
    }
    return figures;
  }

  /** Creates the same instances by the library and through the server, and deletes them. */
  private ObjectNode measure(Way way, InstanceCaller clients, int run) {
    Side ours = new Side(library, new long[way.calls()]);
    Side theirs = new Side(clients, new long[way.calls()]);
    int slice = Math.ceilDiv(way.calls(), SLICES);
    boolean serverFirst = Math.floorMod(run, 2) == 1;
    for (int from = 0; from < way.calls(); from += slice) {
      int to = Math.min(way.calls(), from + slice);
      for (Side side : serverFirst ? List.of(theirs, ours) : List.of(ours, theirs)) {
        side.create(way.clients(), from, to);
      }
      serverFirst = !serverFirst;
    }
    ours.deleteAll();
    theirs.deleteAll();
    return figures(way, ours, theirs);
  }

  private static ObjectNode figures(Way way, Side ours, Side theirs) {
    Times library = ours.times();
    Times server = theirs.times();
    return JsonMapper.shared()
        .createObjectNode()
        .put("way", way.name())
        .put("count", server.count())
        .put("rate_per_s", server.rate())
        .put("median_ms", server.median() / 1e6)
        .put("p99_ms", server.p99() / 1e6)
        .put("library_rate_per_s", library.rate())
        .put("library_median_ms", library.median() / 1e6)
        .put("library_p99_ms", library.p99() / 1e6)
        .put("rate_ratio", server.rate() / library.rate())
        .put("p99_ratio", server.p99() / library.p99())
        .put("median_difference_ms", (server.median() - library.median()) / 1e6)
        .put("library_processor_us", ours.micros(ours.caller))
        .put("client_processor_us", theirs.micros(theirs.caller))
        .put("server_processor_us", theirs.micros(theirs.byServers));
  }

  /** The calls of the library or of the clients: how long they took, and what they cost. */
  private final class Side {
    private final InstanceCaller calls;
    private final long[] each;
    private long nanos;
    private Duration caller = Duration.ZERO;
    private Duration byServers = Duration.ZERO;

    Side(InstanceCaller calls, long[] each) {
      this.calls = calls;
      this.each = each;
    }

    void create(int clients, int from, int to) {
      Duration callerBefore = ServerProcess.processorTime(ProcessHandle.current());
      Duration servedBefore = served();
      nanos += drive(clients, from, to, each, calls::create);
      caller =
          caller.plus(ServerProcess.processorTime(ProcessHandle.current())).minus(callerBefore);
      byServers = byServers.plus(served()).minus(servedBefore);
    }

    private Duration served() {
      return servers.stream()
          .map(ServerProcess::processorTime)
          .reduce(Duration.ZERO, Duration::plus);
    }

    void deleteAll() {
      drive(CLIENTS, 0, each.length, new long[each.length], calls::delete);
    }

    private long drive(int clients, int from, int to, long[] times, Consumer<InstancePath> call) {
      return new LoadDriver(clients, () -> false)
          .run(from, to, times, Progress.NONE.show("", 0), n -> call.accept(paths.get(n)));
    }

    Times times() {
      return new Times(nanos, each);
    }

    double micros(Duration processor) {
      return processor.toNanos() / 1e3 / each.length;
    }
  }

  private static String page(String machine, int runs, Map<Way, List<ObjectNode>> figures) {
    StringBuilder page = new StringBuilder("# The server and the library\n\n").append(machine);
    page.append("\n## etcd, ").append(runs).append(" runs\n\n");
    page.append(table(figures.values()));
    page.append(
        """

        Goals: with 64 clients, a rate of at least %s of the library's and a p99 of at most %s times;
        with one client, a median of at most %s ms more. The clients, the server and etcd share the
        processors of this machine; so do the library and etcd while the library is measured. See
        docs/bench.md.
        """
            .formatted(
                Results.precise(GOAL_OF_RATE),
                Results.precise(GOAL_OF_P99),
                Results.precise(GOAL_OF_MEDIAN_MS)));
    return page.toString();
  }

  /** A table of the ways, each with its runs. */
  static String table(Iterable<List<ObjectNode>> ways) {
    StringBuilder table =
        new StringBuilder(
            Results.head(
                List.of(
                    "creates by",
                    "count",
                    "per s",
                    "library",
                    "ratio, best",
                    "median",
                    "median ms",
                    "library",
                    "difference, best",
                    "median",
                    "p99 ms",
                    "library",
                    "ratio, best",
                    "median",
                    "processor µs: client",
                    "server",
                    "library")));
    ways.forEach(runs -> table.append(row(runs)));
    return table.toString();
  }

  private static String row(List<ObjectNode> runs) {
    return Results.row(
        List.of(
            runs.getFirst().get("way").stringValue(),
            Results.whole(Runs.median(runs, "count")),
            Results.whole(Runs.median(runs, "rate_per_s")),
            Results.whole(Runs.median(runs, "library_rate_per_s")),
            Results.precise(Runs.most(runs, "rate_ratio")),
            Results.precise(Runs.median(runs, "rate_ratio")),
            Results.precise(Runs.median(runs, "median_ms")),
            Results.precise(Runs.median(runs, "library_median_ms")),
            Results.precise(Runs.least(runs, "median_difference_ms")),
            Results.precise(Runs.median(runs, "median_difference_ms")),
            Results.precise(Runs.median(runs, "p99_ms")),
            Results.precise(Runs.median(runs, "library_p99_ms")),
            Results.precise(Runs.least(runs, "p99_ratio")),
            Results.precise(Runs.median(runs, "p99_ratio")),
            Results.whole(Runs.median(runs, "client_processor_us")),
            Results.whole(Runs.median(runs, "server_processor_us")),
            Results.whole(Runs.median(runs, "library_processor_us"))));
  }
}
