package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;

/** The values of one request in a file, and the instance that they name. */
final class RequestLine {

  private final int line;
  private final int column;
  private final Map<RequestColumn, Value> values = new EnumMap<>(RequestColumn.class);
  private final List<InputProblem> problems = new ArrayList<>();

  /** Whether a path is given that cannot be read: then it is unknown what else is missing. */
  private boolean isPathBroken;

  /** A value and its place. */
  private record Value(int line, int column, String text) {}

  /**
   * What columns and fields that are not given mean.
   *
   * @param technology the technology
   * @param template the template
   * @param olt the OLT
   */
  record Defaults(
      Optional<Technology> technology, Optional<TechProfileId> template, Optional<OltId> olt) {}

  /** A request that begins at this place. */
  RequestLine(int line, int column) {
    this.line = line;
    this.column = column;
  }

  boolean has(RequestColumn name) {
    return values.containsKey(name);
  }

  /** Sets a value; an empty one counts as not given. */
  void set(RequestColumn name, int valueLine, int valueColumn, String text) {
    if (!text.isEmpty()) {
      values.put(name, new Value(valueLine, valueColumn, text));
    }
  }

  /** Everything wrong with it; complete after {@link #path}. */
  List<InputProblem> problems() {
    return problems;
  }

  /** The instance; empty if there are problems. */
  Optional<InstancePath> path(Defaults defaults) {
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    Optional<InstancePath> path = read(RequestColumn.PATH, InstancePath::parse);
    Optional<PortOrPath> named = read(RequestColumn.UNI_PORT, PortOrPath::parse);
    isPathBroken = !problems.isEmpty();
    Optional<UniPort> port = path.map(InstancePath::uniPort);
    if (named.flatMap(PortOrPath::path).isPresent()) {
      agree(RequestColumn.UNI_PORT, path, named.flatMap(PortOrPath::path));
    } else {
      agree(RequestColumn.UNI_PORT, port, named.map(PortOrPath::port));
    }
    port = port.or(() -> named.map(PortOrPath::port));
    path = path.or(() -> named.flatMap(PortOrPath::path));

    Optional<Technology> technology =
        either(
            RequestColumn.TECHNOLOGY,
            path.map(InstancePath::technology),
            Technology::of,
            defaults.technology());
    Optional<TechProfileId> template =
        either(
            RequestColumn.TEMPLATE,
            path.map(InstancePath::template),
            Arguments::templateId,
            defaults.template());
    Optional<OltId> olt =
        either(RequestColumn.OLT, port.map(UniPort::olt), OltId::new, defaults.olt());
    Optional<Integer> pon = number(RequestColumn.PON, port.map(p -> p.pon().number()), PonId.LAST);
    Optional<Integer> onu = number(RequestColumn.ONU, port.map(p -> p.onu().number()), OnuId.LAST);
    Optional<Integer> uni = number(RequestColumn.UNI, port.map(UniPort::number), UniPort.LAST);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    checkOnu(technology.orElseThrow(), onu.orElseThrow());
    return problems.isEmpty()
        ? Optional.of(
            new InstancePath(
                technology.orElseThrow(),
                template.orElseThrow(),
                port.orElseGet(() ->
                    new UniPort(
                        new OnuId(
                            new PonId(olt.orElseThrow(), pon.orElseThrow()), onu.orElseThrow()),
                        uni.orElseThrow()))))
        : Optional.empty();
  }

  private void checkOnu(Technology technology, int onu) {
    if (onu > technology.lastOnuId()) {
      Value at =
          Optional.ofNullable(values.get(RequestColumn.ONU))
              .or(() -> Optional.ofNullable(values.get(RequestColumn.UNI_PORT)))
              .or(() -> Optional.ofNullable(values.get(RequestColumn.PATH)))
              .orElseThrow();
      problem(
          at, "%s has no ONU %s; legal: 0-%s".formatted(technology, onu, technology.lastOnuId()));
    }
  }

  private Optional<Integer> number(RequestColumn name, Optional<Integer> named, int last) {
    return either(name, named, text -> Arguments.number(name.text(), text, last), Optional.empty());
  }

  /** The value of a column, of the path, or the default; a problem if there is none. */
  private <T> Optional<T> either(
      RequestColumn name, Optional<T> named, Function<String, T> parser, Optional<T> byDefault) {
    Optional<T> given = read(name, parser);
    agree(name, named, given);
    Optional<T> value = given.or(() -> named).or(() -> byDefault);
    if (value.isEmpty() && !values.containsKey(name) && !isPathBroken) {
      problems.add(new InputProblem(line, column, name.text() + " is missing"));
    }
    return value;
  }

  private <T> void agree(RequestColumn name, Optional<T> first, Optional<T> given) {
    Value at = values.get(name);
    if (at != null && first.isPresent() && given.isPresent() && !first.equals(given)) {
      problem(
          at, "%s is %s, and the path says %s".formatted(name.text(), given.get(), first.get()));
    }
  }

  private <T> Optional<T> read(RequestColumn name, Function<String, T> parser) {
    Value value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(value.text()));
    } catch (InvalidRequestException e) {
      problem(value, name.text() + ": " + InputProblem.reason(e));
    } catch (CommandException e) {
      problem(value, name.text() + ": " + e.facts().getOrDefault("reason", e.code().message()));
    }
    return Optional.empty();
  }

  /** Adds a problem of the request as a whole, or of a part of it that is no value. */
  void problem(int problemLine, int problemColumn, String reason) {
    problems.add(new InputProblem(problemLine, problemColumn, reason));
  }

  private void problem(Value at, String reason) {
    problem(at.line(), at.column(), reason);
  }
}
