package org.ponkeeper.olt;

import java.util.List;
import org.ponkeeper.pon.OltId;

/**
 * What a search found.
 *
 * @param hits the ids with their owners, in {@link SearchHit#ORDER}
 * @param problems values among those that were searched for that cannot be read
 * @param skipped the OLTs that were not searched because their keys do not show their technology
 */
public record SearchResult(
    List<SearchHit> hits, List<SearchProblem> problems, List<OltId> skipped) {

  public SearchResult {
    hits = List.copyOf(hits);
    problems = List.copyOf(problems);
    skipped = List.copyOf(skipped);
  }
}
