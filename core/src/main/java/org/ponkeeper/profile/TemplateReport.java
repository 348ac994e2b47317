package org.ponkeeper.profile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.pon.Technology;

/**
 * Result of checking a template against all rules.
 *
 * @param technology the technology that it was checked for
 * @param profile the template; empty if its text is rejected
 * @param diagnostics the broken rules in the order of the text, with their positions; at most
 *     {@value Diagnostics#MOST_OF_A_RULE} of one rule
 */
public record TemplateReport(
    Technology technology, Optional<TechProfile> profile, List<Diagnostic> diagnostics) {

  /** Copies the list. */
  public TemplateReport {
    diagnostics = List.copyOf(diagnostics);
  }

  /** Whether the template is rejected: a diagnostic is more severe than a warning. */
  public boolean isRefused() {
    return diagnostics.stream().anyMatch(diagnostic -> diagnostic.severity().refuses());
  }

  /** The diagnostics that cause the rejection. */
  public List<Diagnostic> refusals() {
    return diagnostics.stream().filter(diagnostic -> diagnostic.severity().refuses()).toList();
  }

  /** The diagnostics that do not cause a rejection. */
  public List<Diagnostic> warnings() {
    return diagnostics.stream().filter(diagnostic -> !diagnostic.severity().refuses()).toList();
  }

  /** For example {@code 2 unfit, 1 error, 3 warnings}, or {@code no problems found}. */
  public String summary() {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    diagnostics.forEach(diagnostic -> counts.merge(diagnostic.severity(), 1, Integer::sum));
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
