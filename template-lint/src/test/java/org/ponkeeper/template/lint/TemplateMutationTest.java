package org.ponkeeper.template.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** However a template is changed by hand, there is an answer, and mending makes it no worse. */
class TemplateMutationTest {

  private static final int ROUNDS = 1200;
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1.0",
          "0",
          "8",
          "255",
          "256",
          "65536",
          "4294967296",
          "\"\"",
          "\"auto\"",
          "\"hybrid\"",
          "\"True\"",
          "\"true\"",
          "\"0b00000001\"",
          "\"0b0001000\"",
          "\"224.0.0.0-239.255.255.255\"",
          "\"10.0.0.1\"",
          "[]",
          "{}",
          "[{}]",
          "\"Red\"",
          "\"single-instance\"",
          "\"multi-instance\"",
          "\"DOWNSTREAM\"",
          "1e3",
          "\"7\"");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theLinterAlwaysAnswersAndFixesMakeNothingWorse(long seed) throws IOException {
    List<String> templates = templates();
    Random random = new Random(seed);

    // Generous: against a hang, not for speed.
    assertTimeoutPreemptively(
        Duration.ofMinutes(5),
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            JsonNode tree = JSON.readTree(templates.get(random.nextInt(templates.size())));
            for (int change = random.nextInt(6); change > 0; change--) {
              mutate(tree, random);
            }
            check("round " + i + " of seed " + seed, random, JSON.writeValueAsString(tree));
          }
        });
  }

  private static List<String> templates() throws IOException {
    List<String> templates = new ArrayList<>();
    for (String name : List.of("hybrid-multicast.json", "two-queues.json", "epon.json")) {
      templates.add(TestTemplates.read(name));
    }
    Path shared = Path.of(System.getProperty("ponkeeper.shared", "."), "templates");
    if (Files.isDirectory(shared)) {
      try (Stream<Path> files = Files.list(shared)) {
        for (Path file : files.sorted().toList()) {
          templates.add(Files.readString(file));
        }
      }
    }
    return templates;
  }

  private static void check(String round, Random random, String json) {
    Bytes bytes = Bytes.utf8(json);
    Technology technology = random.nextInt(10) == 0 ? Technology.GPON : TemplateLint.guess(bytes);
    TemplateReport report = TemplateLint.check(technology, Optional.empty(), bytes);
    TemplateLint.Mended mended = TemplateLint.fix(technology, bytes);
    TemplateReport after = TemplateLint.check(technology, Optional.empty(), mended.document());

    assertThat(report.diagnostics())
        .as(round + ": " + json)
        .allSatisfy(diagnostic -> {
          assertThat(diagnostic.position()).isPresent();
          assertThat(diagnostic.detail()).isNotBlank();
        });
    if (!report.isRefused()) {
      assertThat(report.profile().orElseThrow().isFit()).as(round).isTrue();
      assertThat(mended.done()).as(round + ": what is taken is not mended").isEmpty();
    }
    assertThat(textual(after)).as(round).isLessThanOrEqualTo(textual(report));
    assertThat(TemplateLint.fix(technology, mended.document()).done()).as(round).isEmpty();
  }

  /** How many diagnostics there are about the text; those about values may come up afterwards. */
  private static long textual(TemplateReport report) {
    return report.diagnostics().stream()
        .map(Diagnostic::rule)
        .filter(rule -> rule.compareTo(TemplateRule.INSTANCE_CONTROL_MISSING) < 0)
        .count();
  }

  private static void mutate(JsonNode root, Random random) {
    JsonNode at = root;
    while (random.nextInt(3) > 0 && !at.isEmpty()) {
      JsonNode child =
          at.values().stream().skip(random.nextInt(at.size())).findFirst().orElseThrow();
      if (child.isEmpty()) {
        break;
      }
      at = child;
    }
    switch (at) {
      case ObjectNode object when !object.isEmpty() -> mutate(object, random);
      case ArrayNode array when !array.isEmpty() -> mutate(array, random);
      default -> {}
    }
  }

  private static void mutate(ObjectNode object, Random random) {
    List<String> names = List.copyOf(object.propertyNames());
    String name = names.get(random.nextInt(names.size()));
    JsonNode value = object.get(name);
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> {
        int cut = random.nextInt(name.length());
        object.set(
            name.substring(0, cut) + (random.nextBoolean() ? "x" : "") + name.substring(cut + 1),
            value);
      }
      case 2 -> object.set("comment" + random.nextInt(3), value);
      default -> object.set(name, value(random));
    }
  }

  private static void mutate(ArrayNode array, Random random) {
    int index = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(index);
      case 1 -> array.add(array.get(index).deepCopy());
      case 2 -> array.add(array.remove(index));
      default -> array.set(index, value(random));
    }
  }

  private static JsonNode value(Random random) {
    return JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
  }
}
