package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;

/** Small xPON templates for tests, as JSON and as profiles. */
public final class TestTemplates {
  private TestTemplates() {}

  /** A template with its own Alloc-ID for each instance. */
  public static TechProfile queues(int gemPorts) {
    return read(json("multi-instance", "single-instance", gemPorts, List.of()));
  }

  /** A template whose instances on an ONU share the Alloc-ID. */
  public static TechProfile sharing(int gemPorts) {
    return read(json("single-instance", "single-instance", gemPorts, List.of()));
  }

  /** A template with multicast GEM ports. */
  public static TechProfile multicast(int gemPorts, Integer... ids) {
    return read(json("multi-instance", "single-instance", gemPorts, List.of(ids)));
  }

  /** A template that can be read, but from which no instance can be created. */
  public static TechProfile unfit() {
    return read(json("multi-instance", "multi-instance", 1, List.of()));
  }

  /** The JSON of a template of profile_type XPON. */
  public static String json(String onu, String uni, int gemPorts, List<Integer> multicast) {
    List<String> downstream =
        new ArrayList<>(IntStream.range(0, gemPorts).mapToObj(TestTemplates::queue).toList());
    multicast.forEach(id ->
        downstream.add(
            "{\"pbit_map\":\"0b00100000\",\"is_multicast\":\"True\",\"multicast_gem_id\":%d}"
                .formatted(id)));
    String upstream =
        IntStream.range(0, gemPorts)
            .mapToObj(TestTemplates::queue)
            .collect(Collectors.joining(","));
    return """
    {"name":"T","version":1,"profile_type":"XPON","num_gem_ports":%d,
    "instance_control":{"onu":"%s","uni":"%s","max_gem_payload_size":"auto"},
    "us_scheduler":{"direction":"UPSTREAM","additional_bw":"AdditionalBW_BestEffort"},
    "ds_scheduler":{"direction":"DOWNSTREAM","additional_bw":"AdditionalBW_BestEffort"},
    "upstream_gem_port_attribute_list":[%s],
    "downstream_gem_port_attribute_list":[%s]}\
    """
        .formatted(gemPorts, onu, uni, upstream, String.join(",", downstream));
  }

  private static String queue(int index) {
    String bits = "00000000";
    int at = 7 - index % 8;
    return "{\"pbit_map\":\"0b%s1%s\",\"aes_encryption\":\"True\"}"
        .formatted(bits.substring(0, at), bits.substring(at + 1));
  }

  private static TechProfile read(String json) {
    return switch (TemplateCodec.readStored(Technology.XGS_PON, Bytes.utf8(json))) {
      case TemplateReading.Read read -> read.profile();
      case TemplateReading.Unreadable unreadable ->
          throw new AssertionError(unreadable.complaints());
    };
  }
}
