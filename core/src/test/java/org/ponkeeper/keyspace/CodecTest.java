package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.OltRanges;
import org.ponkeeper.olt.OltRecord;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;

/** The small JSON values: pools, records, reserved ids. */
class CodecTest {

  private static final String POOL =
      "{\"end_idx\":16,\"pon_intf_id\":1,\"pool\":\"BQI=\",\"start_idx\":1}";

  @Test
  void aPoolIsReadAndWrittenByteForByte() {
    Reading<ResourcePool> reading = PoolCodec.decode(Bytes.utf8(POOL));

    ResourcePool pool = ((Reading.Read<ResourcePool>) reading).value();
    assertThat(pool.taken()).containsExactly(1, 3, 10);
    assertThat(pool.range()).isEqualTo(new IdRange(1, 16));
    assertThat(pool.madeByPon()).isEqualTo(1);
    assertThat(PoolCodec.encode(pool).toUtf8()).isEqualTo(POOL);
  }

  @Test
  void garbageUnderAPoolsKeyIsUnreadable() {
    for (String garbage :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{}",
            POOL + "x",
            POOL.replace("16", "-1"),
            POOL.replace("16", "0"),
            POOL.replace("16", "16.5"),
            POOL.replace("16", "\"16\""),
            POOL.replace("16", "99999999999999999999"),
            POOL.replace("BQI=", "?"),
            POOL.replace("BQI=", "BQI"),
            POOL.replace("BQI=", "BQ"),
            POOL.replace("BQI=", "BQI=="),
            POOL.replace("\"BQI=\"", "null"),
            POOL.substring(0, 40),
            POOL.replace("\"BQI=\"", "7"),
            POOL.replace("\"start_idx\":1", "\"end_idx\":1"))) {
      assertThat(PoolCodec.decode(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(Reading.Unreadable.class);
    }
  }

  @Test
  void anyBytesAreReadOrUnreadableButNeverAFault() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = POOL.getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(PoolCodec.decode(Bytes.copyOf(bytes))).isNotNull();
      assertThat(OltRecordCodec.decode(Bytes.copyOf(bytes))).isNotNull();
      assertThat(ReservedIdsCodec.decode(Bytes.copyOf(bytes))).isNotNull();
    }
  }

  @Test
  void reservedIdsAreAnArrayOrNothing() {
    assertThat(ReservedIdsCodec.decode(Bytes.utf8("[3, 1]")))
        .isEqualTo(new Reading.Read<>(Set.of(1, 3)));
    assertThat(ReservedIdsCodec.decode(Bytes.utf8("null"))).isEqualTo(new Reading.Read<>(Set.of()));
    assertThat(ReservedIdsCodec.decode(Bytes.empty())).isEqualTo(new Reading.Read<>(Set.of()));
    for (String garbage : List.of("{}", "[1,", "[\"1\"]", "[-1]", "[1.5]", "x")) {
      assertThat(ReservedIdsCodec.decode(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(Reading.Unreadable.class);
    }
  }

  @Test
  void aListOfIdsKeepsItsOrderAndIsWrittenWithoutSpaces() {
    assertThat(IdListCodec.decode(Bytes.utf8("[ 7, 3,7 ]")))
        .isEqualTo(new Reading.Read<>(List.of(7, 3, 7)));
    assertThat(IdListCodec.decode(Bytes.utf8("[2147483647]")))
        .isEqualTo(new Reading.Read<>(List.of(Integer.MAX_VALUE)));
    assertThat(IdListCodec.encode(List.of(7, 3)).toUtf8()).isEqualTo("[7,3]");
    assertThat(IdListCodec.encode(List.of()).toUtf8()).isEqualTo("[]");
    for (String garbage : List.of(" ", "[2147483648]", "[-1]", "[1]]", "{\"ids\":[1]}", "7")) {
      assertThat(IdListCodec.decode(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(Reading.Unreadable.class);
    }
  }

  @Test
  void aFlowInfoIsAnyJsonKeptAsItIs() {
    for (String json : List.of("{}", " [1, 2.50]\n", "\"x\"", "null", "{\"a\":{\"b\":[]}}")) {
      assertThat(FlowInfoCodec.checked(Bytes.utf8(json)).toUtf8()).isEqualTo(json);
    }
    for (String garbage : List.of("", " ", "{", "{}{}", "x", "{'a':1}", "\u0000")) {
      assertThatThrownBy(() -> FlowInfoCodec.checked(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(ErrorCode.FLOW_INFO_INVALID.message());
    }
    assertThatThrownBy(() ->
            FlowInfoCodec.checked(Bytes.utf8("\"" + "x".repeat(FlowInfoCodec.MAX_BYTES) + "\"")))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aRecordIsReadAsItWasWritten() {
    OltRecord record =
        new OltRecord(
            new TreeSet<>(List.of(0, 1, 15)),
            Map.of(
                ResourceType.ONU_ID, IdRanges.of(1, 32),
                ResourceType.ALLOC_ID, IdRanges.of(1024, 1152),
                ResourceType.GEM_PORT_ID, IdRanges.of(1024, 2048)),
            Map.of(ResourceType.ALLOC_ID, 3),
            PoolKeyLayout.WITHOUT_TECHNOLOGY,
            true,
            OltRecord.State.MIGRATING);

    assertThat(OltRecordCodec.decode(OltRecordCodec.encode(record)))
        .isEqualTo(new Reading.Read<>(record));
  }

  @Test
  void onlyARecordWithAdapterStateHasFormatTwo() {
    OltRecord off =
        new OltRecord(
            new TreeSet<>(List.of(0)),
            Map.of(
                ResourceType.ONU_ID, IdRanges.of(1, 32),
                ResourceType.ALLOC_ID, IdRanges.of(1024, 1152),
                ResourceType.GEM_PORT_ID, IdRanges.of(1024, 2048)),
            Map.of(),
            PoolKeyLayout.WITH_TECHNOLOGY,
            false,
            OltRecord.State.LIVE);

    assertThat(OltRecordCodec.encode(off).toUtf8())
        .isEqualTo(
            """
            {"format":1,"pons":[0],"ranges":{"onu":"1-32","alloc":"1024-1152",\
            "gem-port":"1024-2048"},"shared":{},"pool_keys":"with-technology",\
            "full_pools":false,"state":"live"}\
            """);
    for (OltRecord on :
        List.of(
            off.withAdapterState(true),
            off.withAdapterState(true).inState(OltRecord.State.MIGRATING),
            off.withAdapterState(true).movedTo(PoolKeyLayout.WITHOUT_TECHNOLOGY))) {
      Bytes bytes = OltRecordCodec.encode(on);
      assertThat(bytes.toUtf8()).startsWith("{\"format\":2,").endsWith(",\"adapter_state\":true}");
      assertThat(OltRecordCodec.decode(bytes)).isEqualTo(new Reading.Read<>(on));
    }
    assertThat(
            OltRecordCodec.decode(
                Bytes.utf8(
                    OltRecordCodec.encode(off).toUtf8().replace("\"format\":1", "\"format\":3"))))
        .isInstanceOf(Reading.Unreadable.class);
  }

  @Test
  void severalRangesOfAPoolAndTheRangesToComeAreKept() {
    Map<ResourceType, IdRanges> ranges =
        Map.of(
            ResourceType.ONU_ID, IdRanges.of(1, 32),
            ResourceType.ALLOC_ID, IdRanges.parse("1024-1300,1303-1310"),
            ResourceType.GEM_PORT_ID, IdRanges.of(1024, 2048));
    OltRecord record =
        new OltRecord(
            new TreeSet<>(List.of(0)),
            OltRanges.same(ranges),
            Map.of(),
            PoolKeyLayout.WITH_TECHNOLOGY,
            false,
            OltRecord.State.RESIZING,
            OltRanges.same(Map.of(ResourceType.ALLOC_ID, IdRanges.of(1024, 1400))),
            false);

    Bytes bytes = OltRecordCodec.encode(record);

    assertThat(bytes.toUtf8())
        .contains("\"alloc\":\"1024-1300,1303-1310\"")
        .contains("\"state\":\"resizing\",\"resizing_to\":{\"alloc\":\"1024-1400\"}");
    assertThat(OltRecordCodec.decode(bytes)).isEqualTo(new Reading.Read<>(record));
    assertThat(OltRecordCodec.decode(Bytes.utf8(bytes.toUtf8().replace("1303", "1299"))))
        .isInstanceOf(Reading.Unreadable.class);
  }

  private static OltRecord record(OltRanges ranges, OltRanges resizingTo) {
    return new OltRecord(
        new TreeSet<>(List.of(0, 1, 2, 3)),
        ranges,
        Map.of(),
        PoolKeyLayout.WITH_TECHNOLOGY,
        false,
        resizingTo.isEmpty() ? OltRecord.State.LIVE : OltRecord.State.RESIZING,
        resizingTo,
        false);
  }

  private static final OltRanges SAME =
      OltRanges.same(
          Map.of(
              ResourceType.ONU_ID, IdRanges.of(1, 32),
              ResourceType.ALLOC_ID, IdRanges.of(1024, 1152),
              ResourceType.GEM_PORT_ID, IdRanges.of(1024, 2047)));
  private static final OltRanges BY_PON =
      SAME.with(Set.of(2, 3), ResourceType.ALLOC_ID, IdRanges.of(2048, 2176))
          .with(Set.of(3), ResourceType.FLOW_ID, IdRanges.of(1, 100));

  @Test
  void aRecordWhosePonsHaveTheSameRangesKeepsTheBytesOfTheFirstFormat() {
    assertThat(OltRecordCodec.encode(record(SAME, OltRanges.NONE)).toUtf8())
        .isEqualTo(
            "{\"format\":1,\"pons\":[0,1,2,3],\"ranges\":{\"onu\":\"1-32\",\"alloc\":\"1024-1152\","
                + "\"gem-port\":\"1024-2047\"},\"shared\":{},\"pool_keys\":\"with-technology\","
                + "\"full_pools\":false,\"state\":\"live\"}");
  }

  @Test
  void aRecordWithRangesByPonIsOfFormat2WhichAnOlderPonkeeperRefuses() {
    OltRecord record = record(BY_PON, OltRanges.NONE);

    Bytes bytes = OltRecordCodec.encode(record);

    assertThat(bytes.toUtf8())
        .isEqualTo(
            "{\"format\":2,\"pons\":[0,1,2,3],\"ranges\":{\"onu\":\"1-32\",\"alloc\":\"1024-1152\","
                + "\"gem-port\":\"1024-2047\"},\"ranges_by_pon\":["
                + "{\"pons\":[2],\"ranges\":{\"alloc\":\"2048-2176\"}},"
                + "{\"pons\":[3],\"ranges\":{\"alloc\":\"2048-2176\",\"flow\":\"1-100\"}}],"
                + "\"shared\":{},\"pool_keys\":\"with-technology\",\"full_pools\":false,"
                + "\"state\":\"live\"}");
    assertThat(OltRecordCodec.decode(bytes)).isEqualTo(new Reading.Read<>(record));
    assertThat(OltRecordCodec.decode(bytes, OltRecordCodec.FORMAT_1))
        .isEqualTo(new Reading.Unreadable<>("written by a newer Ponkeeper, in format 2"));
  }

  @Test
  void rangesToComeByPonAreKeptToo() {
    OltRecord record = record(SAME, BY_PON);

    Bytes bytes = OltRecordCodec.encode(record);

    assertThat(bytes.toUtf8()).startsWith("{\"format\":2,").contains("\"resizing_to_by_pon\":[");
    assertThat(OltRecordCodec.decode(bytes)).isEqualTo(new Reading.Read<>(record));
  }

  @Test
  void aRecordThatContradictsItselfIsNotRead() {
    String text = OltRecordCodec.encode(record(BY_PON, OltRanges.NONE)).toUtf8();
    for (String garbage :
        List.of(
            text.replace("\"format\":2", "\"format\":1"),
            text.replace("{\"pons\":[2]", "{\"pons\":[3]"),
            text.replace("{\"pons\":[2]", "{\"pons\":[]"),
            text.replace("{\"pons\":[2]", "{\"pons\":[256]"),
            text.replace("\"alloc\":\"1024-1152\",", ""),
            text.replace("2048-2176", "2176-2048"),
            text.replace("\"ranges_by_pon\":[", "\"ranges_by_pon\":{},\"x\":["),
            text.replace("\"shared\":{}", "\"shared\":{\"alloc\":1}"))) {
      assertThat(garbage).isNotEqualTo(text);
      assertThat(OltRecordCodec.decode(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(Reading.Unreadable.class);
    }
  }

  private static final String MODEL =
      """
      {"onu_id_start":1,"onu_id_end":127,"alloc_id_start":1024,"alloc_id_end":2816,\
      "alloc_id_shared":0,"gemport_id_start":1024,"gemport_id_end":8960,"gemport_id_shared":3,\
      "uni_id_start":0,"uni_id_end":0,"pon_ports":16}\
      """;

  @Test
  void theRangesOfAModelAreReadAsVolthaWritesThem() {
    assertThat(ModelRangesCodec.decode(Bytes.utf8(MODEL)))
        .isEqualTo(
            new Reading.Read<>(
                OltRegistration.builder()
                    .pons(0, 15)
                    .onuIds(1, 127)
                    .allocIds(1024, 2816)
                    .gemPortIds(1024, 8960)
                    .sharedPool(ResourceType.GEM_PORT_ID, 3)
                    .build()));
    assertThat(ModelRangesCodec.decode(Bytes.utf8("{}")))
        .isEqualTo(new Reading.Read<>(OltRegistration.adoptExisting()));
    for (String garbage :
        List.of(
            "",
            "null",
            "[]",
            "{",
            MODEL.replace("127", "0"),
            MODEL.replace("127", "-1"),
            MODEL.replace("127", "\"127\""),
            MODEL.replace("\"onu_id_end\":127,", ""),
            MODEL.replace("\"onu_id_start\":1,", ""),
            MODEL.replace(":16}", ":0}"),
            MODEL.replace(":16}", ":257}"),
            MODEL.replace("\"gemport_id_shared\":3", "\"gemport_id_shared\":256"))) {
      assertThat(ModelRangesCodec.decode(Bytes.utf8(garbage)))
          .as(garbage)
          .isInstanceOf(Reading.Unreadable.class);
    }
  }

  @Test
  void aRecordOfANewerPonkeeperIsNotRead() {
    Reading<OltRecord> reading = OltRecordCodec.decode(Bytes.utf8("{\"format\":3}"));

    assertThat(reading).isInstanceOf(Reading.Unreadable.class);
    assertThat(((Reading.Unreadable<OltRecord>) reading).reason()).contains("newer");
  }
}
