package org.ponkeeper.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.PoolUsage;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;

/** Prints OLTs as tables. */
final class OltTables {

  private static final int SHOWN_ALIKE = 5;

  private OltTables() {}

  /** The line above the instances of an OLT. */
  static String heading(Olt olt, int instances) {
    return heading(olt, instances, "instance");
  }

  /** The heading of a list of such things of an OLT. */
  static String heading(Olt olt, int count, String what) {
    return "%s %s: %s".formatted(olt.technology(), olt.id(), Count.of(count, what));
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
  static void print(Technology technology, String device, OltRecord record, Terminal terminal) {
    terminal.print("technology   " + technology);
    terminal.printFitted("olt          " + device);
    terminal.print("registered   yes");
    terminal.printFitted("pons         " + NumberRanges.print(record.pons()));
    for (ResourceType type : ResourceType.values()) {
      rangeLines(type, record, terminal);
    }
    terminal.print("pool keys    " + record.layout().text());
    terminal.print("full pools   " + (record.fullPools() ? "yes" : "no"));
    if (record.adapterState()) {
      terminal.print("adapter state kept");
    }
    if (!record.isLive()) {
      terminal.print("state        " + OltJson.state(record));
    }
    for (ResourceType type : ResourceType.values()) {
      rangesToCome(type, record, terminal);
    }
  }

  private static void rangeLines(ResourceType type, OltRecord record, Terminal terminal) {
    IdRanges ofAll = record.ranges().ofAll().get(type);
    Map<IdRanges, SortedSet<Integer>> own = record.ranges().own(type);
    Integer shared = record.sharedPools().get(type);
    if (ofAll != null || !own.isEmpty()) {
      terminal.printFitted(
          "%-12s %s%s"
              .formatted(
                  type + " ids",
                  ofAll == null ? "not on all PONs" : ofAll,
                  shared == null ? "" : " (shared pool " + shared + ")"));
    }
    own.forEach((ranges, pons) -> terminal.printFitted(ofPons(pons, ranges)));
  }

  private static String ofPons(SortedSet<Integer> pons, IdRanges ranges) {
    return "  %-10s %s".formatted("pons " + NumberRanges.print(pons), ranges);
  }

  private static void rangesToCome(ResourceType type, OltRecord record, Terminal terminal) {
    IdRanges ofAll = record.resizingTo().ofAll().get(type);
    if (ofAll != null && !ofAll.equals(record.ranges().ofAll().get(type))) {
      terminal.printFitted("%-12s %s".formatted("  " + type + " to", ofAll));
    }
    record
        .resizingTo()
        .own(type)
        .forEach((ranges, pons) ->
            terminal.printFitted(
                "%-12s %s"
                    .formatted(
                        "  " + type + " to", ranges + " of PONs " + NumberRanges.print(pons))));
  }

  /** Prints the overview of an OLT, and how many ids each PON has in use. */
  static void print(OltOverview overview, List<PoolUsage> usage, Terminal terminal) {
    String device = overview.olt().device();
    overview
        .record()
        .ifPresentOrElse(
            record -> print(overview.technology(), device, record, terminal),
            () -> printFound(overview, usage, terminal));
    terminal.print("instances    " + overview.instances());
    if (!usage.isEmpty()) {
      terminal.print("");
      usage(usage).print(terminal);
    }
    overview.pools().stream()
        .filter(pool -> pool.range().isEmpty())
        .forEach(pool -> terminal.print(pool.id() + ": unreadable"));
  }

  private static void printFound(OltOverview overview, List<PoolUsage> usage, Terminal terminal) {
    terminal.print("technology   " + overview.technology());
    terminal.printFitted("olt          " + overview.olt());
    terminal.print("registered   no");
    terminal.printFitted("pons         " + NumberRanges.print(overview.pons()));
    usage.stream()
        .collect(groupingBy(of -> of.pool().type(), TreeMap::new, toList()))
        .forEach((type, of) -> rangesFound(type, of, terminal));
    terminal.print("pool keys    " + overview.layout().text());
  }

  private static void rangesFound(ResourceType type, List<PoolUsage> usage, Terminal terminal) {
    Map<IdRanges, SortedSet<Integer>> pons = new LinkedHashMap<>();
    usage.forEach(
        of -> pons.computeIfAbsent(of.ranges(), n -> new TreeSet<>()).add(of.pool().index()));
    if (usage.getFirst().shared() || pons.size() == 1) {
      terminal.printFitted("%-12s %s".formatted(type + " ids", usage.getFirst().ranges()));
    } else {
      terminal.printFitted("%-12s %s".formatted(type + " ids", "not the same on all PONs"));
      pons.forEach((ranges, of) -> terminal.printFitted(ofPons(of, ranges)));
    }
  }

  /** The used and free ids, with a row for each PON, and one for the pools that all PONs share. */
  private static Table usage(List<PoolUsage> usage) {
    SortedSet<ResourceType> types = new TreeSet<>();
    SortedMap<Integer, Map<ResourceType, PoolUsage>> rows = new TreeMap<>();
    for (PoolUsage of : usage) {
      types.add(of.pool().type());
      int row = of.shared() ? ALL_PONS : of.pool().index();
      rows.computeIfAbsent(row, n -> new EnumMap<>(ResourceType.class)).put(of.pool().type(), of);
    }
    Table table = new Table().number("pon");
    types.forEach(type -> table.number(type + " ids").number("free").number("%"));
    rows.forEach((pon, of) -> {
      List<String> cells = new ArrayList<>(List.of(pon == ALL_PONS ? "all" : pon.toString()));
      for (ResourceType type : types) {
        PoolUsage pool = of.get(type);
        cells.add(pool == null ? "" : Integer.toString(pool.used()));
        cells.add(pool == null ? "" : Integer.toString(pool.free()));
        cells.add(pool == null ? "" : Integer.toString(pool.percentUsed()));
      }
      table.row(cells.toArray());
    });
    return table;
  }

  private static final int ALL_PONS = -1;
}
