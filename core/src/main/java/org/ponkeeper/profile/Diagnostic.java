package org.ponkeeper.profile;

import java.util.Optional;

/**
 * A rule that a template breaks, and where.
 *
 * @param rule the rule
 * @param path the field, for example {@code us_scheduler.direction} or {@code
 *     upstream_gem_port_attribute_list[0].pbit_map}, with the original names; empty for the
 *     template as a whole
 * @param detail what is wrong there, in one sentence
 * @param position where the field stands, or else the object that lacks it; empty if the template
 *     was not read from a text that is at hand
 */
public record Diagnostic(
    TemplateRule rule, String path, String detail, Optional<TextPosition> position) {

  /** A diagnostic about a template that has no text. */
  public static Diagnostic of(TemplateRule rule, String path, String detail) {
    return new Diagnostic(rule, path, detail, Optional.empty());
  }

  /** The same diagnostic at a place. */
  public Diagnostic at(TextPosition place) {
    return new Diagnostic(rule, path, detail, Optional.of(place));
  }

  /** How bad it is. */
  public Severity severity() {
    return rule.severity();
  }

  /** The path and the detail, without the place. */
  public String text() {
    return path.isEmpty() ? detail : path + ": " + detail;
  }

  /** The place, if there is one, the path and the detail. */
  @Override
  public String toString() {
    return position
        .map(at -> "line %s, column %s: %s".formatted(at.line(), at.column(), text()))
        .orElseGet(this::text);
  }
}
