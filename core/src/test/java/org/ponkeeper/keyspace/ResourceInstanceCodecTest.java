package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

class ResourceInstanceCodecTest {

  private static final InstancePath PATH =
      new InstancePath(Technology.XGS_PON, new TechProfileId(64), UniPort.of("1234", 0, 1, 0));

  private static final ResourceInstance INSTANCE =
      new ResourceInstance(
          PATH.template(),
          "XPON",
          PATH.uniPort(),
          new AllocId(1024),
          IntStream.rangeClosed(1024, 1027).mapToObj(GemPortId::new).toList());

  private static final Bytes GOLDEN =
      hex(
          "0840120458504f4e1a226f6c742d7b313233347d2f706f6e2d7b307d2f6f6e752d7b317d"
              + "2f756e692d7b307d2080082a088008810882088308");

  @Test
  void theBytesAreThoseOfTheGoLibrary() {
    assertThat(GOLDEN.length()).isEqualTo(57);
    assertThat(ResourceInstanceCodec.encode(INSTANCE)).isEqualTo(GOLDEN);
  }

  @Test
  void theGoLibrarysBytesAreRead() {
    assertThat(ResourceInstanceCodec.decode(PATH, GOLDEN)).isEqualTo(new Reading.Read<>(INSTANCE));
  }

  @Test
  void emptyListsAndZerosAreReadBack() {
    InstancePath path =
        new InstancePath(Technology.GPON, new TechProfileId(0), UniPort.of("1234", 0, 0, 0));
    ResourceInstance instance =
        new ResourceInstance(path.template(), "", path.uniPort(), new AllocId(0), List.of());

    assertThat(ResourceInstanceCodec.decode(path, ResourceInstanceCodec.encode(instance)))
        .isEqualTo(new Reading.Read<>(instance));
  }

  @Test
  void fieldsOfOtherNumbersArePassedOver() {
    // field 100, a varint
    Bytes bytes = Bytes.wrap(concat(GOLDEN.toArray(), new byte[] {(byte) 0xa0, 0x06, 0x07}));

    assertThat(ResourceInstanceCodec.decode(PATH, bytes)).isEqualTo(new Reading.Read<>(INSTANCE));
  }

  @Test
  void whatContradictsTheKeyIsUnreadable() {
    assertUnreadable(message().setTpId(65), "tp_id is 65, and the key says 64");
    assertUnreadable(
        message().setSubscriberIdentifier("olt-{1234}/pon-{0}/onu-{1}/uni-{1}"),
        "subscriber_identifier is \"olt-{1234}/pon-{0}/onu-{1}/uni-{1}\", and the key says"
            + " olt-{1234}/pon-{0}/onu-{1}/uni-{0}");
    assertThat(ResourceInstanceCodec.decode(PATH, Bytes.empty()))
        .isInstanceOf(Reading.Unreadable.class);
  }

  @Test
  void idsOfMoreThan16BitsAreUnreadable() {
    assertUnreadable(message().setAllocId(65536), "alloc_id is 65536; the maximum is 65535");
    assertUnreadable(message().setAllocId(-1), "alloc_id is 4294967295; the maximum is 65535");
    assertUnreadable(
        message().setGemportIds(2, 70000), "gemport_ids[2] is 70000; the maximum is 65535");
  }

  @Test
  void whatIsNotProtobufIsUnreadable() {
    assertUnreadable(Bytes.utf8("{\"tp_id\": 64}"), "not a protobuf ResourceInstance");
    assertUnreadable(
        Bytes.wrap(Arrays.copyOf(GOLDEN.toArray(), 40)), "not a protobuf ResourceInstance");
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(20250101);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = GOLDEN.toArray();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (ResourceInstanceCodec.decode(PATH, Bytes.wrap(bytes))
          instanceof Reading.Read<ResourceInstance> good) {
        assertThat(good.value().uniPort()).isEqualTo(PATH.uniPort());
        read++;
      }
    }
    assertThat(read).isBetween(1, 19_999);
  }

  private static void assertUnreadable(
      TechProfileOuterClass.ResourceInstance.Builder message, String reason) {
    assertUnreadable(Bytes.wrap(message.build().toByteArray()), reason);
  }

  private static void assertUnreadable(Bytes bytes, String reason) {
    assertThat(ResourceInstanceCodec.decode(PATH, bytes))
        .isEqualTo(new Reading.Unreadable<>(reason));
  }

  private static TechProfileOuterClass.ResourceInstance.Builder message() {
    return TechProfileOuterClass.ResourceInstance.newBuilder()
        .setTpId(64)
        .setProfileType("XPON")
        .setSubscriberIdentifier("olt-{1234}/pon-{0}/onu-{1}/uni-{0}")
        .setAllocId(1024)
        .addAllGemportIds(List.of(1024, 1025, 1026));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Bytes hex(String digits) {
    return Bytes.wrap(HexFormat.of().parseHex(digits));
  }
}
