package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.profile.DiscardConfig;
import org.ponkeeper.profile.SchedulingPolicy;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.XponProfile;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.wire.MessageJson;
import org.ponkeeper.wire.ProfileMessages;

class TemplateCodecTest {

  @Test
  void aTemplateIsRead() throws IOException {
    TechProfile profile = accept(Technology.XGS_PON, resource("two-queues.json"));

    assertThat(profile.name()).isEqualTo("two-queues");
    assertThat(profile.version()).isEqualTo(3);
    assertThat(profile.numGemPorts()).isEqualTo(2);
    assertThat(profile.diagnostics()).isEmpty();
    assertThat(profile.multicastGemPortIds()).containsExactly(4069);
    XponProfile xpon = (XponProfile) profile;
    assertThat(xpon.scheduler(Direction.UPSTREAM).orElseThrow().policy())
        .isEqualTo(SchedulingPolicy.HYBRID);
    assertThat(xpon.downstreamQueues().getLast().queue().discardConfigV2().orElseThrow())
        .extracting(config -> config.parameters().orElseThrow())
        .isEqualTo(new DiscardConfig.TailDrop(4294967295L));
  }

  @Test
  void anEponTemplateIsRead() throws IOException {
    TechProfile profile = accept(Technology.EPON, resource("epon.json"));

    assertThat(profile.sharesAllocId()).isTrue();
    assertThat(profile.diagnostics()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void printedTemplatesAreReadBack(Technology technology) {
    TechProfile builtIn = BuiltInProfiles.of(technology);
    String json = MessageJson.print(ProfileMessages.messageOf(builtIn));

    assertThat(accept(technology, json)).isEqualTo(builtIn);
  }

  @Test
  void camelCaseNamesAreTakenToo() {
    TechProfile profile =
        accept(
            Technology.GPON,
            """
            {"numGemPorts": 1, "usScheduler": {"qSchedPolicy": "WRR"},
             "downstreamGemPortAttributeList": [{"discardConfigV2": {"discardPolicy": "Red"}}]}
            """);

    assertThat(profile.numGemPorts()).isEqualTo(1);
    assertThat(profile.queues(Direction.DOWNSTREAM).getFirst().discardConfigV2()).isPresent();
  }

  @Test
  void quotedNumbersAndEnumNumbersAreTaken() {
    XponProfile profile =
        (XponProfile)
            accept(
                Technology.GPON,
                "{\"version\": \"7\", \"us_scheduler\": {\"priority\": \"4294967295\","
                    + " \"q_sched_policy\": 1}}");

    assertThat(profile.version()).isEqualTo(7);
    assertThat(profile.scheduler(Direction.UPSTREAM).orElseThrow().priority())
        .isEqualTo(4294967295L);
    assertThat(profile.scheduler(Direction.UPSTREAM).orElseThrow().policy())
        .isEqualTo(SchedulingPolicy.STRICT_PRIORITY);
  }

  @Test
  void nullMeansUnset() {
    TechProfile profile =
        accept(
            Technology.GPON,
            """
            {"name": null, "version": null, "instance_control": null,
             "upstream_gem_port_attribute_list": null,
             "downstream_gem_port_attribute_list": [{"discard_config_v2":
               {"red_discard_config": null, "tail_drop_discard_config": {}}}]}
            """);

    assertThat(profile.name()).isEmpty();
    assertThat(profile.instanceControl()).isEmpty();
  }

  @Test
  void aTemplateWithoutPartsIsReadAndUnfit() {
    assertThat(accept(Technology.GPON, "{}").diagnostics()).isNotEmpty();
    assertThat(accept(Technology.EPON, "{}").diagnostics()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"epon_attribute\": {\"a\": [1]}}"
            + "|line 1, column 2: epon_attribute: unknown key; it belongs in EPON templates",
        "{\"name\": 5}|line 1, column 10: name: must be a string, not a number; write it"
            + " in quotes",
        "{\"name\": true}|line 1, column 10: name: must be a string, not a boolean; write"
            + " \"True\"",
        "{\"name\": [\"a\"]}|line 1, column 10: name: must be a string, not a list",
        "{\"version\": -1}"
            + "|line 1, column 13: version: must be a whole number of 0 to 4294967295, not -1",
        "{\"version\": 4294967296}"
            + "|line 1, column 13: version: must be a whole number of 0 to 4294967295,"
            + " not 4294967296",
        "{\"version\": 1.5}"
            + "|line 1, column 13: version: must be a whole number of 0 to 4294967295, not 1.5",
        "{\"version\": \"1x\"}"
            + "|line 1, column 13: version: must be a whole number of 0 to 4294967295,"
            + " not \"1x\"",
        "{\"version\": false}|line 1, column 13: version: must be a number, not a boolean",
        "{\"us_scheduler\": []}|line 1, column 18: us_scheduler: must be an object, not a list",
        "{\"us_scheduler\": {\"additional_bw\": \"auto\"}}"
            + "|line 1, column 36: us_scheduler.additional_bw: no such value \"auto\"; did you"
            + " mean AdditionalBW_Auto? It is one of AdditionalBW_None, AdditionalBW_NA, "
            + "AdditionalBW_BestEffort, AdditionalBW_Auto",
        "{\"us_scheduler\": {\"direction\": 3}}"
            + "|line 1, column 32: us_scheduler.direction: no such value 3; one of UPSTREAM,"
            + " DOWNSTREAM, BIDIRECTIONAL",
        "{\"us_scheduler\": {\"direction\": \"1\"}}"
            + "|line 1, column 32: us_scheduler.direction: no such value \"1\"; one of UPSTREAM,"
            + " DOWNSTREAM, BIDIRECTIONAL",
        "{\"us_scheduler\": {\"direction\": {}}}"
            + "|line 1, column 32: us_scheduler.direction: must be one of UPSTREAM, DOWNSTREAM,"
            + " BIDIRECTIONAL, not an object",
        "{\"upstream_gem_port_attribute_list\": {}}"
            + "|line 1, column 38: upstream_gem_port_attribute_list: must be a list,"
            + " not an object",
        "{\"upstream_gem_port_attribute_list\": [{}, null]}"
            + "|line 1, column 43: upstream_gem_port_attribute_list[1]: must be an object,"
            + " not null",
        "{\"upstream_gem_port_attribute_list\": [[{}]]}"
            + "|line 1, column 39: upstream_gem_port_attribute_list[0]: must be an object,"
            + " not a list",
        "[]|line 1, column 1: the template must be an object, not a list",
        "null|line 1, column 1: the template must be an object, not null",
      })
  void errorsAreReportedWithTheirPosition(String json, String diagnostic) {
    assertThat(refuseBoth(Technology.XGS_PON, json)).containsExactly(diagnostic);
  }

  @Test
  void linesAndColumnsAreCountedFromOne() {
    assertThat(
            refuseBoth(
                Technology.GPON,
                """
                {
                  "name": "x",
                  "us_scheduler": {
                    "weight": "ten"
                  },
                  "copyright-notice": "none"
                }
                """))
        .containsExactly(
            "line 4, column 15: us_scheduler.weight: must be a whole number of 0 to 4294967295,"
                + " not \"ten\"",
            "line 6, column 3: copyright-notice: unknown key");
  }

  @Test
  void twoMembersOfAOneofAreRefused() {
    assertThat(
            refuseBoth(
                Technology.GPON,
                """
                {"upstream_gem_port_attribute_list": [{"discard_config_v2": {
                  "red_discard_config": {},
                  "wred_discard_config": {}}}]}
                """))
        .containsExactly(
            "line 3, column 3: upstream_gem_port_attribute_list[0].discard_config_v2"
                + ".wred_discard_config: cannot be given together with red_discard_config");
  }

  @Test
  void controlCharactersOfUnknownKeysAreEscaped() {
    assertThat(refuseBoth(Technology.GPON, "{\"a\\u001b[2J: b\": 1}"))
        .singleElement()
        .asString()
        .startsWith("line 1, column 2: \"a\\u001b[2J: b\": unknown key; it is none of name, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "{",
        "{\"name\"",
        "{\"name\": \"x\"",
        "{\"name\": \"x\",}",
        "{name: \"x\"}",
        "{'name': 'x'}",
        "{\"version\": 01}",
        "{\"version\": NaN}",
        "{\"version\": +1}",
        "{\"version\": .5}",
        "{\"version\": 1 2}",
        "{\"name\": \"a\nb\"}",
        "{\"name\": \"\\ud800\"}",
        "/* a comment */ {}",
        "nonsense",
        "\uFEFF{}",
        "\u0000{}"
      })
  void whatIsNotJsonIsRefused(String json) {
    assertThat(refuseBoth(Technology.GPON, json)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"version\": NaN}", "/* a comment */ {}", "\u009b", "{\"a\" 1}"})
  void syntaxIsNotExplainedInTheParsersTerms(String json) {
    assertThat(refuseBoth(Technology.GPON, json))
        .singleElement()
        .asString()
        .doesNotContain("Feature", "enable", "StreamReadConstraints", "\u009b");
  }

  @Test
  void aTruncatedTemplateSaysSo() throws IOException {
    String whole = resource("two-queues.json");

    assertThat(refuseBoth(Technology.XGS_PON, whole.substring(0, whole.length() / 2)))
        .singleElement()
        .asString()
        .endsWith("the text ends before the document does");
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] bytes = "{\"name\": \"abcd\"}".getBytes(StandardCharsets.UTF_8);
    bytes[11] = (byte) 0xff;

    assertThat(diagnostics(TemplateCodec.readStored(Technology.GPON, Bytes.wrap(bytes))))
        .containsExactly("line 1, column 12: the template is not UTF-8, from its byte 12");
  }

  @Test
  void absurdNestingIsRefused() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(refuseBoth(Technology.GPON, "{\"name\": " + deep + "}")).isNotEmpty();
    assertThat(refuseBoth(Technology.GPON, "{\"unknown\": " + deep + "}")).isNotEmpty();
    assertThat(refuseBoth(Technology.GPON, "{\"a\":".repeat(100_000))).isNotEmpty();
  }

  @Test
  void oneMebibyteIsTheMost() {
    String padded = " ".repeat(TemplateCodec.MAX_TEMPLATE_BYTES - 2) + "{}";

    accept(Technology.GPON, padded);
    assertThat(refuseBoth(Technology.GPON, padded + " "))
        .containsExactly(
            "line 1, column 1: the template has 1048577 bytes; the maximum is 1048576");
  }

  @Test
  void theNumberOfDiagnosticsIsLimited() {
    String json = "{\"upstream_gem_port_attribute_list\": [" + "1,".repeat(4_000) + "1], \"x\": 1}";

    assertThat(refuseBoth(Technology.GPON, json))
        .hasSize(Diagnostics.MOST_OF_A_RULE + 1)
        .contains(
            "line 1, column 77: upstream_gem_port_attribute_list[19]: must be an object, not a"
                + " number (and 3981 more complaints of this rule)");
  }

  @Test
  void storedTemplatesThatOnlySomeVersionsAcceptAreReadWithAWarning() {
    String json =
        """
        {"version": 1.0, "name": "first",
         "num_gem_ports": "none",
         "name": "second", "num_gem_ports": 4}
        } trailing
        """;

    TemplateReading.Read read =
        (TemplateReading.Read) TemplateCodec.readStored(Technology.GPON, Bytes.utf8(json));

    assertThat(read.profile().name()).isEqualTo("second");
    assertThat(read.profile().numGemPorts()).isEqualTo(4);
    assertThat(read.profile().version()).isEqualTo(1);
    assertThat(read.warnings())
        .containsExactly(
            "line 1, column 13: version: a whole number written as 1.0; write 1",
            "line 3, column 2: name: given twice; the last one is used",
            "line 3, column 20: num_gem_ports: given twice; the last one is used",
            "line 4, column 1: text after the document, which is ignored");
  }

  @Test
  void theLastOfDuplicateKeysReplacesTheFirstCompletely() {
    TechProfile profile =
        stored("{\"us_scheduler\": {\"weight\": 1}, \"us_scheduler\": {\"priority\": 2}}");

    assertThat(((XponProfile) profile).scheduler(Direction.UPSTREAM).orElseThrow().weight())
        .isZero();
    assertThat(stored("{\"name\": \"x\", \"name\": null}").name()).isEmpty();
  }

  @Test
  void theCamelCaseNameWinsWhereverItComes() {
    assertThat(stored("{\"numGemPorts\": 3, \"num_gem_ports\": 4}").numGemPorts()).isEqualTo(3);
    assertThat(stored("{\"num_gem_ports\": 4, \"numGemPorts\": 3}").numGemPorts()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"a\", \"name\": \"b\"}|line 1, column 15: name: given twice; the last one is "
            + "used",
        "{\"num_gem_ports\": 4, \"numGemPorts\": 4}"
            + "|line 1, column 22: num_gem_ports: given twice; the last one is used",
        "{\"version\": 1.0}"
            + "|line 1, column 13: version: a whole number written as 1.0; write 1",
        "{\"version\": \"1e1\"}"
            + "|line 1, column 13: version: a whole number written as 1e1; write 10",
        "{} {}|line 1, column 4: text after the document, which is ignored",
      })
  void theSameIsRefusedInATemplateThatIsApplied(String json, String diagnostic) {
    Bytes bytes = Bytes.utf8(json);

    assertThat(TemplateCodec.readStored(Technology.GPON, bytes))
        .isInstanceOf(TemplateReading.Read.class);
    assertThat(strictly(Technology.GPON, bytes)).contains(diagnostic);
  }

  /** Reads a template that both modes must accept without diagnostics. */
  private static TechProfile accept(Technology technology, String json) {
    TemplateReading stored = TemplateCodec.readStored(technology, Bytes.utf8(json));
    assertThat(stored).isInstanceOf(TemplateReading.Read.class);
    assertThat(((TemplateReading.Read) stored).warnings()).isEmpty();
    assertThat(TemplateLinter.check(technology, Optional.empty(), Bytes.utf8(json)).profile())
        .contains(((TemplateReading.Read) stored).profile());
    return ((TemplateReading.Read) stored).profile();
  }

  /** The diagnostics about a template that both modes must refuse; both must report the same. */
  private static List<String> refuseBoth(Technology technology, String json) {
    List<String> diagnostics = diagnostics(TemplateCodec.readStored(technology, Bytes.utf8(json)));
    assertThat(strictly(technology, Bytes.utf8(json))).containsAll(diagnostics);
    return diagnostics;
  }

  /** The diagnostics for the user who applies the template. */
  private static List<String> strictly(Technology technology, Bytes bytes) {
    TemplateReport report = TemplateLinter.check(technology, Optional.empty(), bytes);
    assertThat(report.profile()).isEmpty();
    assertThat(report.isRefused()).isTrue();
    return report.diagnostics().stream().map(Diagnostic::toString).toList();
  }

  private static List<String> diagnostics(TemplateReading reading) {
    assertThat(reading).isInstanceOf(TemplateReading.Unreadable.class);
    return ((TemplateReading.Unreadable) reading).complaints();
  }

  private static TechProfile stored(String json) {
    TemplateReading reading = TemplateCodec.readStored(Technology.GPON, Bytes.utf8(json));
    assertThat(reading).isInstanceOf(TemplateReading.Read.class);
    return ((TemplateReading.Read) reading).profile();
  }

  static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            TemplateCodecTest.class.getResourceAsStream("/templates/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
