package org.ponkeeper.keyspace;

import java.util.List;
import org.ponkeeper.profile.TechProfile;

/** What became of reading a template. */
public sealed interface TemplateReading {

  /**
   * It was read. Whether an instance can be created from it is another question: {@link
   * TechProfile#diagnostics()}.
   *
   * @param profile the template
   * @param warnings what was taken only because some version of VOLTHA's Go library took it, a
   *     sentence each; in the order of the text
   */
  record Read(TechProfile profile, List<String> warnings) implements TemplateReading {
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * It cannot be read.
   *
   * @param complaints why, a sentence each, at least one; in the order of the text. Of a text that
   *     is not JSON only the first place is named
   */
  record Unreadable(List<String> complaints) implements TemplateReading {
    public Unreadable {
      complaints = List.copyOf(complaints);
      if (complaints.isEmpty()) {
        throw new IllegalArgumentException("what cannot be read has a reason");
      }
    }
  }
}
