package org.ponkeeper.cli;

import java.util.SortedMap;
import org.ponkeeper.keyspace.FlowInfoCodec;
import org.ponkeeper.store.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ponkeeper flow-info …} */
@Command(
    name = "flow-info",
    description = "Flow infos of an ONU or UNI port: JSON that an adapter stores for each flow.",
    footer = {
      "",
      "Example:",
      "  ponkeeper flow-info list --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --uni 0"
    })
final class FlowInfoCommands {

  private static final String FLOW = "The flow id.";

  private final PonkeeperCommand ponkeeper;

  FlowInfoCommands(PonkeeperCommand ponkeeper) {
    this.ponkeeper = ponkeeper;
  }

  @Command(
      description = "Lists the flows that have a stored flow info.",
      footer = {
        "",
        "Example:",
        "  ponkeeper flow-info list --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --uni 0"
      })
  void list(@Mixin OnuOptions onu) {
    try (Session session = ponkeeper.openToRead()) {
      SortedMap<Long, Bytes> infos = onu.in(session).onuMaps().flowInfos(onu.of());
      Terminal terminal = ponkeeper.terminal();
      if (ponkeeper.isJson()) {
        terminal.printJson(json -> {
          json.writeStartArray();
          infos.forEach((flow, info) -> {
            json.writeStartObject();
            CommonFields.writeOnuOrUni(json, onu.technology(), onu.of());
            json.writeNumberProperty("flow", flow);
            json.writeNumberProperty("bytes", info.length());
            json.writeEndObject();
          });
          json.writeEndArray();
        });
      } else if (infos.isEmpty()) {
        terminal.say("no flow infos");
      } else {
        Table table = new Table().number("flow").number("bytes");
        infos.forEach((flow, info) -> table.row(flow, info.length()));
        table.print(terminal);
      }
    }
  }

  @Command(
      description = "Prints the flow info of a flow, byte for byte.",
      footer = {
        "",
        "Example:",
        "  ponkeeper flow-info get --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --flow 7"
      })
  void get(
      @Mixin OnuOptions onu,
      @Option(names = "--flow", required = true, paramLabel = "N", description = FLOW)
          FlowNumber flow) {
    try (Session session = ponkeeper.openToRead()) {
      Bytes info =
          onu.in(session)
              .onuMaps()
              .flowInfo(onu.of(), flow.value())
              .orElseThrow(() ->
                  new CommandException(CommandError.FLOW_INFO_NOT_FOUND)
                      .with("flow", flow)
                      .with("of", onu.of()));
      ponkeeper.terminal().printBytes(info);
    }
  }

  @Command(
      description = "Stores the flow info of a flow, and replaces an older one.",
      footer = {
        "",
        "Example:",
        "  ponkeeper flow-info set --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --flow 7 "
            + "flow.json"
      })
  void set(
      @Mixin OnuOptions onu,
      @Option(names = "--flow", required = true, paramLabel = "N", description = FLOW)
          FlowNumber flow,
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = "-",
              description = "One JSON value; - or none: standard input.")
          String file) {
    byte[] json = InputFile.of(file, ponkeeper.terminal()).read(FlowInfoCodec.MAX_BYTES);
    try (Session session = ponkeeper.open()) {
      onu.in(session).onuMaps().putFlowInfo(onu.of(), flow.value(), Bytes.wrap(json));
      ponkeeper.terminal().say("stored flow info of flow " + flow + " of " + onu.of());
    }
  }

  @Command(
      description = "Deletes the flow info of a flow; succeeds if there is none.",
      footer = {
        "",
        "Example:",
        "  ponkeeper flow-info delete --technology XGS-PON --olt olt-1 --pon 0 --onu 1 --flow 7"
      })
  void delete(
      @Mixin OnuOptions onu,
      @Option(names = "--flow", required = true, paramLabel = "N", description = FLOW)
          FlowNumber flow,
      @Mixin DryRun dryRun) {
    try (Session session = ponkeeper.openToDelete(dryRun)) {
      onu.in(session).onuMaps().deleteFlowInfo(onu.of(), flow.value());
      ponkeeper
          .terminal()
          .say(dryRun.done("deleted", "flow info of flow %s of %s".formatted(flow, onu.of())));
    }
  }
}
