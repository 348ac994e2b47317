package org.ponkeeper.profile;

import java.util.Optional;

/**
 * A broken rule of a template, and its position.
 *
 * @param rule the rule
 * @param path the field, for example {@code us_scheduler.direction} or {@code
 *     upstream_gem_port_attribute_list[0].pbit_map}, with the original names; empty for the
 *     template as a whole
 * @param detail what is wrong, in one sentence
 * @param position the position of the field, or of the object without the field; empty if the
 *     template has no text
 */
public record Diagnostic(
    TemplateRule rule, String path, String detail, Optional<TextPosition> position) {

  /** A diagnostic about a template that has no text. */
  public static Diagnostic of(TemplateRule rule, String path, String detail) {
    return new Diagnostic(rule, path, detail, Optional.empty());
  }

  /** A copy with a position. */
  public Diagnostic at(TextPosition place) {
    return new Diagnostic(rule, path, detail, Optional.of(place));
  }

  /** The severity of the broken rule. */
  public Severity severity() {
    return rule.severity();
  }

  /** The path and the detail, without the place. */
  public String text() {
    return path.isEmpty() ? detail : path + ": " + detail;
  }

  /** The position, if there is one, the path and the detail. */
  @Override
  public String toString() {
    return position
        .map(at -> "line %s, column %s: %s".formatted(at.line(), at.column(), text()))
        .orElseGet(this::text);
  }
}
