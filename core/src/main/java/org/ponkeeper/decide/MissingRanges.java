package org.ponkeeper.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.StringJoiner;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.NumberRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;

/**
 * Collects the values that are missing for a registration: neither requested nor in the store. For
 * one thread.
 */
final class MissingRanges {

  private final List<String> what = new ArrayList<>();
  private final List<String> wanted = new ArrayList<>();

  /** Whether only some PONs have no ranges, so that the general remedy would mislead. */
  private boolean ofSomePons;

  boolean isEmpty() {
    return what.isEmpty();
  }

  /** The PONs are unknown. */
  void pons() {
    what.add("PONs");
    wanted.add("PONs NUMBERS");
  }

  /** The range of a type is unknown on all PONs. */
  void ranges(ResourceType type) {
    what.add(type + " ids");
    wanted.add(type + " ids FIRST-LAST");
  }

  /**
   * The range of a type is unknown on these PONs.
   *
   * @param all the numbers of all PONs
   * @param found the ranges of existing pools, with the indexes of these pools
   */
  void ranges(
      ResourceType type,
      SortedSet<Integer> pons,
      SortedSet<Integer> all,
      Map<IdRanges, SortedSet<Integer>> found) {
    if (pons.isEmpty()) {
      return;
    }
    if (pons.equals(all) && found.isEmpty()) {
      ranges(type);
      return;
    }
    StringJoiner several = new StringJoiner("; ", " (the OLT has several: ", ")");
    found.forEach((ranges, of) -> several.add(ranges + " of " + NumberRanges.pons(of)));
    ofPons(type, pons, found.size() > 1 ? several.toString() : "");
  }

  /** These PONs have unreadable pools of a type. */
  void unreadable(ResourceType type, SortedSet<Integer> pons) {
    if (!pons.isEmpty()) {
      ofPons(
          type,
          pons,
          pons.size() == 1 ? " (its pool is unreadable)" : " (their pools are unreadable)");
    }
  }

  private void ofPons(ResourceType type, SortedSet<Integer> pons, String why) {
    ofSomePons = true;
    what.add(type + " ids of " + NumberRanges.pons(pons) + why);
    wanted.add(type + " ids " + NumberRanges.print(pons) + ":FIRST-LAST");
  }

  /** The error for the registration. */
  InvalidRequestException refusal(OltState state) {
    InvalidRequestException refusal =
        new InvalidRequestException(ErrorCode.RANGES_MISSING)
            .with("OLT", state.olt())
            .with("missing", String.join(", ", what));
    return ofSomePons ? refusal.remedy("give " + String.join(" and ", wanted)) : refusal;
  }
}
