package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Quoted;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * Instances of the older format: complete instances as JSON, as VOLTHA's Go library v4 wrote them.
 * Only the assigned ids are read: the Alloc-ID ({@code alloc_id} of both schedulers; EPON: {@code
 * llid}) and the GEM port ids ({@code gemport_id} of the queues; EPON: {@code q_id}). Everything
 * else is derived from the template.
 */
public final class OlderInstanceCodec {

  private static final int LAST_ID = 65535;

  private static final Set<String> MULTICAST = Set.of("True", "true", "TRUE");

  private OlderInstanceCodec() {}

  /**
   * Reads the ids of an instance.
   *
   * <p>Never throws, whatever the bytes.
   *
   * @param path the instance that the key names, which the value must not contradict
   */
  public static Reading<ResourceInstance> decode(InstancePath path, Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      requirePath(json, path);
      boolean epon = path.technology() == Technology.EPON;
      List<GemPortId> gemPorts =
          epon
              ? gemPorts(json, "upstream_queue_attribute_list", "q_id")
              : gemPorts(json, "upstream_gem_port_attribute_list", "gemport_id");
      List<GemPortId> downstream =
          epon
              ? gemPorts(json, "downstream_queue_attribute_list", "q_id")
              : gemPorts(json, "downstream_gem_port_attribute_list", "gemport_id");
      // A template may have fewer unicast queues downstream, even none.
      if (downstream.size() > gemPorts.size()
          || !gemPorts.subList(0, downstream.size()).equals(downstream)) {
        throw new Malformed(
            "its GEM ports are %s upstream and %s downstream".formatted(gemPorts, downstream));
      }
      int count = StoredJson.integer(json, "num_gem_ports", 1, LAST_ID);
      if (count != gemPorts.size()) {
        throw new Malformed(
            "num_gem_ports is %s, and there are %s".formatted(count, gemPorts.size()));
      }
      return new Reading.Read<>(
          new ResourceInstance(
              path.template(),
              StoredJson.text(json, "profile_type"),
              path.uniPort(),
              new AllocId(epon ? id(json, "llid") : allocId(json)),
              gemPorts));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }

  private static void requirePath(JsonNode json, InstancePath path) throws Malformed {
    String subscriber = StoredJson.text(json, "subscriber_identifier");
    if (!subscriber.equals(path.uniPort().toString())) {
      throw new Malformed(
          "subscriber_identifier is %s, and the key says %s"
              .formatted(Quoted.of(subscriber), path.uniPort()));
    }
  }

  private static int allocId(JsonNode json) throws Malformed {
    int upstream = id(json.path("us_scheduler"), "alloc_id");
    int downstream = id(json.path("ds_scheduler"), "alloc_id");
    if (upstream != downstream) {
      throw new Malformed(
          "its Alloc-ID is %s upstream and %s downstream".formatted(upstream, downstream));
    }
    return upstream;
  }

  /** The ids of the unicast queues. */
  private static List<GemPortId> gemPorts(JsonNode json, String list, String field)
      throws Malformed {
    JsonNode queues = json.path(list);
    if (!queues.isArray()) {
      throw new Malformed("\"" + list + "\" is missing or not a list");
    }
    List<GemPortId> ids = new ArrayList<>();
    for (JsonNode queue : queues) {
      JsonNode multicast = queue.path("is_multicast");
      if (!multicast.isString() || !MULTICAST.contains(multicast.stringValue())) {
        ids.add(new GemPortId(id(queue, field)));
      }
    }
    return ids;
  }

  private static int id(JsonNode object, String field) throws Malformed {
    return StoredJson.integer(object, field, 0, LAST_ID);
  }
}
