package org.ponkeeper.cli;

import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.PbitMap;
import org.ponkeeper.profile.Queue;
import org.ponkeeper.profile.SchedulingPolicy;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.UnresolvedInstance;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.profile.XponQueue;

/** Prints instances as tables. */
final class InstanceTables {
  private InstanceTables() {}

  /** The ids of instances of one OLT, one instance per row. */
  static Table ids(List<Instance> instances) {
    Table table =
        new Table()
            .number("pon")
            .number("onu")
            .number("uni")
            .text("template")
            .number("alloc-id")
            .text("gem-ports")
            .text("source");
    for (Instance instance : instances) {
      UniPort port = instance.path().uniPort();
      table.row(
          port.pon().number(),
          port.onu().number(),
          port.number(),
          instance.path().template() + " " + name(instance),
          instance.allocId(),
          runs(instance.gemPortIds()),
          source(instance));
    }
    return table;
  }

  /** The queues of instances of one OLT, one queue per row. */
  static Table queues(List<Instance> instances) {
    Table table =
        new Table()
            .number("pon")
            .number("onu")
            .number("uni")
            .text("template")
            .text("direction")
            .number("gem-port")
            .text("p-bits")
            .text("scheduling")
            .number("priority")
            .number("weight")
            .text("aes");
    for (Instance instance : instances) {
      if (instance instanceof TechProfileInstance resolved) {
        queues(table, resolved, Direction.UPSTREAM);
        queues(table, resolved, Direction.DOWNSTREAM);
        if (resolved.template() instanceof XponProfile xpon) {
          for (XponQueue queue : xpon.multicastQueues()) {
            queue(table, resolved, "multicast", queue.multicastGemId(), queue.queue());
          }
        }
      }
    }
    return table;
  }

  private static void queues(Table table, TechProfileInstance instance, Direction direction) {
    List<Queue> queues = instance.template().queues(direction);
    String name = direction == Direction.UPSTREAM ? "upstream" : "downstream";
    for (int i = 0; i < queues.size(); i++) {
      queue(table, instance, name, instance.gemPortIdAt(i), queues.get(i));
    }
  }

  private static void queue(
      Table table, TechProfileInstance instance, String direction, long gemPort, Queue queue) {
    UniPort port = instance.path().uniPort();
    table.row(
        port.pon().number(),
        port.onu().number(),
        port.number(),
        instance.path().template(),
        direction,
        gemPort,
        pbits(queue.pbitMap()),
        policy(queue.schedulingPolicy()),
        queue.priority(),
        queue.weight(),
        queue.aesEncryption());
  }

  private static String pbits(PbitMap map) {
    SortedSet<Integer> carried = new TreeSet<>();
    for (int pbit = 0; pbit < PbitMap.PBITS; pbit++) {
      if (map.carries(pbit)) {
        carried.add(pbit);
      }
    }
    return NumberRanges.print(carried);
  }

  /** The name used in templates. */
  private static String policy(SchedulingPolicy policy) {
    return switch (policy) {
      case WRR -> "WRR";
      case STRICT_PRIORITY -> "StrictPriority";
      case HYBRID -> "Hybrid";
    };
  }

  private static String name(Instance instance) {
    return switch (instance) {
      case TechProfileInstance resolved -> resolved.template().name();
      case UnresolvedInstance unresolved -> "-";
    };
  }

  private static String source(Instance instance) {
    return switch (instance) {
      case TechProfileInstance resolved -> resolved.source().text();
      case UnresolvedInstance unresolved -> "none";
    };
  }

  /** The ids in their order, with adjacent ids as ranges: {@code 1024-1027,1040}. */
  static String runs(List<GemPortId> ids) {
    StringJoiner runs = new StringJoiner(",");
    int from = 0;
    while (from < ids.size()) {
      int to = from;
      while (to + 1 < ids.size() && ids.get(to + 1).value() == ids.get(to).value() + 1) {
        to++;
      }
      runs.add(from == to ? ids.get(from).toString() : ids.get(from) + "-" + ids.get(to));
      from = to + 1;
    }
    return runs.length() == 0 ? "-" : runs.toString();
  }

  /** Prints the ids of the instances of one OLT, and optionally their queues. */
  static void print(List<Instance> instances, boolean derived, Terminal terminal) {
    ids(instances).print(terminal);
    if (derived) {
      terminal.print("");
      queues(instances).print(terminal);
    }
  }
}
