package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;

/**
 * Writes an OLT's record, or confirms it. What the Go library left is adopted: values that are left
 * out are taken from it, and others than it has are refused.
 */
public record RegisterOlt(OltRegistration wanted) implements Request<RegisterOlt.Answer> {

  /**
   * What registering gives back.
   *
   * @param record the record that is there now
   * @param written whether this call wrote it; false when it was there before
   * @param warnings what a person should know, in sentences
   */
  public record Answer(OltRecord record, boolean written, List<String> warnings) {}

  @Override
  public Set<Integer> pons() {
    return Set.of();
  }

  @Override
  public Set<TechProfileId> templates() {
    return Set.of();
  }

  @Override
  public Request<Answer> afterUnknownOutcome(OltState decidedOn) {
    return this;
  }

  @Override
  public Decision<Answer> decide(OltState state) {
    Set<Fact> reliesOn = Set.of(new Fact.OfRecord());
    return Decision.orRefusal(reliesOn, () -> decide(state, reliesOn));
  }

  private Decision<Answer> decide(OltState state, Set<Fact> reliesOn) {
    return switch (state.record().value()) {
      case RecordState.Registered registered -> {
        if (registered.record().life() != OltRecord.Life.LIVE) {
          throw Gate.busy(state, registered.record());
        }
        List<String> differences = differences(registered.record());
        if (!differences.isEmpty()) {
          throw Difference.refusal(state, differences);
        }
        yield new Decision.NoChange<>(
            new Answer(registered.record(), false, warnings(state, registered.record())), reliesOn);
      }
      case RecordState.Unreadable unreadable -> throw unreadable(state, unreadable);
      case RecordState.Unregistered unregistered -> {
        OltRecord record = Adoption.record(state, wanted, false);
        yield new Decision.Commit<>(
            new Answer(record, true, warnings(state, record)),
            List.of(new Change.PutRecord(record)),
            reliesOn);
      }
    };
  }

  static CorruptDataException unreadable(OltState state, RecordState.Unreadable record) {
    return new CorruptDataException(ErrorCode.CORRUPT_DATA)
        .with("what", "the record of OLT " + state.olt())
        .with("reason", record.reason());
  }

  private List<String> differences(OltRecord record) {
    List<String> differences = new ArrayList<>();
    wanted
        .pons()
        .filter(pons -> !pons.equals(record.pons()))
        .ifPresent(pons ->
            differences.add(
                Difference.between(
                    "pons", NumberRuns.print(record.pons()), NumberRuns.print(pons))));
    wanted
        .ranges()
        .forEach((type, ranges) -> {
          IdRanges there = record.ranges().get(type);
          if (!ranges.equals(there)) {
            differences.add(Difference.between(type + " ids", there, ranges));
          }
        });
    differences.addAll(sharingDifferences(wanted, record));
    if (wanted.fullPools() && !record.fullPools()) {
      differences.add(Difference.between("full pools", false, true));
    }
    return differences;
  }

  /** Which pools are shared otherwise than asked for. */
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

  /** What a person should know of a record. */
  static List<String> warnings(OltState state, OltRecord record) {
    List<String> warnings = new ArrayList<>();
    record
        .ranges()
        .forEach((type, ranges) -> {
          IdRange legal = type.legalSpace(state.technology());
          if (ranges.whole().last() > legal.last()) {
            warnings.add(
                "the range %s of %s ids ends past the legal space; ids are handed out up to %s"
                    .formatted(ranges, type, legal.last()));
          }
        });
    return warnings;
  }
}
