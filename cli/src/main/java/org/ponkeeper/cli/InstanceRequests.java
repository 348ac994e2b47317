package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that select one instance, those of a file, or those of ranges. */
final class InstanceRequests extends InstanceOptions {

  /** The maximum number of instances that ranges may name. */
  private static final int MOST = 1_000_000;

  /** How many problems of a file an error names. */
  private static final int SHOWN = 20;

  @Parameters(arity = "0..1", paramLabel = "UNI_PORT", description = PORT_DESCRIPTION)
  private Optional<PortOrPath> port = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Read the instances from a file of JSON lines or CSV; - for standard input. Options give "
              + "what a line leaves out.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--skip-invalid",
      description = "Skip invalid lines of the file. Default: if one is invalid, nothing is done.")
  private boolean skipInvalid;

  @Option(
      names = "--olt",
      paramLabel = "ID",
      description = "The device id of the OLT, for ranges and files.")
  private Optional<OltId> olt = Optional.empty();

  @Option(
      names = "--pons",
      paramLabel = "NUMBERS",
      description = "Ranges of PON numbers: 0-15, or 0-3,8.")
  private Optional<PonNumbers> pons = Optional.empty();

  @Option(
      names = "--onus",
      paramLabel = "NUMBERS",
      description = "Ranges of ONU numbers on each PON: 1-64.")
  private Optional<OnuNumbers> onus = Optional.empty();

  @Option(
      names = "--unis",
      paramLabel = "NUMBERS",
      description = "Ranges of UNI numbers on each ONU: 0, or 0-3.")
  private Optional<UniNumbers> unis = Optional.empty();

  /** The one instance; empty if a file or ranges are given. */
  Optional<InstancePath> one() {
    requireOneWay();
    port.ifPresent(of -> Arguments.agreeing("--olt", olt, Optional.of(of.port().olt())));
    return port.map(this::path);
  }

  /** Whether standard input is the file. */
  boolean usesInput() {
    return file.filter("-"::equals).isPresent();
  }

  /**
   * The requests of the file or of the ranges; of an invalid line only its problem.
   *
   * @throws InvalidRequestException {@code FILE_INVALID} if the file cannot be read, or has
   *     problems that are not to be skipped
   */
  RequestList many(Terminal terminal) {
    if (file.isEmpty()) {
      return ofRanges();
    }
    InputFile input = InputFile.of(file.get(), terminal);
    RequestList requests =
        input.read(
            in -> RequestFile.read(in, new RequestLine.Defaults(technology(), template(), olt)));
    List<InputProblem> problems = requests.problems();
    if (requests.isCutOff() || (!problems.isEmpty() && !skipInvalid)) {
      throw error(input, requests);
    }
    problems.stream()
        .limit(SHOWN)
        .forEach(problem -> terminal.warn(problem.place() + ": skipped: " + problem.reason()));
    if (problems.size() > SHOWN) {
      terminal.warn((problems.size() - SHOWN) + " more problems in skipped lines");
    }
    return requests;
  }

  private InvalidRequestException error(InputFile input, RequestList requests) {
    List<InputProblem> problems = requests.problems();
    InvalidRequestException error = input.invalid(problems.size() + " problems");
    if (problems.size() == 1) {
      error = input.invalid("1 problem");
    }
    // One that cannot be skipped is the last one.
    Stream<InputProblem> shown =
        problems.size() > SHOWN && requests.isCutOff()
            ? Stream.concat(problems.stream().limit(SHOWN - 1), Stream.of(problems.getLast()))
            : problems.stream().limit(SHOWN);
    for (InputProblem problem : shown.toList()) {
      error.with(problem.place(), problem.reason());
    }
    if (problems.size() > SHOWN) {
      error.with("not shown", problems.size() - SHOWN);
    }
    return requests.isCutOff()
        ? error
        : error.remedy(
            "correct the file; nothing was changed. --skip-invalid does what the other lines say");
  }

  private RequestList ofRanges() {
    List<String> missing = new ArrayList<>(missingOfPath());
    addIfMissing(missing, olt, "'--olt=ID'");
    addIfMissing(missing, pons, "'--pons=NUMBERS'");
    addIfMissing(missing, onus, "'--onus=NUMBERS'");
    addIfMissing(missing, unis, "'--unis=NUMBERS'");
    requireNone("option", missing);
    var ponNumbers = pons.orElseThrow().numbers();
    var onuNumbers = onus.orElseThrow().numbers();
    var uniNumbers = unis.orElseThrow().numbers();
    long count = (long) ponNumbers.size() * onuNumbers.size() * uniNumbers.size();
    if (count > MOST) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("instances", count)
          .with("legal", "1-" + MOST);
    }
    RequestList requests = new RequestList();
    for (int pon : ponNumbers) {
      PonId ponId = new PonId(olt.orElseThrow(), pon);
      for (int onu : onuNumbers) {
        OnuId onuId = new OnuId(ponId, onu);
        for (int uni : uniNumbers) {
          requests.add(path(new PortOrPath(new UniPort(onuId, uni), Optional.empty())));
        }
      }
    }
    return requests;
  }

  private static void addIfMissing(List<String> missing, Optional<?> option, String name) {
    if (option.isEmpty()) {
      missing.add(name);
    }
  }

  private void requireOneWay() {
    boolean ranges = pons.isPresent() || onus.isPresent() || unis.isPresent();
    long ways = Stream.of(port.isPresent(), file.isPresent(), ranges).filter(way -> way).count();
    if (ways == 0) {
      throw usage(
          "Missing required parameter: 'UNI_PORT', or --file, or --pons, --onus and --unis");
    }
    if (ways > 1) {
      throw usage("give only one of UNI_PORT, --file, and --pons with --onus and --unis");
    }
    if (skipInvalid && file.isEmpty()) {
      throw usage("--skip-invalid needs --file");
    }
  }
}
