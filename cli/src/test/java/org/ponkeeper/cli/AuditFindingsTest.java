package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.olt.FindingKind;
import tools.jackson.databind.JsonNode;

/**
 * For each kind of finding a store with that damage: found, as {@code docs/audit.md} prints it;
 * repaired where that is safe, and else untouched.
 */
class AuditFindingsTest {

  private static final Set<Damage> REPAIRED =
      Set.of(Damage.OWNED_NOT_TAKEN, Damage.TAKEN_BY_NOBODY);
  private static final Pattern SECTION =
      Pattern.compile(
          "### `([a-z-]+)`\n\n(?:```\n([^\n]*)\n```)\n\n(.+?)\n\n\\*\\*Repair:\\*\\* (.+?)\n\n"
              + "\\*\\*Do:\\*\\* (.+?)(?=\n\n#|\\s*$)",
          Pattern.DOTALL);

  @TempDir private static Path sound;
  @TempDir private Path folder;

  /** What the document says of a kind of finding. */
  private record Section(String kind, String example, String repair) {}

  @BeforeAll
  static void prepare() {
    Scene.prepare(Cli.in(sound));
  }

  private static List<Section> sections() throws IOException {
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "audit.md");
    List<Section> sections = new ArrayList<>();
    Matcher m = SECTION.matcher(Files.readString(document));
    while (m.find()) {
      sections.add(new Section(m.group(1), m.group(2), m.group(4)));
    }
    return sections;
  }

  private static Section section(Damage damage) throws IOException {
    return sections().stream()
        .filter(section -> section.kind().equals(damage.kind()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/audit.md has no section of " + damage.kind()));
  }

  /** Every kind, by the name that scripts know. */
  private static List<String> kinds() {
    return Arrays.stream(FindingKind.values()).map(FindingKind::text).toList();
  }

  @Test
  void everyKindIsExplainedAndMade() throws IOException {
    assertThat(sections().stream().map(Section::kind)).containsExactlyInAnyOrderElementsOf(kinds());
    assertThat(Arrays.stream(Damage.values()).map(Damage::kind))
        .containsExactlyInAnyOrderElementsOf(kinds());
  }

  private Cli damaged(Damage damage) throws IOException {
    try (var files = Files.list(sound)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Cli cli = Cli.in(folder);
    damage.doTo(cli);
    return cli;
  }

  @ParameterizedTest
  @EnumSource
  void itIsFoundAndRepairedIfThatIsSafe(Damage damage) throws IOException {
    // given
    Cli cli = damaged(damage);
    List<String> before = cli.exported();
    Section section = section(damage);

    // when
    Cli.Answer found = cli.line("audit --technology XGS-PON");

    // then: this and nothing else, as the document has it
    List<String> lines =
        found
            .out()
            .lines()
            .filter(line ->
                damage.besides().stream().noneMatch(kind -> line.contains(": " + kind + ": ")))
            .toList();
    assertThat(lines).containsExactly(section.example());
    boolean error = section.example().startsWith("error: ");
    assertThat(found.exitCode()).isEqualTo(error ? 5 : 0);
    JsonNode json = cli.line("audit --technology XGS-PON -o json").json();
    JsonNode finding = ofKind(json, damage.kind());
    assertThat(finding.get("severity").stringValue()).isEqualTo(error ? "error" : "warning");
    assertThat(section.example())
        .isEqualTo(
            "%s: %s: %s: %s: %s"
                .formatted(
                    finding.get("severity").stringValue(),
                    damage.kind(),
                    whose(finding),
                    finding.get("path").stringValue(),
                    finding.get("detail").stringValue()));
    finding
        .get("ids")
        .forEach(id -> assertThat(section.example()).contains(firstDigits(id.intValue())));

    // and when
    Cli.Answer repaired = cli.line("audit --technology XGS-PON --repair");

    // then
    if (REPAIRED.contains(damage)) {
      assertThat(section.repair()).startsWith("yes");
      assertThat(repaired.done().err()).contains("repaired XGS-PON olt-1, gem-port pool 1: ");
      assertThat(cli.line("audit --technology XGS-PON").done().out()).isEmpty();
      assertThat(cli.exported()).isNotEqualTo(before);
    } else {
      assertThat(section.repair()).startsWith("no");
      assertThat(repaired.out()).isEqualTo(found.out());
      assertThat(repaired.exitCode()).isEqualTo(found.exitCode());
      assertThat(cli.exported()).isEqualTo(before);
    }
  }

  /** The OLT that a finding is about, or the store as a whole. */
  private static String whose(JsonNode finding) {
    return finding.get("olt").isNull()
        ? "store"
        : finding.get("technology").stringValue() + " " + finding.get("olt").stringValue();
  }

  private static JsonNode ofKind(JsonNode findings, String kind) {
    for (JsonNode finding : findings) {
      if (finding.get("kind").stringValue().equals(kind)) {
        return finding;
      }
    }
    throw new AssertionError("no finding of the kind " + kind + " in " + findings);
  }

  /** Ids may stand in a run, of which the ends alone are printed. */
  private static String firstDigits(int id) {
    return Integer.toString(id).substring(0, 2);
  }

  @Test
  void nothingIsFreedOnAnOltWithoutARecord() throws IOException {
    Cli cli = damaged(Damage.TAKEN_BY_NOBODY);
    cli.remove("service/voltha/ponkeeper/olts/XGS-PON/olt-1");
    List<String> before = cli.exported();

    assertThat(cli.line("audit --repair").done().out()).contains("taken-by-nobody");

    assertThat(cli.exported()).isEqualTo(before);
  }
}
