package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.ponkeeper.pon.InstancePath;

/** The requests of a bulk command, each instance once, and what is wrong with the input. */
final class RequestList {

  /** The line of requests that do not come from a file. */
  private static final int NO_LINE = 0;

  private final SequencedMap<InstancePath, Integer> lines = new LinkedHashMap<>();
  private final List<InputProblem> problems = new ArrayList<>();
  private boolean isCutOff;

  /** Adds a request that does not come from a file. */
  void add(InstancePath path) {
    lines.put(path, NO_LINE);
  }

  /** Adds the request of a line of a file, or what is wrong with it. */
  void add(RequestLine request, int line, int column, RequestLine.Defaults defaults) {
    Optional<InstancePath> path = request.path(defaults);
    problems.addAll(request.problems());
    path.ifPresent(of -> {
      Integer before = lines.putIfAbsent(of, line);
      if (before != null) {
        problems.add(
            new InputProblem(line, column, "the same instance as in line " + before + ": " + of));
      }
    });
  }

  /** Adds a problem. */
  void add(InputProblem problem) {
    problems.add(problem);
  }

  /** Adds a problem that ends reading: what follows it is unknown, so it cannot be skipped. */
  void cutOff(InputProblem problem) {
    problems.add(problem);
    isCutOff = true;
  }

  /** The instances, in the order of the input. */
  SequencedSet<InstancePath> paths() {
    return lines.sequencedKeySet();
  }

  int size() {
    return lines.size();
  }

  /** The line of a request; empty if it does not come from a file. */
  OptionalInt line(InstancePath path) {
    int line = lines.getOrDefault(path, NO_LINE);
    return line == NO_LINE ? OptionalInt.empty() : OptionalInt.of(line);
  }

  /** Everything wrong in the file, in its order. */
  List<InputProblem> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** Whether a problem cannot be skipped. */
  boolean isCutOff() {
    return isCutOff;
  }
}
