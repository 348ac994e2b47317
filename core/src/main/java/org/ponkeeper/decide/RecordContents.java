package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PoolBinding;
import org.ponkeeper.state.Registration;
import org.ponkeeper.state.Stored;

/**
 * The information that only the record of an OLT has, and nothing else in the store.
 *
 * @param needed what must not be lost, in words; if not empty, the record must stay
 * @param forgotten what is lost without the record, and can be supplied when the OLT is registered
 *     again, in words
 */
public record RecordContents(List<String> needed, List<String> forgotten) {

  /** The maximum number of claims shown. */
  private static final int NAMED = 5;

  public RecordContents {
    needed = List.copyOf(needed);
    forgotten = List.copyOf(forgotten);
  }

  /**
   * Compares an OLT with and without its record.
   *
   * @param registered the OLT's state, with every PON loaded
   * @param without the state that it would have without its record
   */
  public static RecordContents of(OltState registered, OltState without) {
    OltRecord record = registered.registration().record().orElseThrow();
    List<String> needed = new ArrayList<>();
    claims(registered).ifPresent(needed::add);
    Registration found = without.registration();
    boolean hasPools = registered.pools().values().stream().anyMatch(RecordContents::isThere);
    if (hasPools && found.layout() != record.layout()) {
      needed.add("that its pools are those " + record.layout().text());
    } else {
      record
          .sharedPools()
          .forEach((type, index) -> {
            PoolId pool = new PoolId(type, index);
            boolean told = found.isShared(type) && found.ponsOf(pool).containsAll(found.pons());
            if (registered.pools().containsKey(pool)
                && isThere(registered.pools().get(pool))
                && !(told && !found.ponsOf(pool).isEmpty())) {
              needed.add("that all PONs share " + pool);
            }
          });
    }
    for (ResourceType type : ResourceType.values()) {
      record
          .ranges()
          .pons(type, record.pons())
          .forEach((ranges, pons) -> {
            if (ranges.parts().size() > 1) {
              needed.add("the gaps in the range " + ranges + " of " + type + " ids");
            }
          });
    }
    return new RecordContents(needed, forgotten(record, found));
  }

  private static boolean isThere(Stored<ResourcePool> pool) {
    return !pool.isAbsent();
  }

  private static Optional<String> claims(OltState state) {
    List<ClaimKey> claims = state.claims().all().map(claim -> claim.getKey()).toList();
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    StringJoiner named = new StringJoiner("; ");
    claims.stream().limit(NAMED).forEach(claim -> named.add(claim.toString()));
    if (claims.size() > NAMED) {
      named.add((claims.size() - NAMED) + " more");
    }
    return Optional.of(named.toString());
  }

  private static List<String> forgotten(OltRecord record, Registration found) {
    List<String> forgotten = new ArrayList<>();
    SortedSet<Integer> pons = new TreeSet<>(record.pons());
    pons.removeAll(found.pons());
    if (!pons.isEmpty()) {
      forgotten.add(NumberRanges.pons(pons) + ", which have neither pools nor instances");
    }
    for (ResourceType type : ResourceType.values()) {
      record
          .ranges()
          .pons(type, record.pons())
          .forEach((ranges, of) -> {
            SortedSet<Integer> others = new TreeSet<>(of);
            others.removeIf(pon -> has(found, type, pon, ranges));
            if (!others.isEmpty()) {
              forgotten.add(
                  "the range %s of %s ids of %s"
                      .formatted(ranges, type, NumberRanges.pons(others)));
            }
          });
    }
    if (record.fullPools()) {
      forgotten.add("that new pools are as long as the Go library makes them");
    }
    if (record.adapterState()) {
      forgotten.add("that the openolt adapter's maps and tp_id are kept");
    }
    return forgotten;
  }

  private static boolean has(Registration found, ResourceType type, int pon, IdRanges ranges) {
    return found.bind(type, pon) instanceof PoolBinding.Bound bound
        && bound.ranges().equals(ranges);
  }
}
