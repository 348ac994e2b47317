package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;

class TemplateLinterTest {

  private static TemplateReport check(Technology technology, String json) {
    return TemplateLinter.check(technology, Optional.empty(), Bytes.utf8(json));
  }

  private static List<String> diagnostics(Technology technology, String json) {
    return check(technology, json).diagnostics().stream()
        .map(diagnostic -> diagnostic.rule() + " " + diagnostic)
        .toList();
  }

  private static String good() throws IOException {
    return TemplateCodecTest.resource("hybrid-multicast.json");
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    String json =
        good()
            .replaceFirst("\"version\": 1,", "\"version\": 1.0, \"copyright-notice\": [1],")
            .replaceFirst("\"weight\": 25", "\"wieght\": 25, \"weight\": \"a\"")
            .replaceFirst("\"Hybrid\"", "\"hybrid\"")
            .replaceFirst("\"True\"", "true")
            .replaceFirst("0b00110000", "0b0011000")
            .replaceFirst("4069", "69");

    assertThat(diagnostics(Technology.XGS_PON, json + "{}"))
        .containsExactly(
            "NUMBER_NOT_PLAIN line 4, column 14: version: a whole number written as 1.0; write 1",
            "KEY_UNKNOWN line 4, column 19: copyright-notice: unknown key",
            "ENUM_UNKNOWN line 11, column 101: us_scheduler.q_sched_policy: no such value"
                + " \"hybrid\"; did you mean Hybrid? It is one of WRR, StrictPriority, Hybrid",
            "VALUE_KIND line 14, column 50: upstream_gem_port_attribute_list[0].aes_encryption:"
                + " must be a string, not a boolean; write \"True\"",
            "KEY_UNKNOWN line 14, column 101: upstream_gem_port_attribute_list[0].wieght: unknown"
                + " key; did you mean weight?",
            "NUMBER_RANGE line 14, column 125: upstream_gem_port_attribute_list[0].weight: must be"
                + " a whole number of 0 to 4294967295, not \"a\"",
            "PBIT_MAP_LENGTH line 16, column 6: upstream_gem_port_attribute_list[2].pbit_map: must"
                + " be 0b and eight binary digits, not \"0b0011000\", which has 7",
            "MULTICAST_ID_RANGE line 24, column 56: "
                + "downstream_gem_port_attribute_list[4].multicast_gem_id: must be 1021 to 65534 on"
                + " XGS-PON, not 69",
            "TEXT_AFTER_DOCUMENT line 27, column 1: text after the document, which is ignored");
  }

  @Test
  void aValueUnderAMisspeltKeyIsCheckedAsUnderTheRightKey() throws IOException {
    String json =
        good()
            .replace("\"upstream_gem_port_attribute_list\"", "\"upstream_gemport_atribute_list\"")
            .replaceFirst("0b00110000", "0b0011000");

    assertThat(check(Technology.XGS_PON, json).diagnostics())
        .extracting(Diagnostic::rule)
        .containsExactly(TemplateRule.KEY_UNKNOWN, TemplateRule.PBIT_MAP_LENGTH);
  }

  @Test
  void aMisspeltKeyDoesNotReplaceTheRightOne() {
    assertThat(
            diagnostics(
                Technology.XGS_PON, "{\"num_gem_ports\": 9, \"num_gem_port\": 7, \"naem\": {}}"))
        .contains(
            "KEY_UNKNOWN line 1, column 22: num_gem_port: unknown key; did you mean num_gem_ports?",
            "TOO_MANY_QUEUES line 1, column 2: num_gem_ports: 9 queues for 8 p-bits")
        .noneMatch(line -> line.contains("must be a string"));
  }

  @Test
  void rulesThatDependOnAnUnreadableValueAreNotReported() throws IOException {
    String json =
        good()
            .replace("\"num_gem_ports\": 4", "\"num_gem_ports\": \"four\"")
            .replaceFirst("\"pbit_map\": \"0b11000000\"", "\"pbit_map\": 3")
            .replaceFirst("\"us_scheduler\": \\{.*}", "\"us_scheduler\": []");

    assertThat(check(Technology.XGS_PON, json).diagnostics())
        .extracting(Diagnostic::path)
        .containsExactly(
            "num_gem_ports", "us_scheduler", "upstream_gem_port_attribute_list[3].pbit_map");
  }

