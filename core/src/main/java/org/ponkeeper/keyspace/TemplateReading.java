package org.ponkeeper.keyspace;

import java.util.List;
import org.ponkeeper.profile.TechProfile;

/** Result of reading a template. */
public sealed interface TemplateReading {

  /**
   * The template was read. {@link TechProfile#diagnostics()} says whether an instance can be
   * created from it.
   *
   * @param profile the template
   * @param warnings the parts accepted only because some version of VOLTHA's Go library accepted
   *     them, a sentence each, in the order of the text
   */
  record Read(TechProfile profile, List<String> warnings) implements TemplateReading {
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The template cannot be read.
   *
   * @param complaints the reasons, a sentence each, at least one, in the order of the text. If the
   *     text is not JSON, only the first error is reported
   */
  record Unreadable(List<String> complaints) implements TemplateReading {
    public Unreadable {
      complaints = List.copyOf(complaints);
      if (complaints.isEmpty()) {
        throw new IllegalArgumentException("an unreadable template has a reason");
      }
    }
  }
}
