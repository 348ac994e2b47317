package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Stores of the Go library: listed as it lists them, and written again as it wrote them. */
abstract class GoldenCasesContract {

  /** Dropped by the Go library, kept by Ponkeeper. */
  private static final Map<String, String> DIFFERS_ON_PURPOSE =
      Map.of(
          "instance", "discard_config_v2",
          "us_traffic_queues", "discard_config",
          "ds_traffic_queues", "discard_config",
          "multicast_traffic_queues", "discard_config");

  private static final Pattern PON = Pattern.compile("/pon-\\{(\\d+)}/");

  @TempDir Path folder;
  private TestStores stores;

  abstract TestStores stores();

  @BeforeEach
  void open() {
    stores = stores();
  }

  @AfterEach
  void close() throws Exception {
    stores.close();
  }

  @BeforeAll
  static void count() {
    System.out.println("golden cases: " + GoldenCase.all().size());
  }

  /** A test of each case. */
  private static Stream<DynamicTest> ofEachCase(ThrowingConsumer<GoldenCase> test) {
    return DynamicTest.stream(GoldenCase.all().stream(), GoldenCase::name, test);
  }

  @TestFactory
  Stream<DynamicTest> anImportedStoreIsListedAsTheGoLibraryListsIt() {
    return ofEachCase(this::list);
  }

