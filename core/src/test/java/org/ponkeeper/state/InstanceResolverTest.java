package org.ponkeeper.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.state.Fixture.T4;
import static org.ponkeeper.state.Fixture.path;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ponkeeper.TestTemplates;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.profile.UnresolvedInstance;

/**
 * Which template a stored instance is shown with, and which finding is reported, as a decision
 * table.
 */
class InstanceResolverTest {

  private static final InstancePath PATH = path(T4, 0, 1, 0);
  private static final Stored<Template> FIT =
      Fixture.present(Template.of(TestTemplates.queues(4), List.of()));
  private static final Stored<Template> UNFIT =
      Fixture.present(Template.of(TestTemplates.unfit(), List.of()));
  private static final Stored<Template> UNREADABLE = new Stored.Unreadable<>("not JSON", 1);
  private static final Stored<Template> ABSENT = Stored.absent();

  private static InstanceResolver.Resolved resolve(
      Stored<Template> template, String profileType, int... gemPortIds) {
    ResourceInstance resource =
        new ResourceInstance(
            PATH.template(),
            profileType,
            PATH.uniPort(),
            new AllocId(1024),
            Arrays.stream(gemPortIds).mapToObj(GemPortId::new).toList());
    return InstanceResolver.resolve(PATH, resource, template);
  }

  private static TemplateSource source(Instance instance) {
    return ((TechProfileInstance) instance).source();
  }

  @Test
  void theStoredTemplateIsTakenWhereItFits() {
    InstanceResolver.Resolved resolved = resolve(FIT, "XPON", 1, 2, 3, 4);

    assertThat(source(resolved.instance())).isEqualTo(TemplateSource.STORE);
    assertThat(resolved.finding()).isEmpty();
  }

  @Test
  void anotherProfileTypeIsDoubtfulButTheTemplateIsTaken() {
    InstanceResolver.Resolved resolved = resolve(FIT, "XGS-PON", 1, 2, 3, 4);

    assertThat(source(resolved.instance())).isEqualTo(TemplateSource.STORE);
    assertThat(resolved.finding())
        .get()
        .extracting(Finding::kind)
        .isEqualTo(FindingKind.DOUBTFUL_INSTANCE);
  }

  @Test
  void theBuiltInDefaultIsTakenSilentlyWhereNoTemplateIsStored() {
    InstanceResolver.Resolved resolved = resolve(ABSENT, "XGS-PON", 1);

    assertThat(source(resolved.instance())).isEqualTo(TemplateSource.BUILT_IN);
    assertThat(resolved.finding()).isEmpty();
  }

  @Test
  void theBuiltInDefaultIsTakenAndReportedWhereTheTemplateCannotBe() {
    for (Stored<Template> template : List.of(FIT, UNFIT, UNREADABLE)) {
      InstanceResolver.Resolved resolved = resolve(template, "XGS-PON", 1);

      assertThat(source(resolved.instance())).isEqualTo(TemplateSource.BUILT_IN);
      assertThat(resolved.finding())
          .get()
          .extracting(Finding::kind)
          .isEqualTo(FindingKind.MISFIT_INSTANCE);
    }
  }

  @Test
  void anInstanceWithoutAMatchingTemplateKeepsItsIds() {
    for (Stored<Template> template : List.of(FIT, UNFIT, UNREADABLE, ABSENT)) {
      InstanceResolver.Resolved resolved = resolve(template, "XPON", 7, 8, 9);

      assertThat(resolved.instance()).isInstanceOf(UnresolvedInstance.class);
      assertThat(Fixture.gemPorts(resolved.instance())).containsExactly(7, 8, 9);
      assertThat(resolved.finding())
          .get()
          .extracting(Finding::kind)
          .isEqualTo(FindingKind.MISFIT_INSTANCE);
    }
  }
}
