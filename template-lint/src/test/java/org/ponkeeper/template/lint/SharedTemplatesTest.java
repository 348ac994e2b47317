package org.ponkeeper.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.TemplateRule;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.tck.SharedFolder;

/** Templates that operators and test suites really use, where the folder with them lies beside. */
class SharedTemplatesTest {

  @Test
  void everyTemplateOfTheFieldIsAnsweredRightly() throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    for (Path file : SharedFolder.ofThisRun().cases("templates")) {
      found.put(file.getFileName().toString(), told(file));
    }

    System.out.println("templates of the field: " + found.size() + " read");
    assertThat(found).isEqualTo(expected());
  }

  /** Without p-bits that no queue carries: where several templates share a UNI that is right. */
  private static Map<String, List<String>> expected() {
    Map<String, List<String>> expected = new TreeMap<>();
    for (String plain :
        List.of(
            "1T4GEM-FTTB",
            "1T4GEM",
            "1T8GEM-unencrypted",
            "4QueueHybridProfileMap1",
            "TT-HSIA",
            "TT-MCAST-AdditionalBW-NA",
            "TT-MCAST-AdditionalBW-None",
            "TT-VoIP")) {
      expected.put(plain + ".json", List.of());
    }
    expected.put(
        "scale-TT-64.json",
        List.of(
            "25: LIST_TOO_LONG upstream_gem_port_attribute_list",
            "83: LIST_TOO_LONG downstream_gem_port_attribute_list"));
    expected.put(
        "1T1GEM-multi-instances.json",
        List.of("8: refused for INSTANCE_CONTROL_UNI instance_control.uni"));
    expected.put(
        "SingleQueueEponProfile.json", List.of("11: refused for KEY_UNKNOWN epon_attribute"));
    expected.put(
        "1T65GEM-error-case-priority-queues.json",
        List.of(
            "5: TOO_MANY_QUEUES num_gem_ports",
            "125: refused for PBIT_MAP_LENGTH upstream_gem_port_attribute_list[7].pbit_map",
            "209: refused for PBIT_MAP_LENGTH upstream_gem_port_attribute_list[13].pbit_map",
            "1849: refused for KEY_TWICE downstream_gem_port_attribute_list",
            "1949: refused for PBIT_MAP_LENGTH downstream_gem_port_attribute_list[7].pbit_map",
            "2033: refused for PBIT_MAP_LENGTH downstream_gem_port_attribute_list[13].pbit_map"));
    return expected;
  }

  private static List<String> told(Path file) throws IOException {
    Bytes bytes = Bytes.wrap(Files.readAllBytes(file));
    TemplateReport report = TemplateLint.check(TemplateLint.guess(bytes), Optional.empty(), bytes);
    return report.diagnostics().stream()
        .filter(diagnostic -> diagnostic.rule() != TemplateRule.PBIT_UNCOVERED)
        .filter(diagnostic -> diagnostic.rule() != TemplateRule.PRIORITY_RANGE)
        .map(diagnostic ->
            "%d: %s%s %s"
                .formatted(
                    diagnostic.position().orElseThrow().line(),
                    diagnostic.severity().refuses() ? "refused for " : "",
                    diagnostic.rule(),
                    diagnostic.path()))
        .toList();
  }
}
