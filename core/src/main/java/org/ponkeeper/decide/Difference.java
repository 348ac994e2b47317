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

/** What an OLT is registered with, set against what was asked for. */
final class Difference {
  private Difference() {}

  /** One difference, for people. */
  static String between(String what, @Nullable Object there, Object asked) {
    return "%s: registered %s, requested %s".formatted(what, there == null ? "none" : there, asked);
  }

  /**
   * Where PONs have other ranges of a type than they were asked for; PONs that differ alike are
   * named together.
   *
   * @param pons the numbers of all PONs that there are, and of those that are asked for
   * @param there the range that a PON has
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

  /** The refusal of a registration with these differences. */
  static RefusedException refusal(OltState state, List<String> differences) {
    return new RefusedException(ErrorCode.RANGE_DIFFERS)
        .with("OLT", state.olt())
        .with("differences", String.join("; ", differences));
  }

  /** The refusal of a resize that would change these. */
  static RefusedException ofResize(OltState state, List<String> differences) {
    return refusal(state, differences)
        .with("reason", "a resize cannot change these")
        .remedy(
            "leave out what the message names; to change it, delete the OLT and register it again");
  }
}
