package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;

/**
 * The ranges of ids that an OLT announces when an adapter connects to it, as in the message {@code
 * DeviceInfo} of VOLTHA's openolt API. Immutable.
 *
 * <p>{@code Olts.announced} reads the message as JSON. An adapter that has the message builds this
 * value from it.
 *
 * @param ponPorts the number of PONs of the device; empty if it is not announced
 * @param ranges the ranges, each for some PONs
 */
public record AnnouncedRanges(Optional<Integer> ponPorts, List<Range> ranges) {

  public AnnouncedRanges {
    requireNonNull(ponPorts, "ponPorts");
    ranges = List.copyOf(ranges);
  }

  /**
   * The ranges of some PONs.
   *
   * @param pons the numbers of the PONs, in the order of the message; none means all PONs
   * @param technology the name of the technology as announced; empty for any
   * @param pools at most one for each type
   */
  public record Range(List<Integer> pons, String technology, List<Pool> pools) {
    public Range {
      pons = List.copyOf(pons);
      requireNonNull(technology, "technology");
      pools = List.copyOf(pools);
    }

    private boolean isOf(Technology wanted) {
      return technology.isEmpty() || plain(technology).equals(plain(wanted.text()));
    }

    private static String plain(String name) {
      return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
  }

  /**
   * The ids of one type.
   *
   * @param type the type
   * @param shared whether the PONs share one pool; the message has two kinds of sharing, among PONs
   *     of one technology and of all technologies
   * @param ids the ids, both ends inclusive
   */
  public record Pool(ResourceType type, boolean shared, IdRange ids) {
    public Pool {
      requireNonNull(type, "type");
      requireNonNull(ids, "ids");
    }
  }

  /**
   * The values with which to register the OLT of one technology. The index of a shared pool is the
   * first PON number of its range that is not 0, as in VOLTHA's openolt adapter; a range with only
   * PON 0 has no shared pools.
   *
   * @throws InvalidRequestException {@code RANGE_INVALID} if nothing is announced for the
   *     technology, if it is unknown which PONs there are, if a PON has two ranges of one type, or
   *     if PONs share a pool but not all PONs of the technology do
   */
  public OltRegistration registration(Technology technology) {
    requireNonNull(technology, "technology");
    List<Range> ofTechnology = ranges.stream().filter(range -> range.isOf(technology)).toList();
    if (ofTechnology.isEmpty()) {
      Set<String> announced =
          ranges.stream().map(Range::technology).collect(Collectors.toCollection(TreeSet::new));
      throw invalid(
          announced.isEmpty()
              ? "no ranges are announced"
              : "no ranges of %s are announced, only of %s"
                  .formatted(technology, String.join(", ", announced)));
    }
    SortedSet<Integer> pons = new TreeSet<>();
    ofTechnology.forEach(range -> pons.addAll(ponsOf(range)));
    OltRegistration.Builder registration = OltRegistration.builder().pons(pons);
    for (ResourceType type : ResourceType.values()) {
      new OfType(type, ofTechnology).addTo(registration, pons);
    }
    return registration.build();
  }

  private List<Integer> ponsOf(Range range) {
    if (!range.pons().isEmpty()) {
      return range.pons();
    }
    int count =
        ponPorts.orElseThrow(
            () -> invalid("a range is for all PONs, and the number of PONs is not announced"));
    return IntStream.range(0, count).boxed().toList();
  }

  /** What is announced of one type. */
  private final class OfType {
    private final ResourceType type;
    private final SortedMap<Integer, IdRanges> byPon = new TreeMap<>();
    private final SortedSet<Integer> sharing = new TreeSet<>();
    private final List<Integer> sharedIndexes = new ArrayList<>();

    OfType(ResourceType type, List<Range> ranges) {
      this.type = type;
      for (Range range : ranges) {
        range.pools().stream()
            .filter(pool -> pool.type() == type)
            .forEach(pool -> add(range, pool));
      }
    }

    private void add(Range range, Pool pool) {
      List<Integer> pons = ponsOf(range);
      for (int pon : pons) {
        if (byPon.put(pon, IdRanges.of(pool.ids())) != null) {
          throw invalid("PON %s has two ranges of %s ids".formatted(pon, type));
        }
      }
      Optional<Integer> index = pons.stream().filter(pon -> pon != 0).findFirst();
      if (pool.shared() && index.isPresent()) {
        sharing.addAll(pons);
        sharedIndexes.add(index.get());
      }
    }

    void addTo(OltRegistration.Builder registration, SortedSet<Integer> pons) {
      Map<IdRanges, SortedSet<Integer>> byRange = new LinkedHashMap<>();
      byPon.forEach((pon, ids) -> byRange.computeIfAbsent(ids, n -> new TreeSet<>()).add(pon));
      if (!sharedIndexes.isEmpty()) {
        if (sharedIndexes.size() > 1 || !sharing.equals(pons)) {
          throw invalid(
              "of %s, only %s share a pool of %s ids; Ponkeeper keeps one for all PONs, or one for each"
                  .formatted(
                      NumberRanges.pons(pons),
                      sharedIndexes.size() > 1 ? "some" : NumberRanges.pons(sharing),
                      type));
        }
        registration.sharedPool(type, sharedIndexes.getFirst());
      }
      byRange.forEach((ids, of) -> {
        if (of.equals(pons)) {
          registration.ids(type, ids);
        } else {
          registration.idsOfPons(of, type, ids);
        }
      });
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.RANGE_INVALID)
        .with("reason", reason)
        .remedy("correct what the device announces, or give PONs and ranges one by one");
  }
}
