package org.ponkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.profile.ValueChange;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.template.Templates;

class TemplatesTest {

  private static final TechProfileId T64 = new TechProfileId(64);
  private static final String INSTANCE =
      "service/voltha/resource_instances/XGS-PON/64/olt-{a}/pon-{0}/onu-{1}/uni-{0}";

  private final MemoryStore store = new MemoryStore();
  private Ponkeeper ponkeeper;
  private Templates templates;

  @BeforeEach
  void open() {
    ponkeeper = Ponkeeper.on(store);
    templates = ponkeeper.templates();
  }

  @AfterEach
  void close() {
    ponkeeper.close();
  }

  private static Bytes template(int gemPorts) {
    return Bytes.utf8(TestTemplates.json("multi-instance", "single-instance", gemPorts, List.of()));
  }

  private Templates.Planned plan(Bytes document) {
    return templates.plan(Technology.XGS_PON, T64, document);
  }

  @Test
  void aPlanSaysWhatApplyDoesAndDoesNothing() {
    assertThat(plan(template(1)).effect()).isEqualTo(Templates.Effect.CREATED);
    assertThat(templates.find(Technology.XGS_PON, T64)).isEmpty();

    templates.apply(Technology.XGS_PON, T64, template(1));
    Bytes other = Bytes.utf8(template(1).toUtf8().replace("\"version\":1", "\"version\":2"));

    assertThat(plan(template(1)).effect()).isEqualTo(Templates.Effect.UNCHANGED);
    assertThat(plan(other).effect()).isEqualTo(Templates.Effect.REPLACED);
    assertThat(plan(other).changes()).containsExactly(new ValueChange("version", "1", "2"));
    assertThat(templates.get(Technology.XGS_PON, T64).document()).isEqualTo(template(1));
  }

  @Test
  void aPlanCountsTheInstancesAndSaysWhetherTheirShapeChanges() {
    templates.apply(Technology.XGS_PON, T64, template(1));
    assertThat(plan(template(2)).changesShape()).isFalse();
    store.commit(new Txn(List.of(), List.of(new Mutation.Put(new Key(INSTANCE), Bytes.utf8("x")))));

    assertThat(plan(template(2)).instances()).isEqualTo(1);
    assertThat(plan(template(2)).changesShape()).isTrue();
    assertThat(plan(template(1)).changesShape()).isFalse();
  }

  @Test
  void aRefusalNamesThePlacesInTheFile() {
    Bytes bad = Bytes.utf8(template(1).toUtf8().replace("0b0", "0b").replace("\"T\"", "5"));

    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> templates.apply(Technology.XGS_PON, T64, bad, Templates.WhenInUse.PROCEED));

    assertThat(refused.code()).isEqualTo(ErrorCode.TEMPLATE_INVALID);
    assertThat(refused.facts().get("complaints"))
        .startsWith(
            "line 1, column 9: name: must be a string, not a number; write it in quotes; line 5, ")
        .contains("upstream_gem_port_attribute_list[0].pbit_map")
        .contains("downstream_gem_port_attribute_list[0].pbit_map")
        .doesNotContain("max_q_size");
    assertThatThrownBy(() -> plan(bad)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void warningsComeWithTheAnswer() {
    assertThat(templates.apply(Technology.XGS_PON, T64, template(1)).warnings())
        .extracting(Diagnostic::rule)
        .contains(TemplateRule.PBIT_UNCOVERED);
    assertThat(plan(template(2)).warnings())
        .extracting(Diagnostic::rule)
        .contains(TemplateRule.WEIGHT_ZERO);
  }
}
