package org.ponkeeper.cli;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.ponkeeper.cli.sandbox.Progress;
import org.ponkeeper.error.ErrorClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.pon.InstancePath;
import tools.jackson.core.JsonGenerator;

/**
 * The answers of a bulk command: counts them, and shows each: as an element of a JSON array, or, if
 * it failed, as a line on standard error.
 */
final class BulkReport {

  /** From the most to the least important exit code. */
  private static final List<ErrorClass> WORST_FIRST =
      List.of(
          ErrorClass.STORE_FAILED,
          ErrorClass.CORRUPT_DATA,
          ErrorClass.REFUSED,
          ErrorClass.INVALID_REQUEST);

  /** How many different warnings are shown. */
  private static final int MOST_WARNINGS = 20;

  /** Result of a request. */
  enum Result {
    CREATED,
    EXISTED,
    DELETED,
    WOULD_DELETE,
    ABSENT,
    FAILED,
    INVALID,
    NOT_TRIED;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name in a summary. */
    String words() {
      return this == WOULD_DELETE
          ? "would be deleted"
          : this == INVALID ? "skipped as invalid" : text().replace('-', ' ');
    }
  }

  private final Terminal terminal;
  private final RequestList requests;
  private final Progress.Steps steps;
  private final Map<Result, Long> counts = new EnumMap<>(Result.class);
  private final Set<ErrorClass> failures = EnumSet.noneOf(ErrorClass.class);
  private final Map<String, Long> warnings = new LinkedHashMap<>();

  /** Where to write the elements; empty for people. */
  private Optional<JsonGenerator> json = Optional.empty();

  /**
   * A report.
   *
   * @param expected the results that the summary always names
   * @param steps one for each request that was tried
   */
  BulkReport(Terminal terminal, RequestList requests, List<Result> expected, Progress.Steps steps) {
    this.terminal = terminal;
    this.requests = requests;
    this.steps = steps;
    expected.forEach(result -> counts.put(result, 0L));
    long skipped = requests.problems().stream().map(InputProblem::line).distinct().count();
    if (skipped > 0) {
      failures.add(ErrorClass.INVALID_REQUEST);
      counts.put(Result.INVALID, skipped);
    }
  }

  /** Writes the answers of an action as an array, after the lines that were skipped. */
  void inArray(JsonGenerator generator, Runnable action) {
    json = Optional.of(generator);
    generator.writeStartArray();
    requests.problems().forEach(problem -> skipped(generator, problem));
    action.run();
    generator.writeEndArray();
  }

  private static void skipped(JsonGenerator json, InputProblem problem) {
    json.writeRaw("\n");
    json.writeStartObject();
    json.writeNumberProperty("line", problem.line());
    json.writeNumberProperty("column", problem.column());
    json.writeNullProperty("path");
    json.writeStringProperty("result", Result.INVALID.text());
    json.writeStringProperty("code", ErrorCode.FILE_INVALID.name());
    json.writeStringProperty("message", problem.reason());
    json.writeEndObject();
  }

  void created(InstancePath path, CreateResult created) {
    Result result = created.created() ? Result.CREATED : Result.EXISTED;
    count(result);
    steps.step();
    created.warnings().forEach(text -> warnings.merge(text, 1L, Long::sum));
    element(
        path,
        result,
        to -> {
          to.writeNumberProperty("alloc_id", created.instance().allocId().value());
          InstanceJson.writeIds(to, "gemport_ids", created.instance().gemPortIds());
        });
  }

  /** Reports a deletion; {@code done} is the result if there was an instance. */
  void deleted(InstancePath path, DeleteResult deleted, Result done) {
    Result result = deleted.deleted() ? done : Result.ABSENT;
    count(result);
    steps.step();
    element(path, result, to -> InstanceJson.writeFreed(to, deleted));
  }

  void failed(InstancePath path, PonkeeperException error) {
    failures.add(error.code().errorClass());
    count(Result.FAILED);
    steps.step();
    Map<String, String> facts = Remedies.facts(error);
    element(
        path,
        Result.FAILED,
        to -> {
          to.writeStringProperty("code", error.code().name());
          to.writeStringProperty("message", error.code().message());
          to.writeObjectPropertyStart("facts");
          facts.forEach(to::writeStringProperty);
          to.writeEndObject();
          to.writeStringProperty("remedy", Remedies.of(error));
        });
    if (json.isEmpty()) {
      StringBuilder line = new StringBuilder(place(path));
      line.append(": ").append(error.code()).append(": ").append(error.code().message());
      facts.forEach((name, value) -> line.append("; ").append(name).append(": ").append(value));
      terminal.say(line.append("; what to do: ").append(Remedies.of(error)).toString());
    }
  }

  void notTried(InstancePath path) {
    if (count(Result.NOT_TRIED) == 1 && json.isEmpty()) {
      terminal.say(
          "%s: not tried, like all after it; run the command again to continue"
              .formatted(place(path)));
    }
    element(path, Result.NOT_TRIED, to -> {});
  }

  private String place(InstancePath path) {
    OptionalInt line = requests.line(path);
    return line.isPresent() ? "line %s: %s".formatted(line.getAsInt(), path) : path.toString();
  }

  private long count(Result result) {
    return counts.merge(result, 1L, Long::sum);
  }

  /** The part of an element that depends on its result. */
  private interface Rest {
    void write(JsonGenerator json);
  }

  private void element(InstancePath path, Result result, Rest rest) {
    json.ifPresent(to -> {
      to.writeRaw("\n");
      to.writeStartObject();
      OptionalInt line = requests.line(path);
      if (line.isPresent()) {
        to.writeNumberProperty("line", line.getAsInt());
      } else {
        to.writeNullProperty("line");
      }
      InstanceJson.writePath(to, path);
      to.writeNumberProperty("template_id", path.template().value());
      to.writeStringProperty("result", result.text());
      rest.write(to);
      to.writeEndObject();
    });
  }

  /** Shows warnings and the summary. */
  void end() {
    warnings.entrySet().stream()
        .limit(MOST_WARNINGS)
        .forEach(warning ->
            terminal.warn("%s instances: %s".formatted(warning.getValue(), warning.getKey())));
    if (warnings.size() > MOST_WARNINGS) {
      terminal.warn((warnings.size() - MOST_WARNINGS) + " other warnings");
    }
    String summary =
        counts.entrySet().stream()
            .map(entry ->
                String.format(Locale.ROOT, "%s: %,d", entry.getKey().words(), entry.getValue()))
            .collect(Collectors.joining(", "));
    if (json.isPresent()) {
      terminal.say(summary);
    } else {
      terminal.print(summary);
    }
  }

  /** The exit code of the worst answer; 4 comes first, because then the command is not complete. */
  int exitCode() {
    return WORST_FIRST.stream().filter(failures::contains).findFirst().map(ExitCode::of).orElse(0);
  }
}
