package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.decide.AllocateIds;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

/**
 * Every decoder on values as large as a store takes them, made so that they want much time or
 * memory: each ends in an answer, and what it makes is bounded.
 */
class HostileValuesTest {

  /** The largest value that etcd accepts by default. */
  private static final int LARGEST = 3 << 19;

  /** Far above what any of them needs, and far below what a value could make them want. */
  private static final long MOST_ALLOCATED = 300L << 20;

  private static final int LONGEST_REASON = 301;

  private static final InstancePath PATH =
      new InstancePath(Technology.XGS_PON, new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0));

  private static final Map<String, Function<Bytes, Object>> DECODERS = new LinkedHashMap<>();

  static {
    DECODERS.put("pool", PoolCodec::decode);
    DECODERS.put("ids", IdListCodec::decode);
    DECODERS.put("reserved ids", ReservedIdsCodec::decode);
    DECODERS.put("claim", ClaimCodec::decode);
    DECODERS.put("record", OltRecordCodec::decode);
    DECODERS.put("model", ModelRangesCodec::decode);
    DECODERS.put("flow info", HostileValuesTest::flowInfo);
    DECODERS.put("instance", bytes -> ResourceInstanceCodec.decode(PATH, bytes));
    DECODERS.put("older instance", bytes -> OlderInstanceCodec.decode(PATH, bytes));
    DECODERS.put("template", bytes -> TemplateCodec.readStored(Technology.XGS_PON, bytes));
    DECODERS.put("EPON template", bytes -> TemplateCodec.readStored(Technology.EPON, bytes));
  }

  private static Object flowInfo(Bytes bytes) {
    try {
      return FlowInfoCodec.checked(bytes);
    } catch (InvalidRequestException e) {
      return new Reading.Unreadable<>(String.valueOf(e.facts().get("reason")));
    }
  }

  private static Map<String, Bytes> values() {
    Map<String, Bytes> values = new LinkedHashMap<>();
    values.put("lists in lists", Bytes.utf8("[".repeat(LARGEST)));
    values.put("objects in objects", Bytes.utf8("{\"a\":".repeat(LARGEST / 5)));
    values.put("a million ones", list(LARGEST / 2, "1"));
    values.put("70,000 ones", list(70_000, "1"));
    values.put("the greatest int", list(50, "2147483647"));
    values.put("a million digits", Bytes.utf8("[" + "9".repeat(1_000_000) + "]"));
    values.put("a great exponent", Bytes.utf8("[1e999999999,1E-999999999]"));
    values.put("a long text", Bytes.utf8("\"" + "x".repeat(LARGEST - 2) + "\""));
    values.put("a long word", Bytes.utf8("x".repeat(LARGEST)));
    values.put("a long key, twice", Bytes.utf8("{" + longKey() + "," + longKey() + "}"));
    values.put("many keys", object(100_000, n -> "k" + n));
    values.put("keys of one hash", object(32_768, HostileValuesTest::ofOneHash));
    values.put("one key again and again", object(90_000, n -> "version"));
    values.put("no text", Bytes.wrap(filled(LARGEST, (byte) 0xff)));
    values.put("groups in groups", Bytes.wrap(filled(LARGEST, (byte) 0x0b)));
    for (int last : new int[] {2048, 65535, 1_000_000}) {
      for (int bytes : new int[] {8192, 125_001, 690_000}) {
        values.put(last + " in " + bytes + " bytes", pool(1, last, bytes));
      }
    }
    values.put("from end to end", pool(1_000_000, 1_000_000, 8192));
    values.put("a claim of many", Bytes.utf8("{\"ids\":" + list(90_000, "1024").toUtf8() + "}"));
    values.put(
        "a claim of different ids",
        Bytes.utf8(
            "{\"ids\":["
                + IntStream.range(0, 50_000)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(","))
                + "]}"));
    values.put("a claim of the greatest int", Bytes.utf8("{\"ids\":[2147483647]}"));
    values.put("many GEM ports", instance(LARGEST - 100));
    String entries = "{},".repeat(300_000) + "{}";
    values.put(
        "many queues", Bytes.utf8("{\"upstream_gem_port_attribute_list\":[" + entries + "]}"));
    values.put(
        "many queues, EPON", Bytes.utf8("{\"upstream_queue_attribute_list\":[" + entries + "]}"));
    values.put("many PONs", Bytes.utf8(record(list(90_000, "7").toUtf8(), "1-32")));
    values.put("many ranges", Bytes.utf8(record("[0]", "1-1,".repeat(300_000) + "9-9")));
    values.put("a long range", Bytes.utf8(record("[0]", "1".repeat(1_000_000) + "-2")));
    return values;
  }

  private static Bytes list(int count, String element) {
    return Bytes.utf8("[" + (element + ",").repeat(count - 1) + element + "]");
  }

  private static String longKey() {
    return "\"" + "k".repeat(49_000) + "\":1";
  }

  private static Bytes object(int count, Function<Integer, String> name) {
    return Bytes.utf8(
        IntStream.range(0, count)
            .mapToObj(n -> "\"" + name.apply(n) + "\":1")
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** Texts of 15 pairs of characters that all have the same hash code. */
  private static String ofOneHash(int n) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 15; bit++) {
      text.append((n >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static byte[] filled(int length, byte with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, with);
    return bytes;
  }

  private static Bytes pool(int first, int last, int bytes) {
    return Bytes.utf8(
        "{\"end_idx\":%d,\"pon_intf_id\":0,\"pool\":\"%s\",\"start_idx\":%d}"
            .formatted(
                last, Base64.getEncoder().encodeToString(filled(bytes, (byte) 0x55)), first));
  }

  /** A resource instance with that many GEM port ids, all 1. */
  private static Bytes instance(int gemPorts) {
    byte[] head =
        ResourceInstanceCodec.encode(
                new ResourceInstance(
                    PATH.template(), "XPON", PATH.uniPort(), new AllocId(1024), List.of()))
            .toArray();
    byte[] all = Arrays.copyOf(head, head.length + 5 + gemPorts);
    int at = head.length;
    all[at++] = 0x2a;
    for (int rest = gemPorts, i = 0; i < 4; i++, rest >>= 7) {
      all[at++] = (byte) ((rest & 0x7f) | (i < 3 ? 0x80 : 0));
    }
    Arrays.fill(all, at, all.length, (byte) 1);
    return Bytes.wrap(all);
  }

  private static String record(String pons, String range) {
    return """
    {"format":1,"pons":%s,"ranges":{"onu":"%s","alloc":"1024-1152","gem-port":"1024-2048"},\
    "shared":{},"pool_keys":"with-technology","full_pools":false,"state":"live"}\
    """
        .formatted(pons, range);
  }

  static Stream<Arguments> everyDecoder() {
    return DECODERS.keySet().stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("everyDecoder")
  void decodersEndAndTheirResultsAreBounded(String decoder) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    values()
        .forEach((name, value) -> {
          Object made =
              assertTimeoutPreemptively(
                  Duration.ofSeconds(20),
                  () -> {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    Object result = DECODERS.get(decoder).apply(value);
                    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                        .as(name)
                        .isLessThan(MOST_ALLOCATED);
                    return result;
                  },
                  name);
          requireBounded(name, made);
        });
  }

  private static void requireBounded(String name, Object made) {
    switch (made) {
      case Reading.Unreadable<?> unreadable ->
          assertThat(unreadable.reason().length()).as(name).isBetween(5, LONGEST_REASON);
      case Reading.Read<?> read -> requireBounded(name, read.value());
      case ResourcePool pool -> assertThat(pool.length()).as(name).isLessThanOrEqualTo(125_001);
      case Collection<?> ids -> assertThat(ids.size()).as(name).isLessThanOrEqualTo(1 << 16);
      case ResourceInstance instance ->
          assertThat(instance.gemPortIds().size()).as(name).isLessThanOrEqualTo(65_535);
      case TemplateReading.Unreadable unreadable -> {
        assertThat(unreadable.complaints().size()).as(name).isLessThanOrEqualTo(100);
        unreadable
            .complaints()
            .forEach(complaint -> assertThat(complaint.length()).as(name).isLessThan(1_000));
      }
      default -> {
        // A record, ranges, a template: their own constructors bound them.
      }
    }
  }

  @Test
  void aBitmapIsReadAsFarAsAnyIdOfAPonGoes() {
    assertThat(PoolCodec.decode(pool(1, 2048, 8192))).isInstanceOf(Reading.Read.class);
    assertThat(PoolCodec.decode(pool(1024, 65535, 8192))).isInstanceOf(Reading.Read.class);
    assertThat(PoolCodec.decode(pool(0, 1_000_000, 125_001))).isInstanceOf(Reading.Read.class);
    assertThat(PoolCodec.decode(pool(1024, 65535, 690_000)))
        .isEqualTo(
            new Reading.Unreadable<>(
                "its bitmap has about 690000 bytes, but a pool that ends at 65535 has at "
                    + "most 8192"));
    assertThat(PoolCodec.decode(pool(1024, 2048, 8196))).isInstanceOf(Reading.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-2147483649", "-1", "1000001", "2147483647", "2147483648", "1e3", "1.0", "null"})
  void aRangeAtTheLimitsOfIntegersIsRefused(String end) {
    for (String value :
        List.of(
            "{\"end_idx\":" + end + ",\"pon_intf_id\":0,\"pool\":\"AAA=\",\"start_idx\":0}",
            "{\"end_idx\":5000,\"pon_intf_id\":0,\"pool\":\"AAA=\",\"start_idx\":" + end + "}")) {
      assertThat(PoolCodec.decode(Bytes.utf8(value))).isInstanceOf(Reading.Unreadable.class);
    }
  }

  @Test
  void aClaimHasAtMostTheMaximumNumberOfIds() {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < AllocateIds.MAX_COUNT; id++) {
      ids.add(IdRange.MAX_ID - id);
    }
    assertThat(ClaimCodec.decode(Bytes.utf8("{\"ids\":" + ids + "}")))
        .isInstanceOf(Reading.Read.class);
    ids.add(0);
    assertThat(ClaimCodec.decode(Bytes.utf8("{\"ids\":" + ids + "}")))
        .isInstanceOf(Reading.Unreadable.class);
    assertThat(ClaimCodec.decode(Bytes.utf8("{\"ids\":[" + (IdRange.MAX_ID + 1) + "]}")))
        .isInstanceOf(Reading.Unreadable.class);
  }
}
