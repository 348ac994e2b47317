package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.TextPosition;
import org.ponkeeper.template.lint.RuleText;
import tools.jackson.core.JsonGenerator;

/** Prints diagnostics about a template in the style of compilers. */
final class DiagnosticLines {

  private DiagnosticLines() {}

  /** A line for each diagnostic; after the first of each rule, what to do. */
  static List<String> withFixes(String file, List<Diagnostic> diagnostics) {
    List<String> lines = new ArrayList<>();
    Set<TemplateRule> told = EnumSet.noneOf(TemplateRule.class);
    for (Diagnostic diagnostic : diagnostics) {
      lines.add(line(file, diagnostic));
      if (told.add(diagnostic.rule())) {
        lines.add("    fix: " + RuleText.of(diagnostic.rule()).fix());
      }
    }
    return lines;
  }

  /** For example {@code a.json:12:7: error: PBIT_MAP_LENGTH: …pbit_map: must be …}. */
  static String line(String file, Diagnostic diagnostic) {
    TextPosition at = diagnostic.position().orElse(TextPosition.START);
    return "%s:%s:%s: %s: %s: %s"
        .formatted(
            file,
            at.line(),
            at.column(),
            diagnostic.severity().text(),
            diagnostic.rule().code(),
            diagnostic.text());
  }

  /** Writes the diagnostic as an object. */
  static void write(JsonGenerator json, String file, Diagnostic diagnostic) {
    TextPosition at = diagnostic.position().orElse(TextPosition.START);
    json.writeStartObject();
    json.writeStringProperty("file", file);
    json.writeNumberProperty("line", at.line());
    json.writeNumberProperty("column", at.column());
    json.writeStringProperty("severity", diagnostic.severity().text());
    json.writeStringProperty("code", diagnostic.rule().code());
    json.writeStringProperty("path", diagnostic.path());
    json.writeStringProperty("message", diagnostic.detail());
    json.writeStringProperty("fix", RuleText.of(diagnostic.rule()).fix());
    json.writeEndObject();
  }
}
