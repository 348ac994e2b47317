package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.tck.library.OltScene.T64;
import static org.ponkeeper.tck.library.OltScene.code;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.maintenance.HandOver;
import org.ponkeeper.maintenance.HandOver.Place;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.GoIncompatibility;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.store.Bytes;

/** An OLT is made ready for the Go library, and nobody loses or gets an id by it. */
class HandOverTest {

  private static final String PATH = "service/voltha/technology_profiles";
  private static final String OTHER = "service/voltha/stack/technology_profiles";

  private final OltScene scene = OltScene.full();

  /** Nothing is amiss but what a test makes so. */
  @BeforeEach
  void mend() {
    scene.delete("resource_manager/{XGS-PON}/{olt-1}/{0,1}/alloc_ids");
  }

  /** Without a look at what the openolt adapter keeps: see {@link AdapterHandOverTest}. */
  private static HandOver.Options options(String path, boolean copy) {
    return new HandOver.Options(path, copy, HandOver.AdapterStateUse.IGNORE, Optional.empty());
  }

  private HandOver.Report run(String path, boolean copy) {
    AtomicReference<HandOver.Report> report = new AtomicReference<>();
    scene.withOlt(olt -> report.set(olt.handOver().run(options(path, copy), progress -> {})));
    return report.get();
  }

  private HandOver.Report plan(String path, boolean copy) {
    SortedMap<String, String> before = scene.everything();
    AtomicReference<HandOver.Report> report = new AtomicReference<>();
    scene.withOlt(olt -> report.set(olt.handOver().plan(options(path, copy))));
    assertThat(scene.everything()).isEqualTo(before);
    return report.get();
  }

  private static boolean isPool(String key) {
    return key.startsWith("resource_manager/{XGS-PON}/{olt-1}/") && key.contains("_pool/");
  }

  private Map<String, ResourcePool> pools() {
    Map<String, ResourcePool> pools = new HashMap<>();
    scene
        .everything(HandOverTest::isPool)
        .forEach((key, hex) -> {
          Bytes bytes = Bytes.wrap(HexFormat.of().parseHex(hex));
          if (PoolCodec.decode(bytes) instanceof Reading.Read<ResourcePool> read) {
            pools.put(key, read.value());
          }
        });
    return pools;
  }

  @Test
  void everyPoolIsAsLongAsTheGoLibraryMakesItAndHasTheSameIdsTaken() {
    // given
    Map<String, ResourcePool> before = pools();
    SortedMap<String, String> others = scene.everything(key -> !isPool(key));

    // when
    HandOver.Report planned = plan(PATH, false);
    HandOver.Report report = run(PATH, false);

    // then
    assertThat(report.padded()).isEqualTo(before.size()).isEqualTo(planned.padded());
    assertThat(report.made()).isEqualTo(6 - before.size()).isEqualTo(planned.made());
    assertThat(pools()).hasSize(6);
    pools()
        .forEach((key, pool) -> {
          assertThat(pool.length()).as(key).isEqualTo(pool.goLength());
          List<Integer> taken = new ArrayList<>();
          if (before.containsKey(key)) {
            before.get(key).taken().forEach(taken::add);
          }
          if (key.contains("gemport") && !taken.contains(1900)) {
            taken.add(1900);
          }
          assertThat(pool.taken()).as(key).containsExactlyElementsOf(taken);
        });
    String record = "ponkeeper/olts/XGS-PON/olt-1";
    assertThat(scene.everything(key -> !isPool(key) && !key.equals(record)))
        .isEqualTo(without(others, record));
    assertThat(text(record)).contains("\"full_pools\":true", "\"state\":\"live\"");

    // when
    SortedMap<String, String> after = scene.everything();
    HandOver.Report again = run(PATH, false);

    // then
    assertThat(scene.everything()).isEqualTo(after);
    assertThat(again.padded() + again.made()).isZero();
  }

  private static SortedMap<String, String> without(SortedMap<String, String> all, String key) {
    SortedMap<String, String> rest = new TreeMap<>(all);
    rest.remove(key);
    return rest;
  }

  private String text(String key) {
    return new String(
        HexFormat.of().parseHex(String.valueOf(scene.everything().get(key))),
        StandardCharsets.UTF_8);
  }

  @Test
  void poolsStayFullWhenWorkGoesOn() {
    run(PATH, false);

    scene.withOlt(olt -> {
      olt.instances().create(T64, UniPort.of("olt-1", 0, 40, 0));
      olt.instances().delete(T64, UniPort.of("olt-1", 1, 1, 0));
    });

    assertThat(pools().values()).hasSize(6).allMatch(pool -> pool.length() == pool.goLength());
  }

  @Test
  void aPoolThatIsMissingIsMadeWithTheIdsThatAreOwned() {
    // given
    Map<String, ResourcePool> before = pools();
    String key = "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{1}";
    scene.delete(key);

    // then
    assertThat(plan(PATH, false).isReady()).isTrue();
    assertThat(run(PATH, false).isReady()).isTrue();
    assertThat(pools().get(key).taken())
        .isNotEmpty()
        .containsExactlyElementsOf(before.get(key).taken().boxed().toList());
  }

  @Test
  void unreadableKeysAreKeptAndBlockTheMove() {
    // given
    String key = "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{1}";
    scene.put(key, "garbage");

    // when
    HandOver.Report report = run(PATH, false);

    // then
    assertThat(text(key)).isEqualTo("garbage");
    assertThat(report.isReady()).isFalse();
    assertThat(report.findings()).extracting(f -> f.kind()).contains(FindingKind.UNREADABLE_POOL);
    assertThat(pools().values()).hasSize(5).allMatch(pool -> pool.length() == pool.goLength());
  }

