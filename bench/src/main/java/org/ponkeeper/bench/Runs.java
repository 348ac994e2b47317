package org.ponkeeper.bench;

import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/** Figures over several runs; each run is an object with the same fields. */
final class Runs {
  private Runs() {}

  private static DoubleStream of(List<? extends JsonNode> runs, String field) {
    return runs.stream().mapToDouble(run -> run.get(field).doubleValue());
  }

  static double most(List<? extends JsonNode> runs, String field) {
    return of(runs, field).max().orElseThrow();
  }

  static double least(List<? extends JsonNode> runs, String field) {
    return of(runs, field).min().orElseThrow();
  }

  static double median(List<? extends JsonNode> runs, String field) {
    double[] sorted = of(runs, field).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
