package org.ponkeeper.cli;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.olt.OnuContents;
import org.ponkeeper.olt.OnuMove;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Key;

/** Prints ONUs as tables and lines of text. */
final class OnuTables {
  private OnuTables() {}

  /** ONUs of one OLT, one per row. */
  static Table table(List<OnuContents> onus) {
    Table table =
        new Table()
            .number("pon")
            .number("onu")
            .text("owner")
            .text("unis")
            .number("instances")
            .text("alloc-ids")
            .text("gem-ports");
    for (OnuContents onu : onus) {
      table.row(
          onu.onu().pon().number(),
          onu.onu().number(),
          onu.owner().map(OwnerName::toString).orElse("-"),
          ranges(unis(onu)),
          onu.instances().size() + onu.unreadable().size(),
          ranges(ids(onu, ResourceType.ALLOC_ID)),
          ranges(ids(onu, ResourceType.GEM_PORT_ID)));
    }
    return table;
  }

  /** Prints an ONU: its id, owner and claims, then its instances with their queues. */
  static void print(OnuContents onu, Terminal terminal) {
    terminal.print("ONU          " + onu.onu());
    terminal.print("owner        " + onu.owner().map(OwnerName::toString).orElse("none"));
    terminal.print("ONU id       " + (onu.idTaken() ? "taken" : "not taken"));
    printClaims(onu, terminal);
    if (!onu.instances().isEmpty()) {
      terminal.print("");
      InstanceTables.print(onu.instances(), true, terminal);
    }
  }

  /** Prints the claims, one per line. */
  static void printClaims(OnuContents onu, Terminal terminal) {
    onu.claims()
        .forEach(
            (claim, ids) -> terminal.print("claim        " + claim.type() + " ids " + ranges(ids)));
  }

  /** An ONU on one line, with the numbers of what it has. */
  static String line(
      String onu, Optional<OwnerName> owner, int instances, int claims, int maps, int flowInfos) {
    return "%s, owner %s: %s, %s, %s, %s"
        .formatted(
            onu,
            owner.map(OwnerName::toString).orElse("none"),
            Count.of(instances, "instance"),
            Count.of(claims, "claim"),
            Count.of(maps, "map"),
            Count.of(flowInfos, "flow info"));
  }

  /** Prints an ONU that was moved: what it has now, and the ids that it had before. */
  static void print(OnuMove move, Terminal terminal) {
    terminal.print(
        "moved: "
            + line(
                move.from() + " to " + move.to(),
                move.owner(),
                move.instances().size(),
                move.claims().size(),
                move.maps(),
                move.flowInfos()));
    if (!move.instances().isEmpty()) {
      Table table =
          new Table()
              .number("uni")
              .number("template")
              .number("alloc-id")
              .number("before")
              .text("gem-ports")
              .text("before");
      for (OnuMove.OfInstance instance : move.instances()) {
        table.row(
            instance.after().path().uniPort().number(),
            instance.after().path().template(),
            instance.after().allocId(),
            instance.before().allocId(),
            InstanceTables.runs(instance.after().gemPortIds()),
            InstanceTables.runs(instance.before().gemPortIds()));
      }
      table.print(terminal);
    }
    for (OnuMove.OfClaim claim : move.claims()) {
      terminal.print(
          "claim        %s ids %s, before %s"
              .formatted(
                  claim.after().type(), ranges(claim.idsAfter()), ranges(claim.idsBefore())));
    }
  }

  /** Prints the keys that a change of the ONU leaves as they are, one per line. */
  static void printStaying(List<Key> keys, Terminal terminal) {
    keys.forEach(key -> terminal.print("not changed: " + key.text()));
  }

  /** The ids of the type that the ONU's instances and its owner have, ascending. */
  static SortedSet<Integer> ids(OnuContents onu, ResourceType type) {
    SortedSet<Integer> ids = new TreeSet<>();
    for (Instance instance : onu.instances()) {
      switch (type) {
        case ALLOC_ID -> ids.add(instance.allocId().value());
        case GEM_PORT_ID -> instance.gemPortIds().forEach(id -> ids.add(id.value()));
        case ONU_ID, FLOW_ID -> {}
      }
    }
    onu.claims()
        .forEach((claim, claimed) -> {
          if (claim.type() == type) {
            ids.addAll(claimed);
          }
        });
    return ids;
  }

  /** The numbers of the UNI ports that have an instance. */
  static List<Integer> unis(OnuContents onu) {
    return onu.uniPorts().stream().map(UniPort::number).toList();
  }

  /** The numbers with ranges; "-" if there are none. */
  static String ranges(Collection<Integer> numbers) {
    return numbers.isEmpty() ? "-" : NumberRanges.print(new TreeSet<>(numbers));
  }
}
