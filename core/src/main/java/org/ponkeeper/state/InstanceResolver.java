package org.ponkeeper.state;

import java.util.Optional;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.profile.UnresolvedInstance;

/**
 * Finds the template of a stored resource instance.
 *
 * <p>The Go library checks a template only when it creates an instance, and uses its default if the
 * check fails; so the stored template may not be the one that the instance was created from. The
 * stored template is used only if it is fit and has as many GEM ports as the instance; otherwise
 * the built-in default if it has as many; otherwise the instance stays unresolved.
 */
public final class InstanceResolver {

  /**
   * An instance and a possible finding about it.
   *
   * @param instance the instance
   * @param finding the finding to report, if any
   */
  public record Resolved(Instance instance, Optional<Finding> finding) {}

  private InstanceResolver() {}

  /** Resolves a resource instance with the stored state of its template. */
  public static Resolved resolve(
      InstancePath path, ResourceInstance resource, Stored<Template> template) {
    Optional<TechProfile> fit = template.readable().filter(Template::isFit).map(Template::profile);
    if (fit.isPresent() && fits(fit.get(), resource)) {
      return byStoredTemplate(path, resource, fit.get());
    }
    String misfit = misfit(resource, template);
    TechProfile builtIn = BuiltInProfiles.of(path.technology());
    if (!fits(builtIn, resource)) {
      String problem =
          misfit
              + "; the built-in default has "
              + builtIn.numGemPorts()
              + " GEM port, not its number";
      return new Resolved(
          new UnresolvedInstance(path, resource.allocId(), resource.gemPortIds(), problem),
          Optional.of(finding(FindingKind.MISFIT_INSTANCE, path, problem)));
    }
    Optional<Finding> finding =
        template.isAbsent()
            ? Optional.empty()
            : Optional.of(
                finding(
                    FindingKind.MISFIT_INSTANCE,
                    path,
                    misfit + "; listed with the built-in default"));
    return new Resolved(instance(path, builtIn, TemplateSource.BUILT_IN, resource), finding);
  }

  private static Finding finding(FindingKind kind, InstancePath path, String problem) {
    return Finding.of(kind, path.toString(), problem);
  }

  private static String misfit(ResourceInstance resource, Stored<Template> template) {
    return switch (template) {
      case Stored.Present<Template> t when t.value().isFit() ->
          "the stored template has %s GEM ports, the instance %s"
              .formatted(t.value().profile().numGemPorts(), resource.gemPortIds().size());
      case Stored.Present<Template> t ->
          "the stored template is unfit: " + Diagnostics.join(t.value().complaints());
      case Stored.Unreadable<Template> t -> "the stored template is unreadable: " + t.reason();
      case Stored.Absent<Template> t -> "no template is stored";
    };
  }

  private static Resolved byStoredTemplate(
      InstancePath path, ResourceInstance resource, TechProfile profile) {
    Optional<Finding> finding =
        profile.profileType().equals(resource.profileType())
            ? Optional.empty()
            : Optional.of(
                finding(
                    FindingKind.DOUBTFUL_INSTANCE,
                    path,
                    "it was made from a template of profile_type %s, the stored one says %s"
                        .formatted(
                            Quoted.of(resource.profileType()), Quoted.of(profile.profileType()))));
    return new Resolved(instance(path, profile, TemplateSource.STORE, resource), finding);
  }

  private static boolean fits(TechProfile profile, ResourceInstance resource) {
    return profile.numGemPorts() == resource.gemPortIds().size();
  }

  private static TechProfileInstance instance(
      InstancePath path, TechProfile profile, TemplateSource source, ResourceInstance resource) {
    int[] gemPortIds = new int[resource.gemPortIds().size()];
    for (int i = 0; i < gemPortIds.length; i++) {
      gemPortIds[i] = resource.gemPortIds().get(i).value();
    }
    return TechProfileInstance.of(path, profile, source, resource.allocId(), gemPortIds);
  }
}
