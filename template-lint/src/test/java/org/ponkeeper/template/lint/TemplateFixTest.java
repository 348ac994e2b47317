package org.ponkeeper.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bytes;

class TemplateFixTest {

  private static String fix(Technology technology, String json) {
    TemplateLint.Mended mended = TemplateLint.fix(technology, Bytes.utf8(json));
    assertThat(mended.done().isEmpty()).isEqualTo(mended.document().toUtf8().equals(json));
    assertThat(TemplateLint.fix(technology, mended.document()).done()).as("again").isEmpty();
    return mended.document().toUtf8();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"version\": 1.0}|{\"version\": 1}",
        "{\"version\":\"1e1\" }|{\"version\":\"10\" }",
        "{\"us_scheduler\": {\"additional_bw\": \"auto\"}}"
            + "|{\"us_scheduler\": {\"additional_bw\": \"AdditionalBW_Auto\"}}",
        "{\"usScheduler\":{\"qSchedPolicy\":\"strict_priority\"}}"
            + "|{\"usScheduler\":{\"qSchedPolicy\":\"StrictPriority\"}}",
        "{\"_why\": {\"a\": [1, {}]}, \"name\": \"x\"}|{\"name\": \"x\"}",
        "{\"name\": \"x\" , \"copyright-notice\": \"y\" }|{\"name\": \"x\" }",
        "{\"name\": \"x\", \"Comment\": [], \"version\": 1}|{\"name\": \"x\", \"version\": 1}",
        "{\"note\": 1, \"name\": \"x\", \"//\": 2, \"license\": 3}|{\"name\": \"x\"}",
        "{\"note\": 1, \"author\": null, \"name\": \"x\"}|{\"name\": \"x\"}",
        "{ \"note\": 1, \"author\": 2 }|{  }",
      })
  void onlyUnambiguousMistakesAreFixed(String json, String mended) {
    assertThat(fix(Technology.XGS_PON, json)).isEqualTo(mended);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"a\": 1, \"epon_attribute\": { \"package_type\" : \"B\" }, \"name\": \"x\"}"
            + "|{\"a\": 1, \"package_type\" : \"B\", \"name\": \"x\"}",
        "{\"epon_attribute\":{\"package_type\":\"B\"},\"version\":2.0}"
            + "|{\"package_type\":\"B\",\"version\":2}",
      })
  void thePackageTypeIsLifted(String json, String mended) {
    assertThat(fix(Technology.EPON, json)).isEqualTo(mended);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"epon_attribute\": {\"package_type\": 1}}",
        "{\"epon_attribute\": {\"package_type\": \"B\", \"other\": 1}}",
        "{\"epon_attribute\": {}}",
        "{\"epon_attribute\": [\"B\"]}",
        "{\"package_type\": \"A\", \"epon_attribute\": {\"package_type\": \"B\"}}",
        "{\"nam\": 1, \"versoin\": 1.0, \"_name\": 1, \"colour\": 2}",
        "{\"upstream_queue_attribute_list\": [{\"note\": 1, \"scheduling_policy\": \"SP\"}]}",
        "{\"upstream_queue_attribute_list\": {\"scheduling_policy\": \"wrr\"}}",
        "{\"version\": 1.5, \"num_gem_ports\": -1, \"name\": 1.0}",
        "{\"note\": 1, \"version\": 1.0",
        "{\"note\": 1,}",
        "[{\"note\": 1}]",
        "",
        "x",
      })
  void whatCouldMeanSomethingElseStays(String json) {
    assertThat(fix(Technology.EPON, json)).isEqualTo(json);
  }

  @Test
  void lineEndsAndIndentationStay() {
    String json =
        "{\r\n\t\"note\": 1,\r\n\t\"name\": \"\u00e4\ud83d\ude00\",\r\n\t\"version\": 1.0\r\n}\r\n";

    TemplateLint.Mended mended = TemplateLint.fix(Technology.GPON, Bytes.utf8(json));

    assertThat(mended.document().toUtf8())
        .isEqualTo("{\r\n\t\"name\": \"\u00e4\ud83d\ude00\",\r\n\t\"version\": 1\r\n}\r\n");
    assertThat(mended.done())
        .containsExactly(
            "line 2, column 2: \"note\" removed", "line 4, column 13: version: 1.0 became 1");
  }

  @Test
  void aMendedTemplateIsTheOneThatWasMeant() throws IOException {
    String good = TestTemplates.read("hybrid-multicast.json");
    String odd =
        good.replace("AdditionalBW_Auto", "auto")
            .replace("\"Hybrid\"", "\"hybrid\"")
            .replace("StrictPriority", "strictpriority")
            .replace("\"version\": 1,", "\"copyright-notice\": \"nobody's\",\n  \"version\": 1.0,");

    Bytes mended = Bytes.utf8(fix(Technology.XGS_PON, odd));

    assertThat(TemplateLint.check(Technology.XGS_PON, Optional.empty(), mended))
        .isEqualTo(TemplateLint.check(Technology.XGS_PON, Optional.empty(), Bytes.utf8(good)));
  }

  @Test
  void whatIsNotUtf8IsNotTouched() {
    Bytes bytes = Bytes.wrap(new byte[] {'{', (byte) 0xff, '}'});

    assertThat(TemplateLint.fix(Technology.GPON, bytes).document()).isSameAs(bytes);
  }
}
