package org.ponkeeper.cli;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ponkeeper.Search;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.SearchHit;
import org.ponkeeper.olt.SearchProblem;
import org.ponkeeper.olt.SearchResult;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code ponkeeper find} */
@Command(
    name = "find",
    description = {
      "Finds a subscriber by a serial number, an id, a port or a path.",
      "Searches all OLTs of the store, or those that the options name."
    },
    footer = {
      "",
      "Examples:",
      "  ponkeeper find ALCL00001234",
      "  ponkeeper find --olt olt-1 --pon 0 --type gem-port 1024",
      "  ponkeeper find 'olt-{olt-1}/pon-{0}/onu-{1}'",
      "  ponkeeper find 'XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}'"
    })
final class FindCommand implements Runnable {

  private final PonkeeperCommand ponkeeper;

  @Option(names = "--technology", paramLabel = "T", description = OltOptions.TECHNOLOGY_DESCRIPTION)
  private Optional<Technology> technology = Optional.empty();

  @Option(names = "--olt", paramLabel = "ID", description = "The device id of the OLT.")
  private Optional<OltId> olt = Optional.empty();

  @Option(names = "--pon", paramLabel = "N", description = "The PON number.")
  private Optional<PonNumber> pon = Optional.empty();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Show only ids of this type: onu, alloc, gem-port or flow.")
  private Optional<ResourceType> type = Optional.empty();

  @Parameters(
      paramLabel = "TEXT",
      description =
          "An id; the name of an ONU or UNI port, such as olt-{DEVICE}/pon-{N}/onu-{N}; the path of "
              + "an instance, as it is printed; or an owner's name, such as a serial number.")
  private Wanted wanted = Wanted.NOTHING;

  FindCommand(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  /**
   * The text to search for.
   *
   * @param text the text
   * @param technology the technology that it names
   * @param place the ONU or UNI port that it names
   */
  record Wanted(String text, Optional<Technology> technology, Optional<OnuOrUni> place) {

    static final Wanted NOTHING = new Wanted("", Optional.empty(), Optional.empty());

    /** Checks the text. */
    static Wanted parse(String text) {
      if (!text.contains("/")) {
        return new Wanted(
            new OwnerName(Arguments.text(text)).text(), Optional.empty(), Optional.empty());
      }
      if (text.contains("/uni-")) {
        PortOrPath parsed = PortOrPath.parse(text);
        return new Wanted(text, parsed.technology(), Optional.of(parsed.port()));
      }
      return new Wanted(text, Optional.empty(), Optional.of(OnuId.parse(text)));
    }

    private Optional<OltId> olt() {
      return place.map(of -> of.onu().pon().olt());
    }

    private Optional<Integer> pon() {
      return place.map(of -> of.onu().pon().number());
    }
  }

  @Override
  public void run() {
    Arguments.agreeing("--technology", technology, wanted.technology());
    Arguments.agreeing("--olt", olt, wanted.olt());
    Arguments.agreeing("--pon", pon.map(PonNumber::value), wanted.pon());
    try (Session session = ponkeeper.openToRead()) {
      print(search(session.ponkeeper().search()).find(wanted.text()));
    }
  }

  private Search search(Search all) {
    Search search = all;
    if (technology.isPresent()) {
      search = search.in(technology.get());
    }
    if (olt.isPresent()) {
      search = search.on(olt.get());
    }
    if (pon.isPresent()) {
      search = search.onPon(pon.get().value());
    }
    return type.isPresent() ? search.ofType(type.get()) : search;
  }

  private void print(SearchResult result) {
    Terminal terminal = ponkeeper.terminal();
    result.skipped().forEach(skipped -> terminal.warn(OltChoice.skipped(skipped)));
    result.problems().stream()
        .map(SearchProblem::finding)
        .forEach(problem -> terminal.warn(problem.subject() + ": " + Remedies.detail(problem)));
    if (result.hits().isEmpty()) {
      terminal.say("nothing found");
    }
    if (ponkeeper.isJson()) {
      terminal.printJson(json -> {
        json.writeStartArray();
        result.hits().forEach(hit -> write(json, hit));
        json.writeEndArray();
      });
    } else if (!result.hits().isEmpty()) {
      table(result.hits()).print(terminal);
    }
  }

  private static Table table(List<SearchHit> hits) {
    Table table =
        new Table()
            .text("technology")
            .text("olt")
            .number("pon")
            .number("onu")
            .number("uni")
            .number("template")
            .text("what")
            .text("owner");
    for (SearchHit hit : hits) {
      Optional<UniPort> port = hit.instance().map(InstancePath::uniPort);
      table.row(
          hit.technology(),
          hit.pon().olt(),
          hit.pon().number(),
          hit.onu().map(onu -> Integer.toString(onu.number())).orElse(""),
          port.map(uni -> Integer.toString(uni.number())).orElse(""),
          hit.instance().map(path -> path.template().toString()).orElse(""),
          hit.type() + " " + NumberRanges.print(new TreeSet<>(hit.ids())),
          owner(hit).orElseGet(() -> withoutName(hit.owner())));
    }
    return table;
  }

  /** The name of who holds the ids: for an instance, the owner of its ONU's id. */
  private static Optional<String> owner(SearchHit hit) {
    return hit.owner() instanceof IdOwner.ByClaim claim
        ? Optional.of(claim.claim().owner().text())
        : hit.onuOwner().map(OwnerName::text);
  }

  private static String withoutName(IdOwner owner) {
    return owner instanceof IdOwner.ByInstance ? "" : owner.toString();
  }

  private static void write(JsonGenerator json, SearchHit hit) {
    json.writeStartObject();
    json.writeStringProperty("technology", hit.technology().text());
    json.writeStringProperty("olt", hit.pon().olt().device());
    json.writeNumberProperty("pon", hit.pon().number());
    writeNumber(json, "onu", hit.onu().map(OnuId::number));
    writeNumber(json, "uni", hit.instance().map(path -> path.uniPort().number()));
    writeNumber(json, "template_id", hit.instance().map(path -> path.template().value()));
    writeText(json, "path", hit.instance().map(InstancePath::toString));
    writeText(json, "owner", owner(hit));
    json.writeStringProperty("state", IdCommands.state(hit.owner()));
    json.writeStringProperty("type", hit.type().text());
    json.writeArrayPropertyStart("ids");
    hit.ids().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, String name, Optional<Integer> number) {
    number.ifPresentOrElse(
        n -> json.writeNumberProperty(name, n), () -> json.writeNullProperty(name));
  }

  private static void writeText(JsonGenerator json, String name, Optional<String> text) {
    text.ifPresentOrElse(
        t -> json.writeStringProperty(name, t), () -> json.writeNullProperty(name));
  }
}
