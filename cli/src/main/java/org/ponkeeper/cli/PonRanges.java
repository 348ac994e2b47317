package org.ponkeeper.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;

/**
 * Ranges of ids, the value of an option: {@code 1024-1152} for all PONs, {@code 2-3:2048-2176} for
 * some.
 *
 * @param pons the numbers of the PONs; empty for all
 */
record PonRanges(Optional<SortedSet<Integer>> pons, IdRanges ranges) {

  static PonRanges parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new PonRanges(Optional.empty(), IdRanges.parse(text))
        : new PonRanges(
            Optional.of(PonNumbers.parse(text.substring(0, colon)).numbers()),
            IdRanges.parse(text.substring(colon + 1)));
  }

  /** Adds the values of all uses of one option. */
  static OltRanges addTo(OltRanges ranges, String option, ResourceType type, List<PonRanges> said) {
    OltRanges result = ranges;
    List<PonRanges> ofAll = said.stream().filter(of -> of.pons().isEmpty()).toList();
    if (ofAll.size() > 1) {
      throw Arguments.wrong(
          option, "it is given twice for all PONs; for some PONs only, write 2-3:FIRST-LAST");
    }
    if (!ofAll.isEmpty()) {
      result = result.with(type, ofAll.getFirst().ranges());
    }
    Set<Integer> named = new HashSet<>();
    for (PonRanges some : said) {
      if (some.pons().isPresent()) {
        for (int pon : some.pons().get()) {
          if (!named.add(pon)) {
            throw new InvalidRequestException(ErrorCode.RANGE_INVALID)
                .with("option", option)
                .with("reason", "PON " + pon + " is given two ranges")
                .remedy("give one range for each PON; separate several parts of a range by commas");
          }
        }
        result = result.with(some.pons().get(), type, some.ranges());
      }
    }
    return result;
  }
}
