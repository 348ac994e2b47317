package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Who owns which ids of {@code olt-1}, and which are taken, as a restart finds them. Reads pools by
 * itself, not through the library that wrote them.
 */
final class StoredIds {

  private static final Pattern POOL =
      Pattern.compile(
          ""
              + "service/voltha/resource_manager/\\{XGS-PON}/\\{olt-1}/(alloc|gemport)_id_pool/\\{(\\d+)}");
  private static final Pattern PATH =
      Pattern.compile("XGS-PON/(\\d+)/olt-\\{olt-1}/pon-\\{(\\d+)}/onu-\\{(\\d+)}/uni-\\{(\\d+)}");

  /** The ids of each instance, as {@link StoreWorker#ids} writes them, by {@code TEMPLATE PORT}. */
  final Map<String, String> instances = new TreeMap<>();

  /** The ids that are taken, by type and PON. */
  private final Map<String, Set<Integer>> taken = new HashMap<>();

  /** The ids that are owned, by type and PON. */
  private final Map<String, Set<Integer>> owned = new HashMap<>();

  private final int sharingTemplate;

  private StoredIds(int sharingTemplate) {
    this.sharingTemplate = sharingTemplate;
  }

  /**
   * Reads the store anew, and checks that every id has one owner at most, and is taken if and only
   * if it has one.
   *
   * @param sharingTemplate the template whose Alloc-ID the UNIs of an ONU share
   */
  static StoredIds check(Cli cli, int sharingTemplate) {
    StoredIds ids = new StoredIds(sharingTemplate);
    cli.export().forEach(ids::addPool);
    Cli.Answer list = cli.line("instance list -o json").done();
    assertThat(list.err()).isIn("", "no instances\n");
    Map<String, String> allocOwners = new HashMap<>();
    Map<String, String> gemPortOwners = new HashMap<>();
    for (JsonNode entry : list.json()) {
      ids.addInstance(entry, allocOwners, gemPortOwners);
    }
    ids.taken.values().removeIf(Set::isEmpty);
    assertThat(ids.taken).as("taken").isEqualTo(ids.owned);
    return ids;
  }

  private void addPool(String key, byte[] value) {
    Matcher m = POOL.matcher(key);
    if (m.matches()) {
      JsonNode pool = Cli.JSON.readTree(new String(value, StandardCharsets.UTF_8));
      int start = pool.get("start_idx").intValue();
      Set<Integer> ids = new TreeSet<>();
      BitSet.valueOf(Base64.getDecoder().decode(pool.get("pool").stringValue())).stream()
          .forEach(bit -> ids.add(start + bit));
      taken.put(m.group(1) + m.group(2), ids);
    }
  }

  private void addInstance(
      JsonNode entry, Map<String, String> allocOwners, Map<String, String> gemPortOwners) {
    Matcher m = PATH.matcher(entry.get("path").stringValue());
    assertThat(m.matches()).isTrue();
    String template = m.group(1);
    String pon = m.group(2);
    String onu = m.group(3);
    String path = entry.get("path").stringValue();
    int allocId = entry.at("/instance/us_scheduler/alloc_id").intValue();
    // All UNIs of an ONU together are one owner, if the template says so.
    String owner =
        template.equals(Integer.toString(sharingTemplate))
            ? template + "/" + pon + "/" + onu
            : path;
    assertThat(allocOwners.computeIfAbsent(pon + ":" + allocId, id -> owner))
        .as("owner of Alloc-ID %d on PON %s", allocId, pon)
        .isEqualTo(owner);
    owned.computeIfAbsent("alloc" + pon, p -> new TreeSet<>()).add(allocId);
    StringBuilder ids = new StringBuilder(allocId + ":");
    for (JsonNode queue : entry.at("/instance/upstream_gem_port_attribute_list")) {
      int id = queue.get("gemport_id").intValue();
      assertThat(gemPortOwners.put(pon + ":" + id, path))
          .as("another owner of GEM port %d on PON %s", id, pon)
          .isNull();
      owned.computeIfAbsent("gemport" + pon, p -> new TreeSet<>()).add(id);
      ids.append(ids.charAt(ids.length() - 1) == ':' ? "" : ",").append(id);
    }
    instances.put(template + " " + path.substring(path.indexOf("olt-")), ids.toString());
  }
}
