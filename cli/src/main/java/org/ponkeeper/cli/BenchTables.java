package org.ponkeeper.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.ponkeeper.cli.bench.Bench;
import org.ponkeeper.cli.bench.BenchOptions;
import org.ponkeeper.cli.bench.Figures;
import org.ponkeeper.cli.bench.Restarts.Sample;
import org.ponkeeper.cli.bench.Work;
import tools.jackson.core.JsonGenerator;

/** Prints the results of a bench. */
final class BenchTables {

  private static final double NANOS_IN_MILLI = 1e6;
  private static final double MEGA = 1e6;
  private static final List<String> UNITS = List.of("ns", "µs", "ms", "s");
  private static final MathContext DIGITS = new MathContext(6);

  private BenchTables() {}

  /** Writes an array with an entry for each operation. */
  static void write(JsonGenerator json, List<Figures> all) {
    json.writeStartArray();
    for (Figures figures : all) {
      json.writeStartObject();
      json.writeStringProperty("work", figures.work().toString());
      json.writeNumberProperty("count", figures.count());
      number(json, "rate_per_s", figures.rate());
      number(json, "median_ms", figures.median() / NANOS_IN_MILLI);
      number(json, "p99_ms", figures.p99() / NANOS_IN_MILLI);
      number(json, "baseline_rate_per_s", figures.baselineRate());
      number(json, "baseline_median_ms", figures.baselineMedian() / NANOS_IN_MILLI);
      number(json, "ratio", figures.ratio());
      figures
          .storeGrowthBytes()
          .ifPresent(bytes -> number(json, "store_growth_bytes_per_create", bytes));
      figures.heapBytes().ifPresent(bytes -> number(json, "heap_bytes_per_instance", bytes));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String name, double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS);
    json.writeNumberProperty(name, new BigDecimal(rounded.stripTrailingZeros().toPlainString()));
  }

  /** Prints a table with an explanation and our goals. */
  static void print(Bench.Report report, BenchOptions options, Terminal terminal) {
    terminal.print(
        "%s; Java %s, %s processors"
            .formatted(
                report.engine(),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors()));
    terminal.print("%s; in flight: %s".formatted(options.network(), options.concurrency()));
    terminal.print("");
    Table table =
        new Table()
            .text("work")
            .number("count")
            .number("per s")
            .number("median")
            .number("p99")
            .number("bare per s")
            .number("median")
            .number("ratio")
            .number("goal");
    for (Figures figures : report.figures()) {
      table.row(
          figures.work(),
          integer(figures.count()),
          whole(figures.rate()),
          time(figures.median()),
          time(figures.p99()),
          whole(figures.baselineRate()),
          time(figures.baselineMedian()),
          ratio(figures.ratio()),
          figures.work().goal().isEmpty() ? "" : ratio(figures.work().goal().getAsDouble()));
    }
    table.print(terminal);
    List<String> more =
        report.figures().stream().flatMap(figures -> more(figures).lines()).toList();
    if (!more.isEmpty()) {
      terminal.print("");
      more.forEach(terminal::print);
    }
    if (!report.loads().isEmpty()) {
      restarts(report, terminal);
    }
    terminal.print("");
    terminal.print(
        "bare: a put of the instance's key and value, with as many in flight; of a restart a");
    terminal.print("read of the same keys; of a lookup a hash map; of a p-bit a table in memory.");
  }

  private static String more(Figures figures) {
    StringBuilder more = new StringBuilder();
    OptionalDouble growth = figures.storeGrowthBytes();
    if (growth.isPresent()) {
      more.append(
          "%s: the store grew by %s bytes a create (goal: %s)%n"
              .formatted(
                  figures.work(),
                  whole(growth.getAsDouble()),
                  figures.work() == Work.CREATE_IN_FLIGHT ? "600" : "1,000"));
    }
    if (figures.heapBytes().isPresent()) {
      more.append(
          "%s: %s bytes of memory an instance (goal: 200)%n"
              .formatted(figures.work(), whole(figures.heapBytes().getAsDouble())));
    }
    switch (figures.work()) {
      case LOOKUP -> more.append("lookup: the goal is 100 ns\n");
      case GEM_PORT_FOR_PBIT -> more.append("gem-port-for-pbit: the goal is 20 ns\n");
      default -> {}
    }
    return more.toString();
  }

  private static void restarts(Bench.Report report, Terminal terminal) {
    double best = least(report.loads(), Sample::nanos);
    double bestRead = least(report.reads(), Sample::nanos);
    terminal.print(
        "restart: the best of %s took %s (goal: 400 ms), the best bare read %s: ratio %s"
            .formatted(report.loads().size(), time(best), time(bestRead), ratio(bestRead / best)));
    double process = least(report.loads(), Sample::processNanos);
    if (process > 0) {
      terminal.print(
          "restart: the whole process took %s (goal: 2 s), with %s MB resident"
              .formatted(
                  time(process), whole(least(report.loads(), Sample::residentBytes) / MEGA)));
    }
  }

  private static double least(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    return samples.stream().mapToDouble(figure).min().orElse(0);
  }

  private static String integer(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A duration with three digits and a suitable unit. */
  static String time(double nanos) {
    double value = nanos;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS.get(unit));
  }
}
