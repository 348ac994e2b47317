package org.ponkeeper.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.ponkeeper.cli.sandbox.Network;
import tools.jackson.databind.JsonNode;

/**
 * Measures how cost grows with the number of instances (in OLTs of one size, and in a single OLT),
 * with the number of concurrent calls, and with the number of PONs of an OLT. Writes tables and
 * plots.
 */
public final class Growth {

  /** The maximum heap of a restarting process, for every size. */
  private static final String RESTART_HEAP = "512m";

  /** Loading one OLT of a million instances from etcd takes longer than the default deadline. */
  private static final String TIMEOUT_SECONDS = "60";

  private static final String CREATE = "create-in-flight";
  private static final String RESTART = "restart";

  private final Results results;
  private final String store;
  private final int most;
  private final StringBuilder page = new StringBuilder();

  private Growth(Results results, String store, int most) {
    this.results = results;
    this.store = store;
    this.most = most;
  }

  /**
   * Runs the benchmarks.
   *
   * @param args the result folder, the stores ({@code etcd}, {@code sqlite}, or a URL) separated by
   *     commas, and the maximum number of instances
   */
  public static void main(String[] args) {
    Results results = new Results(Path.of(args[0]));
    for (String store : args[1].split(",", -1)) {
      new Growth(results, store, Integer.parseInt(args[2])).run();
    }
  }

  /** A measurement and its parameter. */
  private record Point(Network network, int concurrency, JsonNode figures) {

    double number(String work, String field) {
      for (JsonNode of : figures) {
        if (of.get("work").stringValue().equals(work)) {
          return of.get(field).doubleValue();
        }
      }
      throw new IllegalStateException(work + " was not measured");
    }
  }

  /** Shorter measurements run first; a page is written after each. */
  private void run() {
    page.append("# How cost grows on ").append(name()).append("\n\n");
    page.append(Machine.describe("bench/run growth --stores " + store + " --most " + most));
    concurrency();
    pons();
    sizes("one-olt", "one OLT", ONE_OLT);
    sizes("olts", "OLTs of at most 12,096 instances", OLTS);
  }

  private String name() {
    return Goals.name(store);
  }

  private static final List<Network> OLTS =
      List.of(
          new Network(1, 16, 21, 1, 3),
          new Network(1, 64, 63, 1, 3),
          new Network(8, 64, 63, 1, 3),
          new Network(83, 64, 63, 1, 3));

  private static final List<Network> ONE_OLT =
      List.of(
          new Network(1, 16, 21, 1, 3),
          new Network(1, 64, 52, 1, 3),
          new Network(1, 64, 521, 1, 3),
          new Network(1, 256, 977, 1, 4));

  private void sizes(String name, String title, List<Network> networks) {
    List<Point> points = new ArrayList<>();
    for (Network network : networks) {
      if (network.services() <= most) {
        points.add(
            measure(
                network, 64, CREATE, RESTART, "--restarts", "3", "--restart-heap", RESTART_HEAP));
      }
    }
    page.append("\n### ").append(title).append("\n\n");
    page.append("Restarts in a heap of at most ").append(RESTART_HEAP).append(".\n\n");
    page.append(
        Results.head(
            List.of(
                "instances",
                "OLTs × PONs",
                "creates per s",
                "bare puts per s",
                "ratio",
                "store bytes each",
                "restart s",
                "µs each",
                "bare read s",
                "ratio",
                "heap bytes each")));
    for (Point point : points) {
      int instances = point.network().services();
      double restart = point.number(RESTART, "median_ms") / 1e3;
      page.append(
          Results.row(
              List.of(
                  Results.whole((double) instances),
                  point.network().olts() + " × " + point.network().pons(),
                  Results.whole(point.number(CREATE, "rate_per_s")),
                  Results.whole(point.number(CREATE, "baseline_rate_per_s")),
                  Results.precise(point.number(CREATE, "ratio")),
                  Results.whole(point.number(CREATE, "store_growth_bytes_per_create")),
                  Results.precise(restart),
                  Results.precise(restart * 1e6 / instances),
                  Results.precise(point.number(RESTART, "baseline_median_ms") / 1e3),
                  Results.precise(point.number(RESTART, "ratio")),
                  Results.whole(point.number(RESTART, "heap_bytes_per_instance")))));
    }
    save(name, points);
    ToDoubleFunction<Point> instances = point -> point.network().services();
    plot(
        name + "-create",
        title + ": creates a second, 64 in flight",
        "instances",
        points,
        instances,
        Map.of(
            "creates", p -> p.number(CREATE, "rate_per_s"),
            "bare puts", p -> p.number(CREATE, "baseline_rate_per_s")));
    plot(
        name + "-restart",
        title + ": seconds of a restart",
        "instances",
        points,
        instances,
        Map.of(
            "restart", p -> p.number(RESTART, "median_ms") / 1e3,
            "bare read", p -> p.number(RESTART, "baseline_median_ms") / 1e3));
    plot(
        name + "-memory",
        title + ": bytes of heap an instance",
        "instances",
        points,
        instances,
        Map.of("heap", p -> p.number(RESTART, "heap_bytes_per_instance")));
  }

