package org.ponkeeper.profile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.pon.Technology;

/**
 * Everything that there is to say of a template that somebody hands in.
 *
 * @param technology what it was held to be for
 * @param profile the template; empty if its text cannot be taken
 * @param complaints the broken rules in the order of the text, with their places; of one rule at
 *     most {@value Complaints#MOST_OF_A_RULE}
 */
public record TemplateReport(
    Technology technology, Optional<TechProfile> profile, List<Complaint> complaints) {

  /** Copies the list. */
  public TemplateReport {
    complaints = List.copyOf(complaints);
  }

  /** Whether a template like this is refused: some complaint is worse than a warning. */
  public boolean isRefused() {
    return complaints.stream().anyMatch(complaint -> complaint.severity().refuses());
  }

  /** The complaints for which it is refused. */
  public List<Complaint> refusals() {
    return complaints.stream().filter(complaint -> complaint.severity().refuses()).toList();
  }

  /** The complaints for which it is not refused. */
  public List<Complaint> warnings() {
    return complaints.stream().filter(complaint -> !complaint.severity().refuses()).toList();
  }

  /** For example {@code 2 unfit, 1 error, 3 warnings}, or {@code no problems found}. */
  public String summary() {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    complaints.forEach(complaint -> counts.merge(complaint.severity(), 1, Integer::sum));
    StringBuilder summary = new StringBuilder();
    counts.forEach((severity, count) -> {
      boolean plural = count > 1 && severity != Severity.UNFIT;
      summary
          .append(summary.isEmpty() ? "" : ", ")
          .append(count)
          .append(' ')
          .append(severity.text())
          .append(plural ? "s" : "");
    });
    return summary.isEmpty() ? "no problems found" : summary.toString();
  }
}