  @Test
  void anOltThatOnlyTheGoLibraryKnewIsRegisteredAsItIsFound() {
    // given
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");

    // then
    assertThat(plan(PATH, false).registered()).isTrue();
    assertThat(run(PATH, false).registered()).isTrue();
    assertThat(run(PATH, false).registered()).isFalse();
    assertThat(pools()).hasSize(6);
  }

  @Test
  void templatesAreComparedAndWhatIsMissingIsCopied() {
    // given
    String document = text("technology_profiles/XGS-PON/64");
    scene.put("technology_profiles/XGS-PON/70", document);
    scene.put("technology_profiles/XGS-PON/71", document);
    scene.put("technology_profiles/XGS-PON/72", document);
    scene.put("technology_profiles/XGS-PON/73", "{");
    scene.put("stack/technology_profiles/XGS-PON/71", document.replace("0b11111111", "0b00000001"));
    scene.put("stack/technology_profiles/XGS-PON/72", "{\"name\":1}");

    // then
    assertThat(places(plan(PATH, false))).containsEntry(64, Place.THERE);
    assertThat(plan(PATH, false).isReady()).isTrue();
    assertThat(plan(OTHER, false).isReady()).isFalse();
    assertThat(places(plan(OTHER, false))).containsEntry(64, Place.MISSING);
    Map<Integer, Place> copied =
        Map.of(
            64, Place.COPIED,
            70, Place.COPIED,
            71, Place.DIFFERENT,
            72, Place.UNREADABLE,
            73, Place.MISSING);
    assertThat(places(plan(OTHER, true))).isEqualTo(copied);

    // when
    SortedMap<String, String> before = scene.everything(key -> key.contains("profiles/"));
    HandOver.Report report = run(OTHER, true);

    // then
    assertThat(places(report)).isEqualTo(copied);
    assertThat(report.isReady()).isTrue();
    assertThat(text("stack/technology_profiles/XGS-PON/64")).isEqualTo(document);
    assertThat(scene.everything(key -> key.contains("profiles/")))
        .hasSize(before.size() + 2)
        .containsAllEntriesOf(before);
    assertThat(places(run(OTHER, true))).containsEntry(64, Place.THERE);
  }

  @Test
  void aTemplateOfOthersInstancesIsInTheWayOnlyIfItIsInUse() {
    scene.put("stack/technology_profiles/XGS-PON/64", "{}");

    HandOver.Report report = run(OTHER, true);

    assertThat(places(report)).containsEntry(64, Place.UNFIT);
    assertThat(report.errors()).isOne();
  }

  private static Map<Integer, Place> places(HandOver.Report report) {
    Map<Integer, Place> places = new HashMap<>();
    report.templates().forEach(template -> places.put(template.id().value(), template.place()));
    return places;
  }

  @Test
  void dataThatTheGoLibraryIgnoresIsReported() {
    // when
    HandOver.Report report = run(PATH, false);

    // then
    assertThat(report.unknown())
        .contains(
            new GoIncompatibility(GoIncompatibility.Kind.OLT_RECORD, "OLT olt-1", List.of()),
            new GoIncompatibility(GoIncompatibility.Kind.CLAIMS, "onu pool 0", List.of(1, 2)),
            new GoIncompatibility(
                GoIncompatibility.Kind.RESERVED_IDS, "gem-port pool 0", List.of(1900)),
            new GoIncompatibility(
                GoIncompatibility.Kind.FREE_ONU_IDS, "onu pool 1", List.of(1, 3)));
  }

  @Test
  void idsPastTheEndAreKeptAndNamed() {
    // given
    scene.put(
        "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{1}",
        "{\"end_idx\":1025,\"pon_intf_id\":1,\"pool\":\"Dw==\",\"start_idx\":1024}");

    // then
    assertThat(run(PATH, false).unknown())
        .contains(
            new GoIncompatibility(
                GoIncompatibility.Kind.IDS_PAST_THE_END, "alloc pool 1", List.of(1026, 1027)));
  }

  @Test
  void anUnknownOrBusyOltIsRefused() {
    scene.withOlt(olt -> {
      olt.delete(progress -> {});
      assertThat(code(() -> olt.handOver().run(HandOver.Options.of(PATH), progress -> {})))
          .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
      assertThat(code(() -> olt.handOver().plan(HandOver.Options.of(PATH))))
          .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
      assertThat(code(() -> olt.handOver().plan(HandOver.Options.of("a/"))))
          .isEqualTo(ErrorCode.PATH_INVALID);
    });
    scene.put(
        "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{1}",
        "{\"end_idx\":1025,\"pon_intf_id\":1,\"pool\":\"Dw==\",\"start_idx\":1024}");
    scene.withOlt(olt ->
        assertThat(code(() -> olt.handOver().run(HandOver.Options.of(PATH), progress -> {})))
            .as("nothing tells the other ranges")
            .isEqualTo(ErrorCode.OLT_NOT_REGISTERED));
    scene.put(
        "ponkeeper/olts/XGS-PON/olt-1",
        "{\"format\":1,\"pons\":[0],\"ranges\":{},\"shared\":{},\"pool_keys\":\"with-technology\","
            + "\"full_pools\":false,\"state\":\"deleting\"}");
    scene.withOlt(olt ->
        assertThat(code(() -> olt.handOver().run(HandOver.Options.of(PATH), progress -> {})))
            .isEqualTo(ErrorCode.OLT_BUSY));
  }
}
