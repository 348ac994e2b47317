package org.ponkeeper.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourceType;

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
    try {
      return switch (state.record().value()) {
        case RecordState.Registered registered -> {
          if (registered.record().life() != OltRecord.Life.LIVE) {
            throw Gate.busy(state, registered.record().life());
          }
          List<String> differences = differences(registered.record());
          if (!differences.isEmpty()) {
            throw differs(state, differences);
          }
          yield new Decision.NoChange<>(
              new Answer(registered.record(), false, warnings(state, registered.record())),
              reliesOn);
        }
        case RecordState.Unreadable unreadable ->
            throw new CorruptDataException(ErrorCode.CORRUPT_DATA)
                .with("what", "the record of OLT " + state.olt())
                .with("reason", unreadable.reason());
        case RecordState.Unregistered unregistered -> {
          OltRecord record = adopt(state);
          yield new Decision.Commit<>(
              new Answer(record, true, warnings(state, record)),
              List.of(new Change.PutRecord(record)),
              reliesOn);
        }
      };
    } catch (PonkeeperException refusal) {
      return new Decision.Refusal<>(refusal, reliesOn);
    }
  }

  private List<String> differences(OltRecord record) {
    List<String> differences = new ArrayList<>();
    wanted
        .pons()
        .filter(pons -> !pons.equals(record.pons()))
        .ifPresent(pons ->
            differences.add(
                difference("pons", NumberRuns.print(record.pons()), NumberRuns.print(pons))));
    wanted
        .ranges()
        .forEach((type, range) -> {
          IdRange there = record.ranges().get(type);
          if (!range.equals(there)) {
            differences.add(difference(type + " ids", there, range));
          }
        });
    wanted
        .sharedPools()
        .forEach((type, index) -> {
          Integer there = record.sharedPools().get(type);
          if (!index.equals(there)) {
            differences.add(difference("shared " + type + " pool", there, index));
          }
        });
    if (wanted.fullPools() && !record.fullPools()) {
      differences.add(difference("full pools", false, true));
    }
    return differences;
  }

  private OltRecord adopt(OltState state) {
    Registration found = state.registration();
    List<String> differences = new ArrayList<>();
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    Map<ResourceType, IdRange> ranges = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      sharedIndex(state, type, differences).ifPresent(index -> shared.put(type, index));
      range(state, type, differences).ifPresent(range -> ranges.put(type, range));
    }
    SortedSet<Integer> pons = pons(state, shared, differences);
    if (!differences.isEmpty()) {
      throw differs(state, differences);
    }
    return new OltRecord(
        pons, ranges, shared, found.layout(), wanted.fullPools(), OltRecord.Life.LIVE);
  }

  private SortedSet<Integer> pons(
      OltState state, Map<ResourceType, Integer> shared, List<String> differences) {
    SortedSet<Integer> inUse = new TreeSet<>();
    state
        .pons()
        .forEach((number, pon) -> {
          if (!pon.slots().isEmpty()) {
            inUse.add(number);
          }
        });
    for (PoolSummary pool : pools(state)) {
      if (!shared.containsKey(pool.type())) {
        inUse.add(pool.index());
      }
    }
    SortedSet<Integer> pons = wanted.pons().orElse(inUse);
    if (pons.isEmpty()) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("missing", "the OLT's PONs")
          .with("reason", "the store knows nothing of the OLT that could stand for them");
    }
    if (pons.first() < 0 || pons.last() > PonId.LAST) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("PONs", NumberRuns.print(pons))
          .with("legal", "0-" + PonId.LAST);
    }
    if (!pons.containsAll(inUse)) {
      differences.add(difference("pons", NumberRuns.print(inUse), NumberRuns.print(pons)));
    }
    return pons;
  }

  private Optional<Integer> sharedIndex(
      OltState state, ResourceType type, List<String> differences) {
    Integer asked = wanted.sharedPools().get(type);
    List<PoolSummary> pools = pools(state).stream().filter(p -> p.type() == type).toList();
    boolean sharedAsFound = state.registration().isShared(type);
    if (asked == null) {
      return sharedAsFound && pools.getFirst().index() != 0
          ? Optional.of(pools.getFirst().index())
          : Optional.empty();
    }
    if (asked < 1 || asked > PonId.LAST) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("shared " + type + " pool", asked)
          .with("legal", "1-" + PonId.LAST);
    }
    for (PoolSummary pool : pools) {
      if (pool.index() != asked) {
        differences.add(difference("shared " + type + " pool", pool.index(), asked));
      }
    }
    return Optional.of(asked);
  }

  private Optional<IdRange> range(OltState state, ResourceType type, List<String> differences) {
    Set<IdRange> found = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    pools(state).stream()
        .filter(pool -> pool.type() == type)
        .forEach(pool -> pool.range().ifPresent(found::add));
    IdRange asked = wanted.ranges().get(type);
    if (asked == null) {
      if (found.size() == 1) {
        return Optional.of(found.iterator().next());
      }
      if (type == ResourceType.FLOW_ID && found.isEmpty()) {
        return Optional.empty();
      }
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("missing", "the range of " + type + " ids")
          .with(
              "reason",
              found.isEmpty()
                  ? "the store knows no pool of the OLT that could tell it"
                  : "the pools of the OLT have several: " + found);
    }
    if (!found.isEmpty()) {
      if (!found.contains(asked)) {
        differences.add(difference(type + " ids", found.iterator().next(), asked));
      }
      return Optional.of(asked);
    }
    IdRange legal = type.legalSpace(state.technology());
    if (!legal.contains(asked.first())) {
      throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
          .with("range", type + " ids " + asked)
          .with("reason", "its start lies outside the legal space " + legal);
    }
    return Optional.of(asked);
  }

  private record PoolSummary(ResourceType type, int index, Optional<IdRange> range) {}

  private static List<PoolSummary> pools(OltState state) {
    List<PoolSummary> pools = new ArrayList<>();
    new TreeMap<>(state.pools())
        .forEach((id, pool) -> {
          switch (pool.value()) {
            case PoolState.Present present ->
                pools.add(
                    new PoolSummary(id.type(), id.index(), Optional.of(present.pool().range())));
            case PoolState.Unreadable unreadable ->
                pools.add(new PoolSummary(id.type(), id.index(), Optional.empty()));
            case PoolState.Absent absent -> {}
          }
        });
    return pools;
  }

  private static List<String> warnings(OltState state, OltRecord record) {
    List<String> warnings = new ArrayList<>();
    record
        .ranges()
        .forEach((type, range) -> {
          IdRange legal = type.legalSpace(state.technology());
          if (range.last() > legal.last()) {
            warnings.add(
                "the range %s of %s ids ends past the legal space; ids are handed out up to %d"
                    .formatted(range, type, legal.last()));
          }
        });
    return warnings;
  }

  private static RefusedException differs(OltState state, List<String> differences) {
    return new RefusedException(ErrorCode.RANGE_DIFFERS)
        .with("OLT", state.olt())
        .with("differences", String.join("; ", differences));
  }

  private static String difference(String what, @Nullable Object there, Object asked) {
    return "%s: there %s, asked for %s".formatted(what, there == null ? "none" : there, asked);
  }
}
