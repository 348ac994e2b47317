package org.ponkeeper.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;

/** Prints OLTs as tables. */
final class OltTables {

  /** Leaves room for the other text around a device id on a line of {@link Table#WIDTH}. */
  private static final int DEVICE_WIDTH = 60;

  private static final int SHOWN_ALIKE = 5;

  private OltTables() {}

  /** The line above the instances of an OLT. */
  static String heading(Olt olt, int instances) {
    return heading(olt, instances, "instance");
  }

  /** The heading of a list of such things of an OLT. */
  static String heading(Olt olt, int count, String what) {
    return "%s %s: %s"
        .formatted(
            olt.technology(), Table.cut(olt.id().device(), DEVICE_WIDTH), Count.of(count, what));
  }

  /** Prints warnings about an OLT; of many similar ones only the first few. */
  static void warn(Olt olt, List<Finding> findings, Terminal terminal) {
    String ofOlt = olt.technology() + " " + olt.id() + ": ";
    Map<String, Integer> alike = new LinkedHashMap<>();
    for (Finding finding : findings) {
      String detail = Remedies.detail(finding);
      if (alike.merge(detail, 1, Integer::sum) <= SHOWN_ALIKE) {
        // An instance's path already names the OLT.
        String where = finding.subject().startsWith(olt.technology() + "/") ? "" : ofOlt;
        terminal.warn(where + finding.subject() + ": " + detail);
      }
    }
    alike.forEach((detail, count) -> {
      if (count > SHOWN_ALIKE) {
        terminal.warn(ofOlt + (count - SHOWN_ALIKE) + " more of these: " + detail);
      }
    });
  }

  /** Known OLTs, one per row. */
  static Table list(List<KnownOlt> known) {
    Table table = new Table().text("technology").text("olt").text("registered");
    for (KnownOlt olt : known) {
      table.row(
          olt.technology().map(Technology::text).orElse("unknown"), olt.olt(), registered(olt));
    }
    return table;
  }

  private static String registered(KnownOlt olt) {
    String state =
        olt.state().filter(of -> of != OltRecord.State.LIVE).map(of -> ", " + of).orElse("");
    return olt.registered() ? "yes" + state : "no";
  }

  /** The stored data of an OLT, on one line. */
  static String line(OltContents contents) {
    String olt = contents.technology() + " " + contents.olt() + ": ";
    StringJoiner line = new StringJoiner(", ", olt, "");
    add(line, contents.instances(), "instance");
    add(line, contents.olderInstances(), "older instance");
    add(line, contents.pools(), "pool");
    add(line, contents.onuMaps(), "map of an ONU", "maps of ONUs");
    add(line, contents.flowInfos(), "flow info");
    add(line, contents.claims(), "claim");
    add(line, contents.others(), "other key");
    add(line, contents.records(), "record");
    return line.toString();
  }

  private static void add(StringJoiner line, long count, String one) {
    add(line, count, one, one + "s");
  }

  private static void add(StringJoiner line, long count, String one, String more) {
    if (count > 0) {
      line.add(Count.of(count, one, more));
    }
  }

  /** Prints the registration of an OLT. */
  static void print(Technology technology, String device, OltRecord record, Consumer<String> line) {
    line.accept("technology   " + technology);
    line.accept("olt          " + Table.cut(device, Table.WIDTH - 13));
    line.accept("registered   yes");
    line.accept("pons         " + Table.cut(NumberRanges.print(record.pons()), Table.WIDTH - 13));
    for (ResourceType type : ResourceType.values()) {
      rangeLines(type, record, line);
    }
    line.accept("pool keys    " + record.layout().text());
    line.accept("full pools   " + (record.fullPools() ? "yes" : "no"));
    if (record.adapterState()) {
      line.accept("adapter state kept");
    }
    if (!record.isLive()) {
      line.accept("state        " + OltJson.state(record));
    }
    for (ResourceType type : ResourceType.values()) {
      rangesToCome(type, record, line);
    }
  }

  private static void rangeLines(ResourceType type, OltRecord record, Consumer<String> line) {
    IdRanges ofAll = record.ranges().ofAll().get(type);
    Map<IdRanges, SortedSet<Integer>> own = record.ranges().own(type);
    Integer shared = record.sharedPools().get(type);
    if (ofAll != null || !own.isEmpty()) {
      line.accept(
          "%-12s %s%s"
              .formatted(
                  type + " ids",
                  ofAll == null ? "not on all PONs" : ofAll,
                  shared == null ? "" : " (shared pool " + shared + ")"));
    }
    own.forEach((ranges, pons) -> line.accept(ofPons(pons, ranges)));
  }

  private static String ofPons(SortedSet<Integer> pons, IdRanges ranges) {
    return "  %-10s %s".formatted("pons " + NumberRanges.print(pons), ranges);
  }

  private static void rangesToCome(ResourceType type, OltRecord record, Consumer<String> line) {
    IdRanges ofAll = record.resizingTo().ofAll().get(type);
    if (ofAll != null && !ofAll.equals(record.ranges().ofAll().get(type))) {
      line.accept("%-12s %s".formatted("  " + type + " to", ofAll));
    }
    record
        .resizingTo()
        .own(type)
        .forEach((ranges, pons) ->
            line.accept(
                "%-12s %s"
                    .formatted(
                        "  " + type + " to", ranges + " of PONs " + NumberRanges.print(pons))));
  }

  /** Prints the overview of an OLT. */
  static void print(OltOverview overview, Consumer<String> line) {
    String device = overview.olt().device();
    overview
        .record()
        .ifPresentOrElse(
            record -> print(overview.technology(), device, record, line),
            () -> printFound(overview, line));
    line.accept("instances    " + overview.instances());
    if (!overview.pools().isEmpty()) {
      line.accept("");
      pools(overview).print(line, "");
    }
  }

  private static void printFound(OltOverview overview, Consumer<String> line) {
    line.accept("technology   " + overview.technology());
    line.accept("olt          " + Table.cut(overview.olt().device(), Table.WIDTH - 13));
    line.accept("registered   no");
    line.accept("pons         " + Table.cut(NumberRanges.print(overview.pons()), Table.WIDTH - 13));
    line.accept("pool keys    " + overview.layout().text());
  }

  private static Table pools(OltOverview overview) {
    Table table = new Table().text("pool").number("index").text("range").number("taken");
    for (OltOverview.Pool pool : overview.pools()) {
      table.row(
          pool.id().type(),
          pool.id().index(),
          pool.range().map(IdRange::toString).orElse("unreadable"),
          pool.range().isPresent() ? pool.taken() : "-");
    }
    return table;
  }
}
