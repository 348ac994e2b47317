package org.ponkeeper.state;

import java.util.List;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TechProfile;

/**
 * A stored template that can be read.
 *
 * @param profile the template
 * @param warnings what was taken only because some version of VOLTHA's Go library took it
 * @param complaints why nothing can be created from it; none of a template that is fit
 */
public record Template(TechProfile profile, List<String> warnings, List<String> complaints) {

  /** A template that was read, with the complaints about it. */
  public static Template of(TechProfile profile, List<String> warnings) {
    return new Template(
        profile, warnings, profile.diagnostics().stream().map(Diagnostic::text).toList());
  }

  /** Whether instances can be created from it. */
  public boolean isFit() {
    return complaints.isEmpty();
  }
}
