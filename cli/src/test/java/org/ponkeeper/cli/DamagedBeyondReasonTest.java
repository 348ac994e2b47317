package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Stores with values far larger, or far more of them, than any network has: every command ends, and
 * what it says can be read.
 */
class DamagedBeyondReasonTest {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String RESOURCES = "service/voltha/resource_manager/{XGS-PON}/{olt-1}/";
  private static final String CLAIMS = "service/voltha/ponkeeper/claims/XGS-PON/olt-1/";

  /** The maximum length of an output line. */
  private static final int LONGEST_LINE = 4_000;

  @TempDir private Path folder;

  private Cli cli;

  @BeforeEach
  void given() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  private Cli.Answer line(String words) {
    Cli.Answer answer = assertTimeoutPreemptively(LONGEST, () -> cli.line(words), words);
    if (!words.contains("-o json")) {
      assertThat(answer.out().lines().mapToInt(String::length).max().orElse(0))
          .as(words)
          .isLessThan(LONGEST_LINE);
    }
    assertThat(answer.exitCode()).as(words + "\n" + answer.err()).isNotEqualTo(ExitCode.BUG);
    return answer;
  }

  private static byte[] pool(int first, int last, int bytes, int with) {
    byte[] bits = new byte[bytes];
    Arrays.fill(bits, (byte) with);
    return utf8(
        "{\"end_idx\":%d,\"pon_intf_id\":0,\"pool\":\"%s\",\"start_idx\":%d}"
            .formatted(last, Base64.getEncoder().encodeToString(bits), first));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<JsonNode> findings(String kind) {
    return line("audit -o json")
        .json()
        .valueStream()
        .filter(finding -> finding.get("kind").stringValue().equals(kind))
        .toList();
  }

  @Test
  void aPoolOf920KilobytesIsReportedAndLeftAlone() {
    cli.put(RESOURCES + "gemport_id_pool/{0}", pool(1024, 65535, 690_000, 0x55));
    List<String> before = cli.exported();

    assertThat(line("audit").out())
        .isEqualTo(
            "error: unreadable-pool: XGS-PON olt-1: gem-port pool 0: its bitmap has about 690000"
                + " bytes, but a pool that ends at 65535 has at most 8192\n");
    line("audit --repair");
    line("id list " + Scene.OLT + " --pon 0 --type gem-port").failed(5, "CORRUPT_DATA");
    line("id allocate " + Scene.OLT + " --pon 0 --type gem-port --owner a")
        .failed(5, "CORRUPT_DATA");
    assertThat(line("olt show " + Scene.OLT).done().out()).contains("unreadable");
    line("instance list").done();
    assertThat(cli.exported()).isEqualTo(before);
    Scene.create(cli, Scene.port(1, 9, 0)).done();
  }

  @Test
  void poolsFullOfUnownedIdsGiveOneFindingOfEachKind() {
    Map<String, byte[]> pools = new TreeMap<>();
    for (int pon = 0; pon < 4; pon++) {
      pools.put(RESOURCES + "gemport_id_pool/{" + pon + "}", pool(1024, 65535, 8192, 0x55));
      pools.put(RESOURCES + "alloc_id_pool/{" + pon + "}", pool(1024, 65535, 8192, 0x55));
    }
    cli.putAll(pools);

    List<JsonNode> nobodys = findings("taken-by-nobody");
    assertThat(nobodys).hasSize(8);
    assertThat(findings("outside-range")).hasSize(8);
    for (JsonNode finding : nobodys) {
      assertThat(finding.get("ids").size()).isEqualTo(1_000);
      assertThat(finding.get("more_ids").intValue()).isBetween(31_000, 32_000);
      assertThat(finding.get("detail").stringValue().length()).isLessThan(1_000);
    }
    line("audit");
    line("store hand-over " + Scene.OLT + " --dry-run");
    line("olt show " + Scene.OLT).done();
    assertThat(line("id list " + Scene.OLT + " --pon 0 --type gem-port").done().out().lines())
        .hasSizeGreaterThan(32_768);

    // All of them are freed, not only those that are named.
    line("audit --repair");
    assertThat(findings("taken-by-nobody")).isEmpty();
    assertThat(
            line("id list " + Scene.OLT + " --pon 2 --type gem-port -o json").json().get("taken"))
        .isEmpty();
  }

  @Test
  void aPoolOfAMillionFlowIdsIsListed() {
    cli.line(
            "olt register --technology XGS-PON --olt olt-2 --pons 0 --onu-ids 1-32"
                + " --alloc-ids 1024-1152 --gem-port-ids 1024-2048 --flow-ids 1-65535")
        .done();
    cli.put(
        RESOURCES.replace("olt-1", "olt-2") + "flow_id_pool/{0}",
        pool(1, 1_000_000, 125_000, 0xff));

    String flows = "--technology XGS-PON --olt olt-2 --pon 0 --type flow";
    assertThat(line("id list " + flows).done().out()).contains("1000000 taken, 0 free");
    line("id allocate " + flows + " --owner a").failed(3, "POOL_EXHAUSTED");
    JsonNode outside = findings("outside-range").getFirst();
    assertThat(outside.get("more_ids").intValue()).isEqualTo(1_000_000 - 65_535 - 1_000);
  }

  @Test
  void claimsBeyondReasonBlockOnlyWhatNeedsThem() {
    cli.putAll(
        Map.of(
            CLAIMS + "0/gem-port/greatest",
            utf8("{\"ids\":[2147483647]}"),
            CLAIMS + "0/gem-port/many",
            utf8("{\"ids\":[" + "7,".repeat(400_000) + "8]}")));

    assertThat(findings("unreadable-claim")).hasSize(2);
    line("id list " + Scene.OLT + " --pon 0 --type gem-port").done();
    Scene.create(cli, Scene.port(0, 9, 0)).done();
  }

  @Test
  void ofManyFindingsOfAKindTheFirstAreListedAndTheOthersCounted() {
    Map<String, byte[]> values = new TreeMap<>();
    for (int n = 0; n < 1_300; n++) {
      values.put(CLAIMS + "0/gem-port/owner-" + n, utf8("{}"));
      values.put(CLAIMS + "1/alloc/owner-" + n, utf8("{\"ids\":[1024]}"));
      values.put(RESOURCES + "alloc_id_pool/x" + n + "y".repeat(500), utf8("{}"));
    }
    cli.putAll(values);

    String audit = line("audit").out();
    assertThat(audit.lines().filter(line -> line.startsWith("error: unreadable-claim: ")))
        .hasSize(1_000);
    assertThat(audit.lines().filter(line -> line.startsWith("warning: stray-key: "))).hasSize(250);
    assertThat(audit)
        .contains(
            "error: more-findings: XGS-PON olt-1: unreadable-claim findings: 300 more of them are"
                + " not listed\n",
            "warning: more-findings: XGS-PON olt-1: stray-key findings: 1050 more of them are not"
                + " listed\n",
            "id 1024 has 1301 owners: instance ",
            " and 1293 more\n");
    assertThat(line("audit").err()).contains("errors: 1301, warnings: 1300");
    assertThat(findings("more-findings")).hasSize(2);
    line("instance list").done();
    line("olt show " + Scene.OLT).done();
  }

  @Test
  void mapsOfAnOnuMayNameAnything() {
    String map = RESOURCES + "{0,1,0}/";
    StringBuilder ids = new StringBuilder("[1024");
    for (int id = 1_025; id < 61_000; id++) {
      ids.append(',').append(id);
    }
    cli.putAll(
        Map.of(
            map + "gemport_ids",
            utf8(ids + "]"),
            map + "alloc_ids",
            utf8("[" + "1024,".repeat(180_000) + "1024]"),
            RESOURCES + "{0,2,0}/alloc_ids",
            utf8("[2147483647]"),
            RESOURCES + "{0,2,0}/flow_ids",
            utf8("[2147483647]")));

    assertThat(findings("unreadable-onu-map")).hasSize(2);
    assertThat(findings("mapped-not-taken")).hasSize(1);
    line("audit");
    assertThat(cli.lineOnScreen("onu-map list " + Scene.OLT, 100).done().out())
        .hasSizeLessThan(1_000);
    line("onu-map set " + Scene.OLT + " --pon 0 --onu 3 --type alloc 1000001")
        .failed(2, "ID_OUT_OF_LEGAL_SPACE");
  }

  @Test
  void aTemplateFullOfComplaintsIsReportedInAFewLines() {
    StringBuilder template = new StringBuilder("{\"us_scheduler\":7,\"name\":\"x\"");
    for (int n = 0; n < 20_000; n++) {
      template.append(",\"key").append(n).append("\":{}");
    }
    cli.put(
        "service/voltha/technology_profiles/XGS-PON/64",
        utf8(
            template + ",\"upstream_gem_port_attribute_list\":[" + "{},".repeat(200_000) + "{}]}"));

    assertThat(line("audit").out()).contains("unusable-template").contains("; and 12 more\n");
    line("instance list").done();
    assertThat(line("template list").done().out()).contains("64");
    Scene.create(cli, Scene.port(0, 9, 0)).failed(5, "TEMPLATE_UNREADABLE");
  }
}
