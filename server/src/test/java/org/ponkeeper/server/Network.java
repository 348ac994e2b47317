package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValueStore;

/** A network as an operator has one: OLTs, subscribers, a pool that is nearly full, a finding. */
final class Network {

  static final TechProfileId INTERNET = new TechProfileId(64);
  static final TechProfileId VOICE = new TechProfileId(65);
  static final TechProfileId TELEVISION = new TechProfileId(66);

  static final String FRANKFURT = "olt-frankfurt";

  /** On this PON, nearly all ONU ids are taken. */
  static final int FULL_PON = 3;

  private Network() {}

  /** The serial number of a subscriber. */
  static String serial(int olt, int pon, int onu) {
    return String.format(Locale.ROOT, "ALCL%02X%02X%04X", 0xB0 + olt, pon, 0x1A00 + onu);
  }

  private static String queue(String pbits, String policy, int priority, int weight, String more) {
    return String.format(
        Locale.ROOT,
        """
            {
              "pbit_map": "0b%s",
              "aes_encryption": "True",
              "scheduling_policy": "%s",
              "priority_q": %d,
              "weight": %d,
              "discard_policy": "TailDrop",
              "max_q_size": "auto"%s
            }\
        """,
        pbits,
        policy,
        priority,
        weight,
        more);
  }

  private static String template(String name, String onu, List<String> up, List<String> down) {
    return String.format(
        Locale.ROOT,
        """
        {
          "name": "%s",
          "profile_type": "XPON",
          "version": 1,
          "num_gem_ports": %d,
          "instance_control": {
            "onu": "%s",
            "uni": "single-instance",
            "max_gem_payload_size": "auto"
          },
          "us_scheduler": {
            "direction": "UPSTREAM",
            "additional_bw": "AdditionalBW_BestEffort",
            "priority": 0,
            "weight": 0,
            "q_sched_policy": "Hybrid"
          },
          "ds_scheduler": {
            "direction": "DOWNSTREAM",
            "additional_bw": "AdditionalBW_BestEffort",
            "priority": 0,
            "weight": 0,
            "q_sched_policy": "Hybrid"
          },
          "upstream_gem_port_attribute_list": [
        %s
          ],
          "downstream_gem_port_attribute_list": [
        %s
          ]
        }
        """,
        name,
        up.size(),
        onu,
        String.join(",\n", up),
        String.join(",\n", down));
  }

  /** Four queues: two of them share by weight what the strict ones leave. */
  static String internet(int weight) {
    List<String> queues =
        List.of(
            queue("00000011", "WRR", 4, weight, ""),
            queue("00001100", "WRR", 3, 100 - weight, ""),
            queue("00110000", "StrictPriority", 2, 0, ""),
            queue("11000000", "StrictPriority", 1, 0, ""));
    return template("HighSpeedInternet", "multi-instance", queues, queues);
  }

  private static String voice() {
    List<String> queues = List.of(queue("11111111", "StrictPriority", 1, 0, ""));
    return template("Voice", "multi-instance", queues, queues);
  }

  private static String television() {
    return template(
        "Television",
        "multi-instance",
        List.of(queue("11111111", "StrictPriority", 2, 0, "")),
        List.of(
            queue("11101111", "StrictPriority", 2, 0, ""),
            queue(
                "00010000",
                "StrictPriority",
                3,
                0,
                """
                ,
                      "is_multicast": "True",
                      "multicast_gem_id": 4069,
                      "dynamic_access_control_list": "224.0.0.0-239.255.255.255",
                      "static_access_control_list": ""\
                """)));
  }

  /** Fills the store. */
  static void fill(Ponkeeper ponkeeper, KeyValueStore store) {
    for (Technology technology : List.of(Technology.XGS_PON, Technology.GPON)) {
      apply(ponkeeper, technology, INTERNET, internet(30));
      apply(ponkeeper, technology, VOICE, voice());
    }
    apply(ponkeeper, Technology.XGS_PON, TELEVISION, television());
    register(ponkeeper, 0, Technology.XGS_PON, FRANKFURT, 16, 32);
    register(ponkeeper, 1, Technology.XGS_PON, "olt-hamburg", 8, 64);
    register(ponkeeper, 2, Technology.GPON, "olt-kiel", 4, 64);
    ponkeeper
        .olt(Technology.XGS_PON, FRANKFURT)
        .ids()
        .reserve(1, ResourceType.GEM_PORT_ID, new OwnerName("lost"), Set.of(1900, 1901, 1902));
    Stores.delete(store, "/lost");
  }

  private static void apply(
      Ponkeeper ponkeeper, Technology technology, TechProfileId id, String document) {
    ponkeeper.templates().apply(technology, id, Bytes.utf8(document));
  }

  private static void register(
      Ponkeeper ponkeeper, int index, Technology technology, String name, int pons, int onus) {
    Olt olt = ponkeeper.olt(technology, name);
    olt.register(
        OltRegistration.builder()
            .pons(IntStream.range(0, pons).boxed().collect(Collectors.toSet()))
            .onuIds(1, onus)
            .allocIds(1024, 1279)
            .gemPortIds(1024, 2047)
            .build());
    List<CreateRequest> services = new ArrayList<>();
    for (int pon = 0; pon < pons; pon++) {
      for (int onu = 1; onu <= subscribers(index, pon, onus); onu++) {
        olt.ids()
            .reserve(pon, ResourceType.ONU_ID, new OwnerName(serial(index, pon, onu)), Set.of(onu));
        services.add(CreateRequest.of(INTERNET, UniPort.of(name, pon, onu, 0)));
        if (onu % 3 == 0) {
          services.add(CreateRequest.of(VOICE, UniPort.of(name, pon, onu, 1)));
        }
        if (onu % 4 == 0 && technology == Technology.XGS_PON) {
          services.add(CreateRequest.of(TELEVISION, UniPort.of(name, pon, onu, 0)));
        }
      }
    }
    assertThat(olt.instances().createAll(services))
        .as(services.size() + " services")
        .allMatch(outcome -> outcome.toString() != null);
    assertThat(olt.instances().list()).hasSameSizeAs(services);
  }

  private static int subscribers(int olt, int pon, int onus) {
    if (olt == 0 && pon == FULL_PON) {
      return onus - 1;
    }
    return olt == 0 && pon == 7 ? onus * 27 / 32 : (onus * (3 + (pon * 7 + olt * 3) % 9)) / 16;
  }

  /** Names of resources, as addresses of the console have them. */
  static String page(String technology, String olt, int... numbers) {
    return IntStream.of(numbers)
        .mapToObj(number -> "/" + number)
        .collect(Collectors.joining("", "#/olts/" + technology + "/" + olt, ""));
  }
}
