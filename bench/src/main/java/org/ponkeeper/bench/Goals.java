package org.ponkeeper.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ponkeeper.cli.bench.Work;
import tools.jackson.databind.JsonNode;

/**
 * Measures the design's performance goals with several runs of {@code ponkeeper bench}: best and
 * median of each figure.
 */
public final class Goals {

  private static final String RATE = "rate_per_s";

  private Goals() {}

  /**
   * Runs the benchmark.
   *
   * @param args the result folder, the number of runs, the stores ({@code etcd}, {@code sqlite}, or
   *     a URL) separated by commas, and options for {@code ponkeeper bench}
   */
  public static void main(String[] args) {
    Results results = new Results(Path.of(args[0]));
    int runs = Integer.parseInt(args[1]);
    String[] options = Arrays.copyOfRange(args, 3, args.length);
    StringBuilder page = new StringBuilder("# The goals\n\n");
    String command = "bench/run goals --runs " + runs + " --stores " + args[2];
    page.append(
        Machine.describe(
            options.length == 0 ? command : command + " -- " + String.join(" ", options)));
    for (String store : args[2].split(",", -1)) {
      List<JsonNode> all = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        all.add(Commands.onNew(store, url -> Commands.bench(url, options)));
      }
      results.writeJson("goals-" + name(store) + ".json", all);
      page.append("\n## ").append(name(store)).append(", ").append(runs).append(" runs\n\n");
      page.append(table(all));
    }
    page.append(
        """

        A ratio is our rate over that of the baseline of the same run: a bare put of the same key and
        value with as many in flight, for a restart a bare read of the same keys, for a lookup a hash
        map. See docs/bench.md.
        """);
    results.write("goals.md", page.toString());
  }

  /** The name of a store's result file. */
  static String name(String store) {
    return store.replaceAll("[^a-z].*", "");
  }

  /** A table of runs; each run is an array as {@code ponkeeper bench} prints it. */
  static String table(List<JsonNode> runs) {
    Map<String, List<JsonNode>> byWork = new LinkedHashMap<>();
    runs.forEach(run ->
        run.forEach(figures ->
            byWork
                .computeIfAbsent(figures.get("work").stringValue(), w -> new ArrayList<>())
                .add(figures)));
    StringBuilder table =
        new StringBuilder(
            Results.head(
                List.of(
                    "work",
                    "count",
                    "per s, best",
                    "median",
                    "median ms",
                    "p99 ms",
                    "bare per s",
                    "ratio, best",
                    "median",
                    "goal",
                    "bytes each",
                    "goal")));
    byWork.forEach((work, of) -> table.append(row(work, of)));
    return table.toString();
  }

  private static String row(String work, List<JsonNode> runs) {
    String bytes =
        work.equals(Work.RESTART.toString())
            ? "heap_bytes_per_instance"
            : "store_growth_bytes_per_create";
    boolean hasBytes = runs.getFirst().has(bytes);
    return Results.row(
        List.of(
            work,
            Results.whole(Runs.median(runs, "count")),
            Results.whole(Runs.most(runs, RATE)),
            Results.whole(Runs.median(runs, RATE)),
            Results.precise(Runs.median(runs, "median_ms")),
            Results.precise(Runs.median(runs, "p99_ms")),
            Results.whole(Runs.median(runs, "baseline_rate_per_s")),
            Results.precise(Runs.most(runs, "ratio")),
            Results.precise(Runs.median(runs, "ratio")),
            goal(work),
            hasBytes ? Results.whole(Runs.median(runs, bytes)) : "",
            hasBytes ? byteGoal(work) : ""));
  }

  private static String goal(String work) {
    return Work.find(work)
        .filter(w -> w.goal().isPresent())
        .map(w -> Results.precise(w.goal().getAsDouble()))
        .orElse(
            switch (work) {
              case "lookup" -> "100 ns";
              case "gem-port-for-pbit" -> "20 ns";
              default -> "";
            });
  }

  private static String byteGoal(String work) {
    return switch (work) {
      case "restart" -> "200";
      case "create-in-flight" -> "600";
      default -> "1,000";
    };
  }
}
