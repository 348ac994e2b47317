package org.ponkeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EponTechProfileInstance;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TechProfileInstance;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficQueue;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TrafficScheduler;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.InferredAdditionalBandwidth;
import org.ponkeeper.profile.ProfileFixtures;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateSource;
import org.ponkeeper.profile.TrafficShaping;
import tools.jackson.databind.json.JsonMapper;

class InstanceMessagesTest {

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void anInstanceIsTheTemplateWithItsIds() throws IOException {
    Message message = InstanceMessages.of(twoQueues());

    assertThat(message).isInstanceOf(TechProfileInstance.class);
    assertThat(JSON.readTree(MessageJson.print(message)))
        .isEqualTo(JSON.readTree(resource("two-queues.instance.json")));
  }

  @Test
  void anEponInstanceHasNothingForUpstreamAloneDownstream() throws IOException {
    Message message = InstanceMessages.of(epon());

    assertThat(message).isInstanceOf(EponTechProfileInstance.class);
    assertThat(JSON.readTree(MessageJson.print(message)))
        .isEqualTo(JSON.readTree(resource("epon.instance.json")));
  }

  @Test
  void jsonIsPrintedOnOneLine() throws IOException {
    assertThat(MessageJson.print(InstanceMessages.of(twoQueues()))).doesNotContain("\n", "  ");
  }

  @Test
  void theTypedFormsRefuseTheOtherKind() throws IOException {
    org.ponkeeper.profile.TechProfileInstance xpon = twoQueues();
    org.ponkeeper.profile.TechProfileInstance epon = epon();

    assertThat(InstanceMessages.xpon(xpon)).isEqualTo(InstanceMessages.of(xpon));
    assertThat(InstanceMessages.epon(epon)).isEqualTo(InstanceMessages.of(epon));
    assertThatIllegalArgumentException().isThrownBy(() -> InstanceMessages.epon(xpon));
    assertThatIllegalArgumentException().isThrownBy(() -> InstanceMessages.xpon(epon));
  }

  @Test
  void aTrafficQueueOfRedThresholdsCarriesThem() throws IOException {
    TrafficQueue queue =
        TrafficMessages.of(twoQueues().trafficQueues(Direction.UPSTREAM).getFirst());

    assertThat(queue)
        .isEqualTo(
            read(
                """
                {"direction": "UPSTREAM", "gemport_id": 1100, "pbit_map": "0b00001111",
                 "aes_encryption": true, "sched_policy": "StrictPriority", "priority": 4,
                 "weight": 5, "discard_policy": "Red",
                 "discard_config": {"discard_policy": "Red", "red_discard_config":
                   {"min_threshold": 1, "max_threshold": 2, "max_probability": 3}}}
                """,
                TrafficQueue.newBuilder()));
  }

  @Test
  void aTrafficQueueOfWeightedRedHasTheThresholdsForEveryColour() throws IOException {
    TrafficQueue queue =
        TrafficMessages.of(twoQueues().trafficQueues(Direction.DOWNSTREAM).getFirst());

    assertThat(queue)
        .isEqualTo(
            read(
                """
                {"direction": "DOWNSTREAM", "gemport_id": 1100, "pbit_map": "0b00000011",
                 "sched_policy": "Hybrid", "priority": 2, "weight": 7, "discard_policy": "WRed",
                 "discard_config": {"discard_policy": "WRed", "wred_discard_config": {
                   "green": {"min_threshold": 7, "max_threshold": 8, "max_probability": 9},
                   "yellow": {"min_threshold": 7, "max_threshold": 8, "max_probability": 9},
                   "red": {"min_threshold": 7, "max_threshold": 8, "max_probability": 9}}}}
                """,
                TrafficQueue.newBuilder()));
  }

  @Test
  void aMulticastTrafficQueueHasTheTemplatesId() throws IOException {
    TrafficQueue queue = TrafficMessages.of(twoQueues().multicastTrafficQueues().getFirst());

    assertThat(queue)
        .isEqualTo(
            read(
                """
                {"direction": "DOWNSTREAM", "gemport_id": 4069, "pbit_map": "0b11111111"}
                """,
                TrafficQueue.newBuilder()));
  }

  @Test
  void onlyTheExactWordTrueEncrypts() throws IOException {
    // given the second upstream queue, which says "true"
    TrafficQueue queue =
        TrafficMessages.of(twoQueues().trafficQueues(Direction.UPSTREAM).getLast());

    assertThat(queue.getAesEncryption()).isFalse();
  }

  @Test
  void aTrafficSchedulerHasTheCallersShaping() throws IOException {
    TrafficShaping shaping =
        new TrafficShaping(1, 2, 3, 4294967295L, 5, InferredAdditionalBandwidth.ASSURED);

    TrafficScheduler scheduler =
        TrafficMessages.of(twoQueues().trafficScheduler(Direction.UPSTREAM, shaping).orElseThrow());

    assertThat(scheduler)
        .isEqualTo(
            read(
                """
                {"direction": "UPSTREAM", "alloc_id": 1030,
                 "scheduler": {"direction": "UPSTREAM", "additional_bw": "AdditionalBW_NA",
                   "priority": 1, "weight": 10, "sched_policy": "Hybrid"},
                 "traffic_shaping_info": {"cir": 1, "cbs": 2, "pir": 3, "pbs": 4294967295,
                   "gir": 5, "add_bw_ind": "InferredAdditionBWIndication_Assured"}}
                """,
                TrafficScheduler.newBuilder()));
  }

  private static org.ponkeeper.profile.TechProfileInstance twoQueues() throws IOException {
    return instance(Technology.XGS_PON, "two-queues.json", 1030, 1100, 1050);
  }

  private static org.ponkeeper.profile.TechProfileInstance epon() throws IOException {
    return instance(Technology.EPON, "epon.json", 5121, 17);
  }

  private static org.ponkeeper.profile.TechProfileInstance instance(
      Technology technology, String template, int allocId, int... gemPortIds) throws IOException {
    Message.Builder builder = ProfileMessages.emptyOf(technology).newBuilderForType();
    JsonFormat.parser().merge(resource(template), builder);
    TechProfile profile = ProfileMessages.profileOf(technology, builder.build());
    return org.ponkeeper.profile.TechProfileInstance.of(
        ProfileFixtures.path(technology),
        profile,
        TemplateSource.STORE,
        new AllocId(allocId),
        gemPortIds);
  }

  private static Message read(String json, Message.Builder builder)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(json, builder);
    return builder.build();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            InstanceMessagesTest.class.getResourceAsStream("/templates/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