  private void list(GoldenCase golden) throws Exception {
    // given
    Cli cli = Cli.on(stores.empty());
    cli.run("store", "import", golden.store().toString()).done();

    // when
    Cli.Answer answer = list(cli, golden);

    // then
    Map<String, JsonNode> found = new HashMap<>();
    answer.json().forEach(entry -> found.put(entry.get("path").stringValue(), entry));
    JsonNode expected = golden.expected().get("instances");
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.propertyNames());
    assertThat(answer.json().size()).isEqualTo(expected.size());
    if (golden.name().equals("invalid-template-falls-back")) {
      assertBuiltInDefault(answer);
    } else {
      expected
          .properties()
          .forEach(entry -> assertSame(entry.getValue(), found.get(entry.getKey())));
    }
  }

  private static Cli.Answer list(Cli cli, GoldenCase golden) {
    return cli.run("instance", "list", "--derived", "-o", "json", "--base-path", golden.basePath())
        .done();
  }

  /** Not what the Go library rebuilds by mistake from the template that it had refused. */
  private static void assertBuiltInDefault(Cli.Answer answer) {
    JsonNode entry = answer.json().get(0);
    assertThat(entry.at("/template/source").stringValue()).isEqualTo("built-in");
    assertThat(entry.at("/instance/name").stringValue()).isEqualTo("Default_1tcont_1gem_Profile");
    assertThat(ids(entry)).containsExactly(1024, 1024);
    assertThat(answer.err()).contains("warning: ").contains("instance_control.uni");
  }

  private static void assertSame(JsonNode expected, JsonNode found) {
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      // Asked for with a shaping of the test's own; not part of a listing.
      if (!field.getKey().equals("us_traffic_scheduler")) {
        assertThat(comparable(field.getKey(), found.get(field.getKey())))
            .as(found.get("path") + " " + field.getKey())
            .isEqualTo(comparable(field.getKey(), field.getValue()));
      }
    }
  }

  private static JsonNode comparable(String field, JsonNode value) {
    return withoutNullsAnd(DIFFERS_ON_PURPOSE.getOrDefault(field, ""), value);
  }

  private static JsonNode withoutNullsAnd(String dropped, JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = Cli.JSON.createObjectNode();
      object
          .properties()
          .forEach(p -> {
            if (!p.getValue().isNull() && !p.getKey().equals(dropped)) {
              copy.set(p.getKey(), withoutNullsAnd(dropped, p.getValue()));
            }
          });
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = Cli.JSON.createArrayNode();
      array.forEach(element -> copy.add(withoutNullsAnd(dropped, element)));
      return copy;
    }
    return value;
  }

  @TestFactory
  Stream<DynamicTest> replayingWhatWasAskedGivesTheSameIdsAndTheSameBytes() {
    return ofEachCase(this::replay);
  }

  private void replay(GoldenCase golden) throws Exception {
    // given
    Cli cli = Cli.on(stores.empty());
    cli.runOn(golden.templateLines().getBytes(StandardCharsets.UTF_8), "store", "import").done();
    register(cli, golden);
    boolean exhausts = golden.name().equals("ids-past-the-end");

    // when
    int creates = 0;
    for (JsonNode operation : golden.expected().get("operations")) {
      switch (operation.get("op").stringValue()) {
        case "create" -> {
          Cli.Answer answer = create(cli, golden, operation);
          if (exhausts && ++creates == 5) {
            answer.failed(3, "POOL_EXHAUSTED");
            assertSameBytes(cli, golden, 4);
            return;
          }
          assertThat(ids(answer.done().json())).as(operation.toString()).isEqualTo(got(operation));
        }
        case "delete" -> delete(cli, golden, operation).done();
        // Ids that Go's callers allocate or free themselves are not an instance's.
        default -> assertThat(operation.get("op").stringValue()).isIn("get", "free");
      }
    }

    // then
    assertThat(exhausts).isFalse();
    assertSameBytes(cli, golden, golden.resourceInstances().size());
  }

  private static void register(Cli cli, GoldenCase golden) {
    JsonNode ranges = golden.expected().get("ranges");
    List<String> args =
        new ArrayList<>(List.of("olt", "register", "--base-path", golden.basePath()));
    args.addAll(List.of("--technology", golden.technology(), "--olt", golden.device(), "--pons"));
    args.add(
        golden
            .expected()
            .get("pons")
            .valueStream()
            .map(JsonNode::toString)
            .collect(Collectors.joining(",")));
    List<String> options = List.of("--onu-ids", "--alloc-ids", "--gem-port-ids", "--flow-ids");
    for (int i = 0; i < options.size(); i++) {
      assertThat(ranges.get(3 * i + 2).intValue()).as("no case shares pools").isZero();
      args.add(options.get(i));
      args.add(ranges.get(3 * i) + "-" + ranges.get(3 * i + 1));
    }
    cli.run(args.toArray(String[]::new)).done();
  }

  private static Cli.Answer create(Cli cli, GoldenCase golden, JsonNode operation) {
    List<String> args = instanceArgs("create", golden, operation);
    if (golden.tookDefault()) {
      args.add("--fallback-to-default");
    }
    return cli.run(args.toArray(String[]::new));
  }

  private static Cli.Answer delete(Cli cli, GoldenCase golden, JsonNode operation) {
    return cli.run(instanceArgs("delete", golden, operation).toArray(String[]::new));
  }

  private static List<String> instanceArgs(String verb, GoldenCase golden, JsonNode operation) {
    return new ArrayList<>(
        List.of(
            "instance",
            verb,
            "-o",
            "json",
            "--base-path",
            golden.basePath(),
            "--technology",
            golden.technology(),
            "--template",
            operation.get("tp").toString(),
            operation.get("uni").stringValue()));
  }

  private static void assertSameBytes(Cli cli, GoldenCase golden, int count) {
    Map<String, byte[]> written = cli.export("--base-path", golden.basePath());
    written.keySet().removeIf(key -> !key.contains("/resource_instances/"));
    Map<String, byte[]> expected = golden.resourceInstances();
    assertThat(written).hasSize(count);
    written.forEach((key, value) -> assertThat(value).as(key).isEqualTo(expected.get(key)));
  }

  @TestFactory
  Stream<DynamicTest> theirAuditFindsOnlyTheUnusableTemplate() {
    return ofEachCase(this::audit);
  }

  private void audit(GoldenCase golden) throws Exception {
    // given
    Cli cli = Cli.on(stores.empty());
    cli.run("store", "import", golden.store().toString()).done();

    // when
    Cli.Answer answer = cli.run("audit", "-o", "json", "--base-path", golden.basePath());

    // then
    List<JsonNode> errors = new ArrayList<>();
    Map<String, List<Integer>> outside = new TreeMap<>();
    for (JsonNode finding : answer.json()) {
      if (finding.get("severity").stringValue().equals("error")) {
        errors.add(finding);
      }
      if (finding.get("kind").stringValue().equals("outside-range")) {
        outside.put(
            finding.get("path").stringValue(),
            finding.get("ids").valueStream().map(JsonNode::intValue).toList());
      }
    }
    Map<String, List<String>> expected =
        Map.of(
            "epon-default", List.of("unusable-template template 64"),
            "invalid-template-falls-back", List.of("unusable-template template 64"));
    assertThat(errors.stream().map(GoldenCasesContract::kindAndPath))
        .containsExactlyElementsOf(expected.getOrDefault(golden.name(), List.of()));
    assertThat(answer.exitCode()).isEqualTo(errors.isEmpty() ? 0 : 5);
    assertThat(outside).isEqualTo(idsOutside(golden));
    // and a store that only the Go library knew is not repaired by freeing anything
    List<String> before = cli.exported();
    cli.run("audit", "--repair", "--base-path", golden.basePath());
    assertThat(cli.exported()).isEqualTo(before);
  }

  private static String kindAndPath(JsonNode finding) {
    return finding.get("kind").stringValue() + " " + finding.get("path").stringValue();
  }

  /** The ids of the instances that lie past the end of their pool's range. */
  private static Map<String, List<Integer>> idsOutside(GoldenCase golden) {
    JsonNode ranges = golden.expected().get("ranges");
    Map<String, Set<Integer>> outside = new TreeMap<>();
    for (JsonNode entry : golden.expected().get("instances")) {
      Matcher m = PON.matcher(entry.at("/instance/subscriber_identifier").stringValue());
      assertThat(m.find()).isTrue();
      List<Integer> ids = ids(entry);
      for (int i = 0; i < ids.size(); i++) {
        int type = i == 0 ? 1 : 2;
        if (ids.get(i) > ranges.get(3 * type + 1).intValue()) {
          outside
              .computeIfAbsent(
                  (type == 1 ? "alloc" : "gem-port") + " pool " + m.group(1), p -> new TreeSet<>())
              .add(ids.get(i));
        }
      }
    }
    Map<String, List<Integer>> sorted = new TreeMap<>();
    outside.forEach((pool, ids) -> sorted.put(pool, List.copyOf(ids)));
    return sorted;
  }

  @Test
  void aPoolWithIdsPastItsEndIsExhausted() throws Exception {
    // given
    GoldenCase golden = GoldenCase.named("ids-past-the-end");
    Cli cli = Cli.on(stores.empty());
    cli.run("store", "import", golden.store().toString()).done();
    List<String> before = cli.exported();

    // when
    Cli.Answer answer =
        cli.run(
            "instance",
            "create",
            "--technology",
            golden.technology(),
            "--template",
            "64",
            "olt-{" + golden.device() + "}/pon-{0}/onu-{30}/uni-{0}");

    // then
    answer.failed(3, "POOL_EXHAUSTED");
    assertThat(cli.exported()).isEqualTo(before);
  }

  private static List<Integer> got(JsonNode operation) {
    return operation.get("got").valueStream().map(JsonNode::intValue).toList();
  }

  /** The Alloc-ID and then the GEM port ids of an entry. */
  private static List<Integer> ids(JsonNode entry) {
    JsonNode instance = entry.get("instance");
    boolean epon = instance.has("alloc_id");
    List<Integer> ids = new ArrayList<>();
    ids.add((epon ? instance.get("alloc_id") : instance.at("/us_scheduler/alloc_id")).intValue());
    instance
        .get(epon ? "upstream_queue_attribute_list" : "upstream_gem_port_attribute_list")
        .forEach(queue -> ids.add(queue.get("gemport_id").intValue()));
    return ids;
  }
}