  private void concurrency() {
    List<Point> points = new ArrayList<>();
    for (int concurrency = 1; concurrency <= 256; concurrency *= 2) {
      points.add(measure(atMost(new Network(1, 64, 63, 1, 3)), concurrency, CREATE));
    }
    creates(
        "in-flight",
        "Creates by calls in flight, 64 PONs",
        "in flight",
        points,
        point -> point.concurrency());
  }

  private void pons() {
    List<Point> points = new ArrayList<>();
    for (int pons = 1; pons <= 64; pons *= 2) {
      // The same number of instances each time.
      Network network = atMost(new Network(1, pons, 1008 / pons, 1, 3));
      points.add(measure(network, 64, CREATE));
    }
    creates(
        "pons", "Creates by PONs, 64 in flight", "PONs", points, point -> point.network().pons());
  }

  /** The same PONs, with fewer ONUs if there would be too many instances. */
  private Network atMost(Network network) {
    int onus = Math.max(1, most / (network.pons() * network.templates()));
    return new Network(
        network.olts(),
        network.pons(),
        Math.min(network.onus(), onus),
        network.unis(),
        network.templates());
  }

  private void creates(
      String name, String title, String by, List<Point> points, ToDoubleFunction<Point> x) {
    page.append("\n### ").append(title).append("\n\n");
    page.append(
        Results.head(
            List.of(by, "instances", "creates per s", "median ms", "bare puts per s", "ratio")));
    for (Point point : points) {
      page.append(
          Results.row(
              List.of(
                  Results.whole(x.applyAsDouble(point)),
                  Results.whole((double) point.network().services()),
                  Results.whole(point.number(CREATE, "rate_per_s")),
                  Results.precise(point.number(CREATE, "median_ms")),
                  Results.whole(point.number(CREATE, "baseline_rate_per_s")),
                  Results.precise(point.number(CREATE, "ratio")))));
    }
    save(name, points);
    plot(
        name,
        title,
        by,
        points,
        x,
        Map.of(
            "creates", p -> p.number(CREATE, "rate_per_s"),
            "bare puts", p -> p.number(CREATE, "baseline_rate_per_s")));
  }

  private Point measure(Network network, int concurrency, String... more) {
    List<String> options = new ArrayList<>(Arrays.asList(more));
    options.addAll(
        List.of(
            "--olts", Integer.toString(network.olts()),
            "--pons", Integer.toString(network.pons()),
            "--onus", Integer.toString(network.onus()),
            "--unis", Integer.toString(network.unis()),
            "--templates", Integer.toString(network.templates()),
            "--concurrency", Integer.toString(concurrency),
            "--timeout", TIMEOUT_SECONDS));
    String[] words = options.toArray(String[]::new);
    return new Point(
        network, concurrency, Commands.onNew(store, url -> Commands.bench(url, words)));
  }

  private void save(String name, List<Point> points) {
    results.writeJson(
        "growth-" + name() + "-" + name + ".json", points.stream().map(Point::figures).toList());
  }

  private void plot(
      String name,
      String title,
      String by,
      List<Point> points,
      ToDoubleFunction<Point> x,
      Map<String, ToDoubleFunction<Point>> lines) {
    Map<String, List<Plot.Dot>> dots = new TreeMap<>();
    lines.forEach((line, y) ->
        dots.put(
            line,
            points.stream()
                .map(point -> new Plot.Dot(x.applyAsDouble(point), y.applyAsDouble(point)))
                .toList()));
    String file = "growth-" + name() + "-" + name + ".svg";
    results.write(file, Plot.svg(title, by, dots));
    page.append("\n![").append(title).append("](").append(file).append(")\n");
    results.write("growth-" + name() + ".md", page.toString());
  }
}
