package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.BuiltInProfiles;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.profile.Scheduler;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TechProfileInstance;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.profile.TrafficQueue;
import org.ponkeeper.profile.TrafficShaping;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.wire.InstanceMessages;
import org.ponkeeper.wire.MessageJson;
import org.ponkeeper.wire.TrafficMessages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stores that the Go library wrote, where the folder with them lies beside: every instance, and
 * all that is derived from it, is what that library made of the same bytes.
 */
class GoldenInstancesTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** The Go library rebuilt the instance from a template that it refuses; Ponkeeper must not. */
  private static final String FALLS_BACK = "invalid-template-falls-back";

  @Test
  void instancesEqualThoseOfTheGoLibrary() throws IOException {
    List<Path> cases = SharedCases.of("golden");
    int instances = 0;
    for (Path golden : cases) {
      instances += check(golden);
    }

    System.out.println("golden instances: " + cases.size() + " cases, " + instances + " instances");
    assertThat(instances).isGreaterThanOrEqualTo(cases.size());
  }

  private static int check(Path golden) throws IOException {
    JsonNode expected = JSON.readTree(Files.readString(golden.resolve("expected.json")));
    Map<String, Bytes> store = store(golden);
    Map<String, JsonNode> found = new TreeMap<>();
    store.forEach((key, value) -> {
      int at = key.indexOf("/resource_instances/");
      if (at >= 0) {
        InstancePath path = path(key.substring(at + "/resource_instances/".length()));
        TechProfileInstance instance = instance(path, value, store);
        if (golden.endsWith(FALLS_BACK)) {
          checkFallback(instance, expected);
        }
        found.put(path.toString(), described(instance));
      }
    });

    JsonNode instances = expected.get("instances");
    assertThat(found.keySet())
        .as("instances of %s", golden.getFileName())
        .isEqualTo(new TreeSet<>(instances.propertyNames()));
    if (!golden.endsWith(FALLS_BACK)) {
      found.forEach((path, described) ->
          assertThat(withoutAllowedDifferences(described))
              .as("%s: %s", golden.getFileName(), path)
              .isEqualTo(withoutAllowedDifferences(instances.get(path))));
    }
    return found.size();
  }

  private static void checkFallback(TechProfileInstance instance, JsonNode expected) {
    JsonNode wrong = expected.get("instances").get(instance.path().toString()).get("instance");

    assertThat(instance.template()).isEqualTo(BuiltInProfiles.of(instance.path().technology()));
    assertThat(instance.allocId().value())
        .isEqualTo(wrong.get("us_scheduler").get("alloc_id").intValue());
    assertThat(instance.gemPortIdAt(0))
        .isEqualTo(
            wrong.get("upstream_gem_port_attribute_list").get(0).get("gemport_id").intValue());
  }

  private static Map<String, Bytes> store(Path golden) throws IOException {
    Map<String, Bytes> store = new HashMap<>();
    for (String line : Files.readAllLines(golden.resolve("store.jsonl"))) {
      JsonNode entry = JSON.readTree(line);
      store.put(
          entry.get("key").stringValue(),
          Bytes.wrap(Base64.getDecoder().decode(entry.get("value").stringValue())));
    }
    return store;
  }

  private static InstancePath path(String text) {
    String[] parts = text.split("/", 3);
    return new InstancePath(
        Technology.of(parts[0]),
        new TechProfileId(Integer.parseInt(parts[1])),
        UniPort.parse(parts[2]));
  }

  private static TechProfileInstance instance(
      InstancePath path, Bytes value, Map<String, Bytes> store) {
    Reading<ResourceInstance> reading = ResourceInstanceCodec.decode(path, value);
    assertThat(reading).isInstanceOf(Reading.Read.class);
    ResourceInstance resource = ((Reading.Read<ResourceInstance>) reading).value();
    assertThat(ResourceInstanceCodec.encode(resource)).isEqualTo(value);

    Optional<TechProfile> stored = template(path, store);
    return TechProfileInstance.of(
        path,
        stored.orElse(BuiltInProfiles.of(path.technology())),
        stored.isPresent() ? TemplateSource.STORE : TemplateSource.BUILT_IN,
        resource.allocId(),
        resource.gemPortIds().stream().mapToInt(GemPortId::value).toArray());
  }

  private static Optional<TechProfile> template(InstancePath path, Map<String, Bytes> store) {
    String key = "service/voltha/technology_profiles/" + path.technology() + "/" + path.template();
    return Optional.ofNullable(store.get(key))
        .map(bytes -> TemplateCodec.readStored(path.technology(), bytes))
        .filter(TemplateReading.Read.class::isInstance)
        .map(read -> ((TemplateReading.Read) read).profile())
        .filter(TechProfile::isFit);
  }

  /** The instance and all that is derived from it, named as in the golden cases. */
  private static JsonNode described(TechProfileInstance instance) {
    ObjectNode node = JSON.createObjectNode();
    node.set("instance", json(InstanceMessages.of(instance)));
    if (instance.path().technology() == Technology.EPON) {
      return node;
    }
    node.set("us_scheduler_config", scheduler(instance, Direction.UPSTREAM));
    node.set("ds_scheduler_config", scheduler(instance, Direction.DOWNSTREAM));
    TrafficShaping shaping = TrafficShaping.of(1000, 2000, 3000, 4000);
    node.set(
        "us_traffic_scheduler",
        json(
            TrafficMessages.of(
                instance.trafficScheduler(Direction.UPSTREAM, shaping).orElseThrow())));
    node.set("us_traffic_queues", queues(instance.trafficQueues(Direction.UPSTREAM)));
    node.set("ds_traffic_queues", queues(instance.trafficQueues(Direction.DOWNSTREAM)));
    node.set("multicast_traffic_queues", queues(instance.multicastTrafficQueues()));
    node.set("us_gemport_for_pbit", pbits(instance, Direction.UPSTREAM));
    node.set("ds_gemport_for_pbit", pbits(instance, Direction.DOWNSTREAM));
    return node;
  }

  private static JsonNode scheduler(TechProfileInstance instance, Direction direction) {
    Scheduler scheduler = instance.scheduler(direction).orElseThrow();
    return json(TrafficMessages.of(scheduler));
  }

  private static JsonNode queues(List<TrafficQueue> queues) {
    ArrayNode node = JSON.createArrayNode();
    queues.forEach(queue -> node.add(json(TrafficMessages.of(queue))));
    return node;
  }

  private static JsonNode pbits(TechProfileInstance instance, Direction direction) {
    ObjectNode node = JSON.createObjectNode();
    for (int pbit = 0; pbit < 8; pbit++) {
      int id = instance.gemPortId(direction, pbit);
      if (id >= 0) {
        node.put(Integer.toString(pbit), id);
      }
    }
    return node;
  }

  private static JsonNode json(Message message) {
    return JSON.readTree(MessageJson.print(message));
  }

  /** Without what the Go library drops, and without nulls, which equal what is absent. */
  private static JsonNode withoutAllowedDifferences(JsonNode described) {
    JsonNode copy = described.deepCopy();
    copy.path("instance").forEach(GoldenInstancesTest::dropNewerDiscardConfigs);
    for (String queues :
        List.of("us_traffic_queues", "ds_traffic_queues", "multicast_traffic_queues")) {
      copy.path(queues).forEach(queue -> ((ObjectNode) queue).remove("discard_config"));
    }
    dropNulls(copy);
    return copy;
  }

  private static void dropNewerDiscardConfigs(JsonNode member) {
    if (member.isArray()) {
      member.forEach(entry -> ((ObjectNode) entry).remove("discard_config_v2"));
    }
  }

  private static void dropNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.removeIf(JsonNode::isNull);
    }
    node.forEach(GoldenInstancesTest::dropNulls);
  }
}
