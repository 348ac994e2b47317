package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.audit.Auditor;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.RegistrationResult;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.Change;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/**
 * Writes an OLT's record, or confirms it. Adopts data of the Go library: missing values are taken
 * from it, and values that contradict it are refused.
 */
public record RegisterOlt(OltRegistration wanted) implements Request<RegistrationResult> {

  @Override
  public Set<Integer> pons() {
    return Set.of();
  }

  @Override
  public Proposal<RegistrationResult> propose(StateView view) {
    return switch (view.record()) {
      case Stored.Present<OltRecord> registered -> confirm(view, registered.value());
      case Stored.Unreadable<OltRecord> unreadable ->
          throw OltErrors.unreadableRecord(view.technology(), view.olt(), unreadable.reason());
      case Stored.Absent<OltRecord> unregistered -> {
        OltRecord record = Adoption.record(view.state(), wanted, false);
        yield new Proposal<>(
            new RegistrationResult(record, true, warnings(view.state(), record)),
            List.of(new Change.PutRecord(record)));
      }
    };
  }

  private Proposal<RegistrationResult> confirm(StateView view, OltRecord there) {
    Preconditions.requireLive(view, there);
    List<String> differences = differences(there);
    if (!differences.isEmpty()) {
      throw Difference.refusal(view.state(), differences);
    }
    OltRecord next = there.withAdapterState(wanted.adapterState().orElse(there.adapterState()));
    return new Proposal<>(
        new RegistrationResult(next, !next.equals(there), warnings(view.state(), there, next)),
        next.equals(there) ? List.of() : List.of(new Change.PutRecord(next)));
  }

  private List<String> differences(OltRecord record) {
    List<String> differences = new ArrayList<>();
    wanted
        .pons()
        .filter(pons -> !pons.equals(record.pons()))
        .ifPresent(pons ->
            differences.add(
                Difference.between(
                    "pons", NumberRanges.print(record.pons()), NumberRanges.print(pons))));
    SortedSet<Integer> pons = new TreeSet<>(record.pons());
    pons.addAll(wanted.ranges().byPon().keySet());
    for (ResourceType type : ResourceType.values()) {
      differences.addAll(
          Difference.ofRanges(type, pons, pon -> there(record, type, pon), wanted.ranges()));
    }
    differences.addAll(sharingDifferences(wanted, record));
    if (wanted.fullPools() && !record.fullPools()) {
      differences.add(Difference.between("full pools", false, true));
    }
    return differences;
  }

  /** The shared pools that differ from the request. */
  static List<String> sharingDifferences(OltRegistration wanted, OltRecord record) {
    List<String> differences = new ArrayList<>();
    wanted
        .sharedPools()
        .forEach((type, index) -> {
          Integer there = record.sharedPools().get(type);
          if (!index.equals(there)) {
            differences.add(Difference.between("shared " + type + " pool", there, index));
          }
        });
    return differences;
  }

  /** Warnings about a record that replaces another one. */
  private static List<String> warnings(OltState state, OltRecord before, OltRecord after) {
    List<String> warnings = warnings(state, after);
    if (after.adapterState() && !before.adapterState()) {
      warnings.add(
          "services that were made before are not in the openolt adapter's maps and tp_id;"
              + " an audit that repairs the maps adds them");
    }
    return warnings;
  }

  private static Optional<IdRanges> there(OltRecord record, ResourceType type, int pon) {
    return record.pons().contains(pon) ? record.ranges().of(type, pon) : Optional.empty();
  }

  /** Warnings about a record. */
  static List<String> warnings(OltState state, OltRecord record) {
    List<String> warnings = new ArrayList<>();
    for (ResourceType type : ResourceType.values()) {
      IdRange legal = type.legalSpace(state.technology());
      record
          .ranges()
          .pons(type, record.pons())
          .forEach((ranges, pons) -> {
            String what =
                "the range %s of %s ids%s"
                    .formatted(
                        ranges,
                        type,
                        pons.equals(record.pons()) ? "" : " of " + NumberRanges.pons(pons));
            if (ranges.whole().first() < legal.first()) {
              warnings.add(
                  "%s begins before the legal space %s; ids before %s are not handed out"
                      .formatted(what, legal, legal.first()));
            }
            if (ranges.whole().last() > legal.last()) {
              warnings.add(
                  "%s ends past the legal space; ids are handed out up to %s"
                      .formatted(what, legal.last()));
            }
          });
    }
    Registration registration = Registration.of(record);
    new TreeMap<>(state.pons())
        .forEach((number, pon) -> {
          if (record.pons().contains(number)) {
            Auditor.onusOutside(registration, number, pon)
                .ifPresent(onus -> warnings.add(onus.subject() + ": " + onus.detail()));
          }
        });
    return warnings;
  }
}
