package org.ponkeeper.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ponkeeper.profile.Complaint;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.TextPosition;
import org.ponkeeper.template.lint.RuleText;
import tools.jackson.core.JsonGenerator;

/** Complaints about a template, as compilers write them. */
final class ComplaintLines {

  private ComplaintLines() {}

  /** A line for each complaint; under the first of each rule, what to do. */
  static List<String> withFixes(String file, List<Complaint> complaints) {
    List<String> lines = new ArrayList<>();
    Set<TemplateRule> told = EnumSet.noneOf(TemplateRule.class);
    for (Complaint complaint : complaints) {
      lines.add(line(file, complaint));
      if (told.add(complaint.rule())) {
        lines.add("    fix: " + RuleText.of(complaint.rule()).fix());
      }
    }
    return lines;
  }

  /** For example {@code a.json:12:7: error: PBIT_MAP_LENGTH: …pbit_map: must be …}. */
  static String line(String file, Complaint complaint) {
    TextPosition at = complaint.position().orElse(TextPosition.START);
    return "%s:%s:%s: %s: %s: %s"
        .formatted(
            file,
            at.line(),
            at.column(),
            complaint.severity().text(),
            complaint.rule().code(),
            complaint.text());
  }

  /** Writes the complaint as an object. */
  static void write(JsonGenerator json, String file, Complaint complaint) {
    TextPosition at = complaint.position().orElse(TextPosition.START);
    json.writeStartObject();
    json.writeStringProperty("file", file);
    json.writeNumberProperty("line", at.line());
    json.writeNumberProperty("column", at.column());
    json.writeStringProperty("severity", complaint.severity().text());
    json.writeStringProperty("code", complaint.rule().code());
    json.writeStringProperty("path", complaint.path());
    json.writeStringProperty("message", complaint.detail());
    json.writeStringProperty("fix", RuleText.of(complaint.rule()).fix());
    json.writeEndObject();
  }
}
