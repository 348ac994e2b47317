package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;

/** For each rule, a good template changed so that it breaks only this rule. */
class TemplateRuleTest {

  private static final String UP = "upstream_gem_port_attribute_list";
  private static final String DOWN = "downstream_gem_port_attribute_list";
  private static final String LAST_UP = "[3]";

  private static final String GOOD = good();

  /** A broken template, and where it is broken. */
  private record Broken(Bytes document, String path, int id) {

    Broken(String text, String path) {
      this(Bytes.utf8(text), path, 64);
    }
  }

  private static String good() {
    try {
      return TemplateCodecTest.resource("hybrid-multicast.json");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TemplateReport check(Bytes document, int id) {
    return TemplateLinter.check(Technology.XGS_PON, Optional.of(new TechProfileId(id)), document);
  }

  @Test
  void aGoodTemplateHasNoProblems() {
    TemplateReport report = check(Bytes.utf8(GOOD), 64);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.profile()).isPresent();
    assertThat(report.summary()).isEqualTo("no problems found");
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenRuleIsNamedWithItsFieldAndNothingElseIs(TemplateRule rule) {
    Broken broken = broken(rule);

    TemplateReport report = check(broken.document(), broken.id());

    assertThat(report.diagnostics())
        .isNotEmpty()
        .allSatisfy(diagnostic -> assertThat(diagnostic.rule()).isEqualTo(rule))
        .extracting(Diagnostic::path)
        .contains(broken.path());
    assertThat(report.diagnostics()).allMatch(diagnostic -> diagnostic.position().isPresent());
    assertThat(report.isRefused()).isEqualTo(rule.severity().refuses());
  }

  /** One case for each rule; a new rule without a case does not compile. */
  private static Broken broken(TemplateRule rule) {
    return switch (rule) {
      case DOCUMENT_EMPTY -> new Broken("", "");
      case DOCUMENT_TOO_LARGE -> new Broken(GOOD + " ".repeat(1 << 20), "");
      case NOT_UTF8 ->
          new Broken(
              Bytes.wrap(GOOD.replace("hybrid-", "\u00e9").getBytes(StandardCharsets.ISO_8859_1)),
              "",
              64);
      case BYTE_ORDER_MARK -> new Broken("\uFEFF" + GOOD, "");
      case NOT_JSON -> first("\"version\": 1,", "\"version\" 1,", "");
      case TEXT_AFTER_DOCUMENT -> new Broken(GOOD + "x", "");
      case KEY_UNKNOWN -> first("\"version\": 1,", "\"version\": 1, \"colour\": {},", "colour");
      case KEY_TWICE -> first("\"version\": 1,", "\"version\": 1, \"version\": 1,", "version");
      case CHOICE_TWICE ->
          inFirstQueue(
              "\"discard_config_v2\": {\"red_discard_config\": {}, \"wred_discard_config\": {}}",
              "discard_config_v2.wred_discard_config");
      case VALUE_KIND -> first("\"num_gem_ports\": 4", "\"num_gem_ports\": true", "num_gem_ports");
      case NUMBER_RANGE -> first("\"weight\": 25", "\"weight\": -1", UP + "[0].weight");
      case NUMBER_NOT_PLAIN -> first("\"version\": 1,", "\"version\": 1.0,", "version");
      case ENUM_UNKNOWN -> first("\"AdditionalBW_Auto\"", "\"much\"", "us_scheduler.additional_bw");
      case TEXT_MALFORMED -> first("hybrid-", "\\ud800", "name");
      case TOO_MANY_ENTRIES ->
          first("\"" + UP + "\": [", "\"" + UP + "\": [" + "{},".repeat(4096), UP);
      case INSTANCE_CONTROL_MISSING ->
          new Broken(GOOD.replaceFirst("\"instance_control\": \\{[^}]*},", ""), "instance_control");
      case INSTANCE_CONTROL_ONU ->
          first("\"onu\": \"multi-instance\"", "\"onu\": \"multi\"", "instance_control.onu");
      case INSTANCE_CONTROL_UNI ->
          first("\"uni\": \"single-instance\"", "\"uni\": \"\"", "instance_control.uni");
      case NUM_GEM_PORTS_ZERO ->
          first("\"num_gem_ports\": 4", "\"num_gem_ports\": 0", "num_gem_ports");
      case NUM_GEM_PORTS_TOO_GREAT ->
          first("\"num_gem_ports\": 4", "\"num_gem_ports\": 65536", "num_gem_ports");
      case LIST_TOO_SHORT -> first("\"num_gem_ports\": 4", "\"num_gem_ports\": 5", UP);
      case SCHEDULER_MISSING ->
          new Broken(GOOD.replaceFirst("\"us_scheduler\".*", ""), "us_scheduler");
      case PBIT_MAP_MISSING ->
          first("\"pbit_map\": \"0b11000000\", ", "", UP + LAST_UP + ".pbit_map");
      case PBIT_MAP_NOT_BINARY -> first("0b11000000", "0b1100000x", UP + LAST_UP + ".pbit_map");
      case PBIT_MAP_LENGTH -> first("0b11000000", "0b1100000", UP + LAST_UP + ".pbit_map");
      case SCHEDULER_DIRECTION -> first("\"DOWNSTREAM\"", "\"UPSTREAM\"", "ds_scheduler.direction");
      case AES_VALUE -> first("\"True\"", "\"true\"", UP + "[0].aes_encryption");
      case IS_MULTICAST_VALUE -> inFirstDownstream("\"is_multicast\": \"no\"", "is_multicast");
      case MULTICAST_ID_MISSING ->
          first("\"multicast_gem_id\": 4069, ", "", DOWN + "[4].multicast_gem_id");
      case MULTICAST_ID_RANGE -> first("4069", "1020", DOWN + "[4].multicast_gem_id");
      case ACCESS_LIST_MALFORMED ->
          first("224.0.0.0-239.255.255.255", "239.1.1.1-239.1.1.0", list("dynamic"));
      case ACCESS_LIST_NOT_MULTICAST -> first("225.3.3.3", "240.0.0.0", list("static"));
      case PBIT_TWICE -> new Broken(GOOD.replace("0b00001100", "0b00001101"), UP + "[1].pbit_map");
      case PBIT_UNCOVERED -> new Broken(GOOD.replace("0b11000000", "0b10000000"), UP);
      case PBIT_DIRECTIONS_DIFFER ->
          downstream(
              tail ->
                  tail.replace("0b00110000", "was")
                      .replace("0b11000000", "0b00110000")
                      .replace("was", "0b11000000"),
              DOWN + "[3].pbit_map");
      case PRIORITY_RANGE -> first("\"priority_q\": 4", "\"priority_q\": 8", UP + "[0].priority_q");
      case PRIORITY_TWICE ->
          first("\"priority_q\": 1", "\"priority_q\": 2", UP + LAST_UP + ".priority_q");
      case WEIGHT_ZERO -> first("\"weight\": 25", "\"weight\": 0", UP + "[0].weight");
      case WEIGHT_SUM -> first("\"weight\": 25", "\"weight\": 20", UP);
      case WEIGHT_RANGE -> first("\"weight\": 0", "\"weight\": 256", UP + "[2].weight");
      case QUEUE_POLICY -> first("\"Hybrid\"", "\"WRR\"", UP + "[2].scheduling_policy");
      case LIST_TOO_LONG ->
          new Broken(
              GOOD.replace(
                  "    {\"pbit_map\": \"0b00010000\"",
                  queue(7) + ",\n    {\"pbit_map\": \"0b00010000\""),
              DOWN);
      case TOO_MANY_QUEUES -> nineQueues();
      case AES_MISSING -> first("\"aes_encryption\": \"True\", ", "", UP + "[0].aes_encryption");
      case MULTICAST_UPSTREAM -> inFirstQueue("\"is_multicast\": \"True\"", "is_multicast");
      case MULTICAST_ID_TWICE ->
          first(
              "\"225.3.3.3\"}",
              "\"225.3.3.3\"}, {\"pbit_map\": \"0b00100000\", \"is_multicast\": \"TRUE\","
                  + " \"multicast_gem_id\": 4069}",
              DOWN + "[5].multicast_gem_id");
      case SIZE_TEXT ->
          first("\"max_q_size\": \"auto\"", "\"max_q_size\": \"big\"", UP + "[0].max_q_size");
      case DISCARD_THRESHOLDS ->
          inFirstQueue(
              "\"discard_config\": {\"min_threshold\": 9, \"max_threshold\": 8}",
              "discard_config.min_threshold");
      case ASSIGNED_ID_GIVEN -> inFirstQueue("\"gemport_id\": 1024", "gemport_id");
      case NAME_EMPTY -> first("hybrid-multicast", "", "name");
      case VERSION_ZERO -> first("\"version\": 1,", "", "version");
      case PROFILE_TYPE -> first("\"XPON\"", "\"GPON\"", "profile_type");
      case TEMPLATE_ID -> new Broken(Bytes.utf8(GOOD), "", 63);
    };
  }

  private static String list(String kind) {
    return DOWN + "[4]." + kind + "_access_control_list";
  }

  /** The first occurrence replaced. */
  private static Broken first(String target, String replacement, String path) {
    int at = GOOD.indexOf(target);
    assertThat(at).as(target).isNotNegative();
    return new Broken(
        GOOD.substring(0, at) + replacement + GOOD.substring(at + target.length()), path);
  }

  /** Something added to the first entry upstream. */
  private static Broken inFirstQueue(String member, String field) {
    return first("{\"pbit_map\"", "{" + member + ", \"pbit_map\"", UP + "[0]." + field);
  }

  /** Something added to the first entry downstream. */
  private static Broken inFirstDownstream(String member, String field) {
    return downstream(
        tail -> tail.replaceFirst("\\{\"pbit_map\"", "{" + member + ", \"pbit_map\""),
        DOWN + "[0]." + field);
  }

  private static Broken downstream(UnaryOperator<String> change, String path) {
    int at = GOOD.indexOf(DOWN);
    return new Broken(GOOD.substring(0, at) + change.apply(GOOD.substring(at)), path);
  }

  /** A strict queue of its own priority that carries no p-bit. */
  private static String queue(int priority) {
    return """
    {"pbit_map": "0b00000000", "aes_encryption": "True", "scheduling_policy": "StrictPriority",
     "priority_q": %d}\
    """
        .formatted(priority);
  }

  private static Broken nineQueues() {
    String more =
        IntStream.of(0, 3, 4, 5, 6)
            .mapToObj(TemplateRuleTest::queue)
            .collect(Collectors.joining(",\n", "", ",\n"));
    String text =
        GOOD.replace("\"num_gem_ports\": 4", "\"num_gem_ports\": 9")
            .replace(UP + "\": [", UP + "\": [" + more)
            .replace(DOWN + "\": [", DOWN + "\": [" + more);
    return new Broken(text, "num_gem_ports");
  }
}
