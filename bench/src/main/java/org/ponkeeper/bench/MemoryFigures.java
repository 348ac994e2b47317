package org.ponkeeper.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.ponkeeper.cli.sandbox.Network;

/** Measures operations in memory with JMH and its gc profiler, and heap bytes per instance. */
public final class MemoryFigures {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private MemoryFigures() {}

  /**
   * Runs the benchmarks.
   *
   * @param args the result folder, and options for JMH; the default is two forks with five
   *     iterations of one second each
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    Results results = new Results(Path.of(args[0]));
    String[] given = Arrays.copyOfRange(args, 1, args.length);
    String[] options = given.length > 0 ? given : "-f 2 -wi 5 -w 1s -i 5 -r 1s".split(" ", -1);
    String machine = Machine.describe("bench/run memory -- " + String.join(" ", options));
    Collection<RunResult> runs = run(options);
    StringBuilder page = new StringBuilder("# What is in memory\n\n").append(machine).append('\n');
    page.append(Results.head(List.of("what", "time", "± 99.9 %", "unit", "bytes allocated")));
    for (RunResult run : runs) {
      page.append(row(run));
    }
    page.append("\n").append(Results.head(List.of("instances", "heap bytes each", "goal")));
    for (Network network : HeapPerInstance.NETWORKS) {
      page.append(
          Results.row(
              List.of(
                  Results.whole((double) network.services()),
                  Results.whole(HeapPerInstance.of(network)),
                  "200")));
    }
    page.append(
        """

        A baseline is what the walk to the instance costs alone. The goals: lookup 100 ns,
        gemPortForPbit 20 ns, neither allocating anything; each search 1,000 us.
        """);
    results.write("memory.md", page.toString());
  }

  /** Runs the selected benchmarks. */
  static Collection<RunResult> run(String... options)
      throws RunnerException, CommandLineOptionException {
    return new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(options))
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }

  private static String row(RunResult run) {
    Result<?> time = run.getPrimaryResult();
    Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
    String error = Double.isNaN(time.getScoreError()) ? "" : Results.precise(time.getScoreError());
    return Results.row(
        List.of(
            time.getLabel(),
            Results.precise(time.getScore()),
            error,
            time.getScoreUnit(),
            allocated == null ? "" : Results.whole(allocated.getScore())));
  }
}
