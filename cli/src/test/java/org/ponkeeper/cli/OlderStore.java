package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * {@code olt-1} with instances of the older format, and who of them is where: which ids each has is
 * told by its number alone.
 */
final class OlderStore {

  private static final String BASE = "service/voltha/";
  private static final int PONS = 16;
  private static final int GEM_PORTS = 4;

  private final Cli cli;
  private final int count;

  private OlderStore(Cli cli, int count) {
    this.cli = cli;
    this.count = count;
  }

  /** Registers the OLT and puts so many instances there. */
  static OlderStore fill(Cli cli, int count) {
    Scene.applyTemplate(cli);
    cli.line(
            "olt register "
                + Scene.OLT
                + " --pons 0-15 --onu-ids 1-250 --alloc-ids 1024-16383 --gem-port-ids 1024-65534")
        .done();
    OlderStore store = new OlderStore(cli, count);
    String lines =
        IntStream.range(0, count)
            .mapToObj(i -> Cli.jsonLine(older(i), bytes(store.json(i))))
            .collect(Collectors.joining());
    cli.runOn(bytes(lines), "store", "import").done();
    return store;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String port(int i) {
    return Scene.port(i % PONS, 1 + i / PONS, 0);
  }

  private static String older(int i) {
    return BASE + "technology_profiles/XGS-PON/64/" + port(i);
  }

  private static int allocId(int i) {
    return 1024 + i / PONS;
  }

  private static int gemPort(int i, int queue) {
    return 1024 + i / PONS * GEM_PORTS + queue;
  }

  private String json(int i) {
    String queues =
        IntStream.range(0, GEM_PORTS)
            .mapToObj(queue -> "{\"gemport_id\":%d}".formatted(gemPort(i, queue)))
            .collect(Collectors.joining(",", "[", "]"));
    return """
    {"name":"4Q","subscriber_identifier":"%s","profile_type":"XPON","version":1,"num_gem_ports":4,
    "us_scheduler":{"alloc_id":%d},"ds_scheduler":{"alloc_id":%d},
    "upstream_gem_port_attribute_list":%s,"downstream_gem_port_attribute_list":%s}\
    """
        .formatted(port(i), allocId(i), allocId(i), queues, queues);
  }

  private static String ids(int i) {
    return allocId(i)
        + ":"
        + IntStream.range(0, GEM_PORTS)
            .mapToObj(queue -> Integer.toString(gemPort(i, queue)))
            .collect(Collectors.joining(","));
  }

  /**
   * Checks that each instance is there just once, in one format or the other, and those that are
   * migrated with their ids, which are taken.
   *
   * @return how many are migrated
   */
  int check() {
    Set<String> keys = cli.export().keySet();
    Map<String, String> migrated = migrated();
    Set<String> twice = new TreeSet<>();
    Set<String> lost = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      boolean isOlder = keys.contains(older(i));
      String found = migrated.get(port(i));
      if (isOlder && found != null) {
        twice.add(port(i));
      } else if (!isOlder && found == null) {
        lost.add(port(i));
      } else if (found != null) {
        assertThat(found).as(port(i)).isEqualTo(ids(i));
      }
    }
    assertThat(twice).as("in both formats").isEmpty();
    assertThat(lost).as("lost").isEmpty();
    for (JsonNode finding : cli.line("audit -o json").done().json()) {
      assertThat(finding.get("kind").stringValue())
          .as(finding.toString())
          .isEqualTo("older-instances");
    }
    return migrated.size();
  }

  private Map<String, String> migrated() {
    Map<String, String> migrated = new TreeMap<>();
    for (JsonNode entry : cli.line("instance list -o json").done().json()) {
      String path = entry.get("path").stringValue();
      StringBuilder ids = new StringBuilder();
      for (JsonNode queue : entry.at("/instance/upstream_gem_port_attribute_list")) {
        ids.append(ids.isEmpty() ? "" : ",").append(queue.get("gemport_id").intValue());
      }
      migrated.put(
          path.substring(path.indexOf("olt-")),
          entry.at("/instance/us_scheduler/alloc_id").intValue() + ":" + ids);
    }
    return migrated;
  }
}