  @Test
  void anEntryThatIsSurelyMulticastIsCheckedAsSuch() throws IOException {
    String json =
        good().replaceFirst("\"True\", \"multicast", "\"yes\", \"multicast").replace("4069", "9");

    assertThat(check(Technology.XGS_PON, json).diagnostics())
        .extracting(Diagnostic::rule)
        .containsExactly(TemplateRule.IS_MULTICAST_VALUE, TemplateRule.MULTICAST_ID_RANGE);
  }

  @Test
  void aCommaTooManyIsNamed() {
    assertThat(diagnostics(Technology.EPON, "{\"version\": 1,}"))
        .singleElement()
        .asString()
        .startsWith("NOT_JSON line 1, column 15: not JSON: Unexpected character ('}' (code 125))")
        .endsWith("; is there an extra comma before it?");
  }

  @Test
  void anInvalidEntryKeepsTheIndexesOfTheOthers() throws IOException {
    String json =
        good().replaceFirst("(_list\": \\[)", "$1 7,").replaceFirst("0b11000000", "0b110000000");

    assertThat(check(Technology.XGS_PON, json).diagnostics())
        .extracting(Diagnostic::path)
        .containsExactly(
            "upstream_gem_port_attribute_list[0]", "upstream_gem_port_attribute_list[4].pbit_map");
  }

  @Test
  void aMissingFieldIsReportedAtTheObjectThatLacksIt() {
    assertThat(diagnostics(Technology.EPON, "\n  {\"num_gem_ports\": 1}"))
        .contains(
            "INSTANCE_CONTROL_MISSING line 2, column 3: instance_control: is missing",
            "LIST_TOO_SHORT line 2, column 3: upstream_queue_attribute_list: has 0 of the 1 entries"
                + " that num_gem_ports asks for");
    assertThat(diagnostics(Technology.GPON, "{\n \"ds_scheduler\": {\"weight\": 1}}"))
        .contains(
            "SCHEDULER_DIRECTION line 2, column 2: ds_scheduler.direction: must be DOWNSTREAM, not"
                + " UPSTREAM, which is also the default");
  }

  @Test
  void ofOneRuleOnlyTheFirstAreKeptAndTheOthersCounted() {
    TemplateReport report =
        check(
            Technology.GPON,
            "{\"upstream_gem_port_attribute_list\": [" + "{},".repeat(4_000) + "{}]}");

    assertThat(report.diagnostics())
        .filteredOn(diagnostic -> diagnostic.rule() == TemplateRule.PBIT_MAP_MISSING)
        .hasSize(Diagnostics.MOST_OF_A_RULE)
        .last()
        .asString()
        .endsWith("[19].pbit_map: is missing (and 3981 more complaints of this rule)");
  }

  @Test
  void anEponTemplateForAnotherTechnologyIsReported() throws IOException {
    assertThat(diagnostics(Technology.XGS_PON, TemplateCodecTest.resource("epon.json")))
        .contains(
            "KEY_UNKNOWN line 11, column 3: package_type: unknown key; it belongs in EPON "
                + "templates");
    assertThat(diagnostics(Technology.EPON, good()))
        .contains(
            "KEY_UNKNOWN line 11, column 3: us_scheduler: unknown key; it belongs in GPON, "
                + "XGPON and XGS-PON templates");
  }

  @Test
  void theTechnologyLimitsIdsAndType() throws IOException {
    String json = good().replace("4069", "4096").replace("XPON", "GPON");

    assertThat(check(Technology.GPON, json).diagnostics())
        .extracting(Diagnostic::rule)
        .containsExactly(TemplateRule.MULTICAST_ID_RANGE);
    assertThat(check(Technology.XGPON, json).diagnostics())
        .extracting(Diagnostic::rule)
        .containsExactly(TemplateRule.PROFILE_TYPE);
    assertThat(
            TemplateLinter.check(
                    Technology.GPON,
                    Optional.of(new TechProfileId(256)),
                    Bytes.utf8(json.replace("4096", "4095")))
                .summary())
        .isEqualTo("1 warning");
  }
}
