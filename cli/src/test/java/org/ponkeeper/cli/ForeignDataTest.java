package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What Ponkeeper does not work with is named by every command that would say that nothing is there.
 */
class ForeignDataTest {

  @TempDir private Path folder;
  private Cli cli = Cli.with(Map.of());

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
  }

  @ParameterizedTest
  @EnumSource
  void eachKindIsNamedByListAndAudit(ForeignStore foreign) {
    // given
    cli.putAll(Map.of(foreign.key(), "{}".getBytes(StandardCharsets.UTF_8)));

    // when
    Cli.Answer list = cli.line("olt list").done();
    JsonNode findings = cli.line("audit -o json").done().json();

    // then
    assertThat(list.err()).contains(foreign.prefix()).contains("1 key");
    assertThat(list.err()).doesNotContain("no OLTs\n");
    List<String> found = new ArrayList<>();
    for (JsonNode finding : findings) {
      found.add(finding.get("kind").stringValue() + " " + finding.get("path").stringValue());
    }
    assertThat(found).contains(foreign.kind() + " " + foreign.prefix());
  }

  @Test
  void aStoreWithEveryKindListsThemAllByPrefix() {
    // given
    ForeignStore.fill(cli);

    // when
    Cli.Answer audit = cli.line("audit").done();

    // then
    for (ForeignStore foreign : ForeignStore.values()) {
      assertThat(audit.out()).contains(": " + foreign.prefix() + ": 1 key");
    }
    System.out.println("$ ponkeeper audit\n" + audit.out() + audit.err());
    Cli.Answer list = cli.line("olt list").done();
    System.out.println("$ ponkeeper olt list\n" + list.out() + list.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "olt list",
        "instance list",
        "template list",
        "store migrate --instances",
        "store migrate --pool-keys with-technology",
        "store migrate --technology-names",
        "store export"
      })
  void noCommandSaysThatTheStoreIsEmpty(String command) {
    // given
    cli.putAll(
        Map.of(
            "service/voltha/technology_profiles/seba/64", new byte[] {1},
            "service/voltha_voltha/resource_instances/x", new byte[] {1}));

    // when
    Cli.Answer answer = cli.line(command).done();

    // then
    assertThat(answer.err())
        .contains("ignored: service/voltha/technology_profiles/seba/: 1 key")
        .contains("service/voltha_voltha/resource_instances/ (1 key)");
    assertThat(answer.err().lines()).doesNotContain("no OLTs", "no instances", "no templates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"olt list", "instance list", "template list", "store export"})
  void aStoreWithOurDataAloneSaysNothingOfOthers(String command) {
    // given
    Scene.prepare(cli);
    cli.put("service/voltha/devices/1", new byte[] {1});
    cli.put(
        "service/voltha/openolt/{olt-1}/{0,1,0}/tp_id", "[64]".getBytes(StandardCharsets.UTF_8));
    cli.put(
        "service/voltha/resource_manager/{XGS-PON}/{olt-1}/{0,1,0}/alloc_ids",
        "[1024]".getBytes(StandardCharsets.UTF_8));

    // then
    assertThat(cli.line(command).done().err()).doesNotContain("ignored");
    assertThat(cli.line("audit").done().out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "olt show --technology XGS-PON --olt olt-7",
        "olt register --technology XGS-PON --olt olt-7",
        "instance list --technology XGS-PON --olt olt-7",
        "audit --technology XGS-PON --olt olt-7",
        "store hand-over --technology XGS-PON --olt olt-7"
      })
  void anOltThatIsThereUnderAnotherSpellingIsNamed(String command) {
    // given
    String pool = "service/voltha/resource_manager/{xgspon}/{olt-7}/alloc_id_pool/{0}";
    cli.putAll(Map.of(pool, new byte[] {1}));

    // when
    Cli.Answer answer = cli.line(command);

    // then
    assertThat(answer.exitCode()).isNotZero();
    assertThat(answer.err())
        .contains("resource_manager/{xgspon}/{olt-7}/")
        .contains("store migrate --technology-names");
  }

  @Test
  void registeringAnOltUnderTheOtherSpellingWithRangesWarns() {
    // given
    String pool = "service/voltha/resource_manager/{xgspon}/{olt-1}/alloc_id_pool/{0}";
    cli.putAll(Map.of(pool, new byte[] {1}));

    // then
    assertThat(Scene.register(cli).err()).contains("resource_manager/{xgspon}/{olt-1}/");
  }

  @Test
  void anOltOfWhichOnlyClaimsAreLeftIsListed() {
    // given
    cli.putAll(
        Map.of("service/voltha/ponkeeper/claims/XGS-PON/olt-5/0/onu/serial", new byte[] {1}));

    // then
    assertThat(cli.line("olt list -o json").done().json().get(0).get("device").stringValue())
        .isEqualTo("olt-5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/voltha/technology_profiles/XGS-PON/64/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha/technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha/resource_instances/XGS-PON/64/olt-{OLT_1}/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha/resource_instances/xgspon/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha/technology_profiles/xgspon/64/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha/s2/resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
        "service/voltha_voltha/resource_instances/XGS-PON/64/olt-{o}/pon-{0}/onu-{1}/uni-{0}"
      })
  void whatMayUseATemplateKeepsIt(String instance) {
    // given
    Scene.applyTemplate(cli);
    cli.putAll(Map.of(instance, new byte[] {1}));

    // when
    Cli.Answer deleted = cli.line("template delete --technology XGS-PON --id 64");
    Cli.Answer applied =
        cli.runOn(oneQueue(), "template", "apply", "--technology", "XGS-PON", "--id", "64");

    // then
    String prefix = instance.substring(0, instance.indexOf("/64/") + 4);
    deleted.failed(3, "TEMPLATE_IN_USE");
    assertThat(deleted.err()).contains("1 below " + prefix);
    applied.failed(3, "TEMPLATE_IN_USE");
    assertThat(applied.err()).contains("1 below " + prefix);
    cli.line("template delete --technology XGS-PON --id 64 --force").done();
  }

  private static byte[] oneQueue() {
    return Scene.fourQueues("\"num_gem_ports\": 4", "\"num_gem_ports\": 1");
  }

  @Test
  void whatHasItsOwnTemplateUnderAnotherSpellingDoesNotKeepOurs() {
    // given
    Scene.applyTemplate(cli);
    Map<String, byte[]> values = new TreeMap<>();
    values.put("service/voltha/technology_profiles/xgspon/64", Scene.fourQueues());
    values.put("service/voltha/technology_profiles/xgspon/64/pon-{0}/onu-{1}/uni-{0}", new byte[1]);
    cli.putAll(values);

    // then
    cli.line("template delete --technology XGS-PON --id 64").done();
  }

  @Test
  void instancesOfAnotherStackDoNotKeepATemplateThatOnlyThisOneReads() {
    // given
    String own =
        " --base-path service/voltha/s1 --template-path service/voltha/s1/technology_profiles";
    cli.putAll(
        Map.of(
            "service/voltha/s1/technology_profiles/XGS-PON/64",
            Scene.fourQueues(),
            "service/voltha/s2/resource_instances/XGS-PON/64/olt-{o}/pon-{0}/onu-{1}/uni-{0}",
            new byte[1]));

    // then
    cli.line("template delete --technology XGS-PON --id 64" + own).done();
  }

  @Test
  void noIdIsFreedThatAnInstanceWithoutOltMayOwn() {
    // given: a taken id that has no owner that Ponkeeper can read
    Scene.prepare(cli);
    Damage.TAKEN_BY_NOBODY.doTo(cli);
    cli.put(
        "service/voltha/technology_profiles/XGS-PON/64/pon-{1}/onu-{9}/uni-{0}", new byte[] {1});

    // when
    List<String> before = cli.exported();
    cli.line("audit --repair").done();

    // then
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void unusualKeysAmongThoseOfAnOltAreNamedOnceEach() {
    // given
    Scene.prepare(cli);
    String ofOlt = "service/voltha/resource_manager/{XGS-PON}/{olt-1}/";
    List<String> unusual =
        List.of(
            ofOlt + "0,1/alloc_ids",
            ofOlt + "{0,1,0}/alloc_ids_of_2019",
            ofOlt + "{0,1,0,7}/gemport_ids",
            ofOlt + "{0,1,0}/alloc_ids/x",
            ofOlt + "flow_id_info/0,1/7",
            ofOlt + "flow_id_info/{0,1}/x",
            ofOlt + "onu_id_pools/{0}",
            ofOlt + "{ALCL00001234}/alloc_ids");
    Map<String, byte[]> values = new TreeMap<>();
    unusual.forEach(key -> values.put(key, new byte[] {1}));
    values.put(ofOlt + "{0,1,0}/flow_ids", "[]".getBytes(StandardCharsets.UTF_8));
    values.put(ofOlt + "flow_id_info/{0,1}/{7}", "{}".getBytes(StandardCharsets.UTF_8));
    cli.putAll(values);

    // when
    Cli.Answer audit = cli.line("audit").done();

    // then
    assertThat(audit.out().lines())
        .hasSize(unusual.size())
        .allMatch(line -> line.startsWith("warning: stray-key: XGS-PON olt-1: "));
    unusual.forEach(key -> assertThat(audit.out()).contains(": " + key + ": "));
    assertThat(cli.line("olt list").done().err())
        .contains(ofOlt + "0,1/")
        .contains(ofOlt + "{ALCL00001234}/");
  }

  @Test
  void manyPrefixesAreBoundedAndTheRestIsCounted() {
    // given
    Map<String, byte[]> values = new TreeMap<>();
    for (int n = 0; n < 80; n++) {
      values.put("service/voltha/technology_profiles/tech" + n + "/64", new byte[1]);
    }
    cli.putAll(values);

    // when
    Cli.Answer list = cli.line("olt list").done();
    Cli.Answer audit = cli.line("audit").done();

    // then
    assertThat(list.err().lines()).hasSize(12);
    assertThat(list.err()).contains("ignored: 70 more prefixes");
    assertThat(audit.out().lines()).hasSize(51);
    assertThat(audit.out()).contains("30 more of them are not listed");
  }
}
