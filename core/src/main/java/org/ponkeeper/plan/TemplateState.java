package org.ponkeeper.plan;

import java.util.List;
import java.util.Optional;
import org.ponkeeper.profile.Complaint;
import org.ponkeeper.profile.TechProfile;

/** What was found under the key of a template. */
public sealed interface TemplateState {

  /** No template is stored: the built-in default stands for it. */
  record Absent() implements TemplateState {}

  /** A template to create instances from. */
  record Fit(TechProfile profile, List<String> warnings) implements TemplateState {}

  /** A template that can be read, but nothing can be created from it. */
  record Unfit(TechProfile profile, List<String> complaints) implements TemplateState {}

  /** Something that cannot be read as a template. */
  record Unreadable(List<String> complaints) implements TemplateState {}

  /** The state of a template that was read. */
  static TemplateState of(TechProfile profile, List<String> warnings) {
    List<String> complaints = profile.complaints().stream().map(Complaint::text).toList();
    return complaints.isEmpty() ? new Fit(profile, warnings) : new Unfit(profile, complaints);
  }

  /** The template as far as it can be read, fit or not. */
  default Optional<TechProfile> readable() {
    return switch (this) {
      case Fit fit -> Optional.of(fit.profile());
      case Unfit unfit -> Optional.of(unfit.profile());
      case Absent absent -> Optional.empty();
      case Unreadable unreadable -> Optional.empty();
    };
  }
}
