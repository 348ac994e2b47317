package org.ponkeeper.state;

import java.util.List;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TechProfile;

/**
 * A stored template that can be read.
 *
 * @param profile the template
 * @param warnings the parts accepted only because some version of VOLTHA's Go library accepted them
 * @param complaints why no instance can be created from it; empty for a fit template
 */
public record Template(TechProfile profile, List<String> warnings, List<String> complaints) {

  /** A template and the diagnostics about it. */
  public static Template of(TechProfile profile, List<String> warnings) {
    return new Template(
        profile, warnings, profile.diagnostics().stream().map(Diagnostic::text).toList());
  }

  /** {@code TEMPLATE_NOT_FOUND}: no template is stored. */
  public static RefusedException notFound(Technology technology, TechProfileId id) {
    return new RefusedException(ErrorCode.TEMPLATE_NOT_FOUND)
        .with("technology", technology)
        .with("template", id);
  }

  /** Whether instances can be created from it. */
  public boolean isFit() {
    return complaints.isEmpty();
  }
}
