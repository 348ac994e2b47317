package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;

/** Compares the registration of an OLT with a request. */
final class Difference {
  private Difference() {}

  /** Describes one difference. */
  static String between(String what, @Nullable Object there, Object asked) {
    return "%s: registered %s, requested %s".formatted(what, there == null ? "none" : there, asked);
  }

  /**
   * Describes where the ranges of a type on PONs differ from the requested ones; PONs with the same
   * difference are grouped.
   *
   * @param pons the numbers of all existing and requested PONs
   * @param there returns the range that a PON has
   */
  static List<String> ofRanges(
      ResourceType type,
      SortedSet<Integer> pons,
      IntFunction<Optional<IdRanges>> there,
      OltRanges asked) {
    Map<String, SortedSet<Integer>> alike = new LinkedHashMap<>();
    for (int pon : pons) {
      Optional<IdRanges> has = there.apply(pon);
      asked
          .of(type, pon)
          .filter(wanted -> !Optional.of(wanted).equals(has))
          .ifPresent(wanted ->
              alike
                  .computeIfAbsent(between("", has.orElse(null), wanted), n -> new TreeSet<>())
                  .add(pon));
    }
    List<String> differences = new ArrayList<>();
    alike.forEach((difference, of) ->
        differences.add(
            type + " ids" + (of.equals(pons) ? "" : " of " + NumberRanges.pons(of)) + difference));
    return differences;
  }

  /** The error for a registration with these differences. */
  static RefusedException refusal(OltState state, List<String> differences) {
    return new RefusedException(ErrorCode.RANGE_DIFFERS)
        .with("OLT", state.olt())
        .with("differences", String.join("; ", differences));
  }

  /** The error for a resize that would change these values. */
  static RefusedException ofResize(OltState state, List<String> differences) {
    return refusal(state, differences)
        .with("reason", "a resize cannot change these")
        .remedy(
            "leave out what the message names; to change it, delete the OLT and register it again");
  }
}
