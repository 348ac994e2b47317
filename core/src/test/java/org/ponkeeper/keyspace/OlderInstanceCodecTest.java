package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

/** How instances of the older format are read, and which values are not accepted as one. */
class OlderInstanceCodecTest {

  private static final UniPort PORT = UniPort.of("olt-1", 2, 10, 1);

  private static final String XPON =
      """
      {"name":"4Q","subscriber_identifier":"olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}",
      "profile_type":"XPON","version":1,"num_gem_ports":2,"num_of_tconts":1,
      "instance_control":{"onu":"multi-instance","uni":"single-instance","max_gem_payload_size":"auto"},
      "us_scheduler":{"alloc_id":1030,"direction":"UPSTREAM","additional_bw":"AdditionalBW_BestEffort"},
      "ds_scheduler":{"alloc_id":1030,"direction":"DOWNSTREAM","additional_bw":"AdditionalBW_BestEffort"},
      "upstream_gem_port_attribute_list":[{"gemport_id":1041},{"gemport_id":1042}],
      "downstream_gem_port_attribute_list":[{"gemport_id":1041,"is_multicast":"False"},
      {"gemport_id":1042,"is_multicast":""},{"gemport_id":0,"is_multicast":"True","multicast_gem_id":4069}]}\
      """;

  private static final String EPON =
      """
      {"name":"E","subscriber_identifier":"olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}",
      "profile_type":"EPON","version":1,"num_gem_ports":1,"epon_attribute":{"pakage_type":"B"},
      "llid":5121,"upstream_queue_attribute_list":[{"q_id":7}],
      "downstream_queue_attribute_list":[{"q_id":7}]}\
      """;

  private static Reading<ResourceInstance> read(Technology technology, String json) {
    return OlderInstanceCodec.decode(
        new InstancePath(technology, new TechProfileId(64), PORT), Bytes.utf8(json));
  }

  @Test
  void assignedIdsAreRead() {
    assertThat(read(Technology.XGS_PON, XPON))
        .isEqualTo(
            new Reading.Read<>(
                new ResourceInstance(
                    new TechProfileId(64),
                    "XPON",
                    PORT,
                    new AllocId(1030),
                    List.of(new GemPortId(1041), new GemPortId(1042)))));
    assertThat(read(Technology.EPON, EPON))
        .isEqualTo(
            new Reading.Read<>(
                new ResourceInstance(
                    new TechProfileId(64),
                    "EPON",
                    PORT,
                    new AllocId(5121),
                    List.of(new GemPortId(7)))));
  }

  @Test
  void fewerUnicastQueuesDownstreamAreFine() {
    String json = XPON.replace("{\"gemport_id\":1042,\"is_multicast\":\"\"},", "");

    assertThat(read(Technology.XGS_PON, json)).isInstanceOf(Reading.Read.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "onu-{10}               | onu-{11}                | the key says",
        "\"alloc_id\":1030,\"direction\":\"UP | \"alloc_id\":1031,\"direction\":\"UP | "
            + "upstream and",
        "\"num_gem_ports\":2    | \"num_gem_ports\":3     | num_gem_ports is 3",
        "\"num_gem_ports\":2    | \"num_gem_ports\":\"2\" | \"num_gem_ports\" is not a number",
        "\"us_scheduler\"       | \"x\"                   | \"alloc_id\" is missing",
        "\"gemport_id\":1042}   | \"gemport_id\":65536}   | \"gemport_id\" is not a number",
        "\"gemport_id\":1042}   | \"gemport_id\":-1}      | \"gemport_id\" is not a number",
        "\"gemport_id\":1042}   | \"x\":1042}             | \"gemport_id\" is missing",
        "\"gemport_id\":1042}]  | \"gemport_id\":1043}]   | GEM ports are",
        "\"profile_type\"       | \"x\"                   | \"profile_type\" is missing",
        "\"upstream_gem_port    | \"x                     | is missing or not a list",
        "\"version\":1          | \"version\":1,\"name\":1| not JSON",
        "}]}                    | }]}{                    | there is text after",
        "}]}                    | }]                      | not JSON",
      })
  void alteredValuesAreUnreadable(String target, String replacement, String reason) {
    assertThat(XPON).contains(target.strip());

    assertThat(read(Technology.XGS_PON, XPON.replace(target.strip(), replacement.strip())))
        .isInstanceOfSatisfying(
            Reading.Unreadable.class,
            unreadable -> assertThat(unreadable.reason()).contains(reason));
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(12);
    byte[] good = Bytes.utf8(XPON).toArray();
    InstancePath path = new InstancePath(Technology.XGS_PON, new TechProfileId(64), PORT);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int n = 0; n <= random.nextInt(4); n++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      assertThat(OlderInstanceCodec.decode(path, Bytes.wrap(bad))).isNotNull();
    }
    for (String text : List.of("", "null", "[]", "1", "{}", "[".repeat(5000), "\u0000")) {
      assertThat(OlderInstanceCodec.decode(path, Bytes.utf8(text)))
          .isInstanceOf(Reading.Unreadable.class);
    }
  }
}
