package org.ponkeeper.keyspace;

import java.util.Arrays;
import java.util.Optional;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateChecks;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.store.Bytes;

/** Checks a template against all rules. */
public final class TemplateLinter {

  private TemplateLinter() {}

  /**
   * Reports everything found in a template. Never throws, whatever the bytes.
   *
   * @param technology the technology of the template
   * @param id the template's id, if it is known
   */
  public static TemplateReport check(
      Technology technology, Optional<TechProfileId> id, Bytes bytes) {
    TemplateText text = TemplateText.read(technology, bytes);
    ParseDiagnostics notes = text.notes();
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.addAll(notes.diagnostics());
    text.profile()
        .ifPresent(profile ->
            TemplateChecks.run(
                profile,
                technology,
                id,
                (rule, path, detail, lookedAt) -> {
                  if (!dependsOnUnread(notes, path, lookedAt)) {
                    diagnostics.add(Diagnostic.of(rule, path, detail).at(notes.placeOf(path)));
                  }
                }));
    Optional<TechProfile> read = notes.diagnostics().isEmpty() ? text.profile() : Optional.empty();
    return new TemplateReport(technology, read, diagnostics.toList());
  }

  /** Whether a finding depends on a field that has no value only because it could not be read. */
  private static boolean dependsOnUnread(ParseDiagnostics notes, String path, String... lookedAt) {
    for (String at = path; !at.isEmpty(); at = ParseDiagnostics.parent(at)) {
      if (notes.isUnread(at)) {
        return true;
      }
    }
    return Arrays.stream(lookedAt).anyMatch(notes::isUnreadSomewhere);
  }
}
