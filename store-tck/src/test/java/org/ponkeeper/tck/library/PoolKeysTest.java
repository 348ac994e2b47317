package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ponkeeper.pool.PoolKeyLayout.WITHOUT_TECHNOLOGY;
import static org.ponkeeper.pool.PoolKeyLayout.WITH_TECHNOLOGY;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;
import static org.ponkeeper.tck.library.OltScene.code;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.maintenance.PoolKeys;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltOverview;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolKeyLayout;

/** The pools and maps of an OLT under the keys of either layout. */
class PoolKeysTest {

  private static final String OLDER = "resource_manager/{XGS-PON}/{olt-1}/";
  private static final String NEWER = "resource_manager/{olt-1}/";

  private final OltScene scene = OltScene.full();

  private static PoolKeys.Moved move(Olt olt, PoolKeyLayout to) {
    return olt.poolKeys().move(to, progress -> {});
  }

  private static boolean isLeftBehind(Finding finding) {
    return finding.kind() == FindingKind.LEFT_BEHIND_KEYS;
  }

  @Test
  void everyKeyOfTheOltIsMovedAndNoOther() {
    // given
    SortedMap<String, String> wanted = new TreeMap<>();
    scene.everything().forEach((key, value) -> wanted.put(key.replace(OLDER, NEWER), value));
    wanted.put(
        "resource_manager/resource_ranges/model-a",
        wanted.get("resource_manager/{XGS-PON}/resource_ranges/model-a"));
    wanted.put(
        "resource_manager/resource_ranges/model-b",
        wanted.get("resource_manager/{XGS-PON}/resource_ranges/model-b"));
    String record = "ponkeeper/olts/XGS-PON/olt-1";

    // when
    scene.withOlt(olt -> {
      assertThat(olt.poolKeys().plan(WITHOUT_TECHNOLOGY).moved()).isEqualTo(137);
      assertThat(move(olt, WITHOUT_TECHNOLOGY)).isEqualTo(moved(false, 137, 2));
      assertThat(move(olt, WITHOUT_TECHNOLOGY)).isEqualTo(moved(false, 0, 0));
    });

    // then
    assertThat(without(scene.everything(), record)).isEqualTo(without(wanted, record));
  }

  private static PoolKeys.Moved moved(boolean registered, long keys, int ranges) {
    return new PoolKeys.Moved(registered, keys, ranges, List.of());
  }

  private static SortedMap<String, String> without(SortedMap<String, String> all, String key) {
    SortedMap<String, String> rest = new TreeMap<>(all);
    rest.remove(key);
    return rest;
  }

  @Test
  void movingBackRestoresTheOriginalKeys() {
    SortedMap<String, String> before = scene.everything();

    scene.withOlt(olt -> {
      move(olt, WITHOUT_TECHNOLOGY);
      move(olt, WITH_TECHNOLOGY);
    });

    assertThat(scene.everything(key -> !key.startsWith("resource_manager/resource_ranges/")))
        .isEqualTo(before);
  }

  @Test
  void workGoesOnInTheNewLayout() {
    scene.withOlt(olt -> {
      olt.load();
      scene.withOlt(elsewhere -> move(elsewhere, WITHOUT_TECHNOLOGY));

      olt.instances().create(T64, UniPort.of("olt-1", 0, 20, 0));

      assertThat(olt.overview().layout()).isEqualTo(WITHOUT_TECHNOLOGY);
      assertThat(olt.loadProblems()).isEmpty();
    });
    assertThat(scene.everything(key -> key.startsWith(OLDER))).isEmpty();
  }

  @Test
  void anOltWithoutARecordIsRegisteredAsItIsFound() {
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");

    scene.withOlt(olt -> {
      assertThat(move(olt, WITHOUT_TECHNOLOGY)).isEqualTo(moved(true, 137, 2));
      assertThat(olt.overview().record().orElseThrow().pons()).containsExactly(0, 1);
    });
  }

  @Test
  void anOltThatCannotBeRegisteredFromItsDataIsRefused() {
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");
    scene.delete(OLDER + "onu_id_pool/{0}");
    SortedMap<String, String> before = scene.everything();

    scene.withOlt(olt -> {
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> move(olt, WITHOUT_TECHNOLOGY));
      assertThat(refused.code()).isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
      assertThat(refused.facts()).containsEntry("missing", "onu ids");
    });

    assertThat(scene.everything()).isEqualTo(before);
  }

  @Test
  void anUnknownOltIsRefused() {
    scene.with(ponkeeper ->
        assertThat(code(() -> move(ponkeeper.olt(Technology.EPON, OLT), WITHOUT_TECHNOLOGY)))
            .isEqualTo(ErrorCode.OLT_NOT_REGISTERED));
  }

  @Test
  void keysInTheNewLayoutBlockTheMoveUnlessTheyAreCopies() {
    // given
    scene.put(NEWER + "{0,1}/alloc_ids", "[1024]");
    scene.put(NEWER + "{0,1}/gemport_ids", "[7]");
    SortedMap<String, String> before = scene.everything();

    // then
    scene.withOlt(olt -> {
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> move(olt, WITHOUT_TECHNOLOGY));
      assertThat(refused.code()).isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
      assertThat(refused.facts())
          .containsEntry("keys in the way", "1")
          .containsEntry("first", "service/voltha/" + NEWER + "{0,1}/gemport_ids");
      assertThat(code(() -> olt.poolKeys().plan(WITHOUT_TECHNOLOGY)))
          .isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
      assertThat(scene.everything()).isEqualTo(before);
      assertThat(olt.audit().findings()).anyMatch(PoolKeysTest::isLeftBehind);

      // when
      scene.delete(NEWER + "{0,1}/gemport_ids");

      // then
      assertThat(move(olt, WITHOUT_TECHNOLOGY).moved()).isEqualTo(137);
    });
  }

  @Test
  void unusedKeysAreFoundAndRemoved() {
    // given: the adapter has moved on, and the older keys stayed where they were
    scene
        .everything(key -> key.startsWith(OLDER))
        .forEach((key, value) -> scene.putHex(key.replace(OLDER, NEWER), value));
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");
    scene.put(OLDER + "alloc_id_pool/{1}", "{}");

    // then
    scene.withOlt(olt -> {
      assertThat(olt.leftBehind())
          .contains(
              Finding.of(FindingKind.LEFT_BEHIND_KEYS, "pool keys with-technology", 137)
                  .with(new Finding.About.UnusedKeys(WITH_TECHNOLOGY)))
          .isSubsetOf(olt.audit().findings());

      // when
      assertThat(olt.poolKeys().planWithRemoval(WITHOUT_TECHNOLOGY))
          .isEqualTo(new PoolKeys.Planned(137, 0));
      assertThat(olt.poolKeys().removeLeftBehind(progress -> {})).isEqualTo(137);

      // then
      assertThat(olt.audit().findings()).noneMatch(PoolKeysTest::isLeftBehind);
      assertThat(olt.overview().record().orElseThrow().layout()).isEqualTo(WITHOUT_TECHNOLOGY);
      assertThat(olt.poolKeys().removeLeftBehind(progress -> {})).isZero();
    });
    assertThat(scene.everything(key -> key.startsWith(OLDER))).isEmpty();
    assertThat(scene.everything(key -> key.startsWith(NEWER))).hasSize(137);
  }

  @Test
  void unusedPoolsAreKeptIfTheyMayBeTheCorrectOnes() {
    // given: pools in use in which the ids of instances are free
    scene.put(
        NEWER + "alloc_id_pool/{0}",
        "{\"end_idx\":1152,\"pon_intf_id\":0,\"pool\":\"AAA=\",\"start_idx\":1024}");
    scene.put(
        NEWER + "gemport_id_pool/{0}",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"AAA=\",\"start_idx\":1024}");
    scene.put(
        NEWER + "onu_id_pool/{0}",
        "{\"end_idx\":128,\"pon_intf_id\":0,\"pool\":\"AAA=\",\"start_idx\":1}");
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");

    scene.withOlt(olt -> {
      RefusedException refused =
          catchThrowableOfType(
              RefusedException.class, () -> olt.poolKeys().removeLeftBehind(progress -> {}));
      assertThat(refused.code()).isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
      assertThat(refused.facts().get("reason")).contains("are not taken", "may be the correct");
    });
    assertThat(scene.everything(key -> key.startsWith(OLDER))).hasSize(137);
  }

  @Test
  void anotherTechnologyOnTheSamePonIsInTheWay() {
    // given: GPON with the PONs that XGS-PON has
    scene.with(ponkeeper -> {
      Olt gpon = ponkeeper.olt(Technology.GPON, OLT);
      gpon.delete(progress -> {});
      gpon.register(OltScene.registration(1));
      move(gpon, WITHOUT_TECHNOLOGY);
    });

    scene.withOlt(olt -> {
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> move(olt, WITHOUT_TECHNOLOGY));
      assertThat(refused.code()).isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
      assertThat(refused.facts().toString()).contains("GPON");
      assertThat(olt.overview().layout()).isEqualTo(WITH_TECHNOLOGY);
    });
  }

  @Test
  void anotherTechnologyOnOtherPonsKeepsItsKeysWhereTheyAre() {
    // given
    scene.with(ponkeeper -> move(ponkeeper.olt(Technology.GPON, OLT), WITHOUT_TECHNOLOGY));
    SortedMap<String, String> gpon = scene.everything(key -> key.startsWith(NEWER));
    SortedMap<String, String> xgspon = scene.everything(key -> key.startsWith(OLDER));

    scene.withOlt(olt -> {
      // when
      move(olt, WITHOUT_TECHNOLOGY);
      // then
      assertThat(scene.everything(key -> key.startsWith(NEWER)))
          .hasSize(gpon.size() + xgspon.size());
      assertThat(olt.leftBehind()).noneMatch(PoolKeysTest::isLeftBehind);
      // when
      move(olt, WITH_TECHNOLOGY);
    });

    // then
    assertThat(scene.everything(key -> key.startsWith(NEWER))).isEqualTo(gpon);
    assertThat(scene.everything(key -> key.startsWith(OLDER))).isEqualTo(xgspon);
  }

  @Test
  void rangesOfAModelThatDifferAreLeftAsTheyAreAndNamed() {
    scene.put("resource_manager/resource_ranges/model-b", "{}");

    scene.withOlt(olt -> {
      PoolKeys.Moved moved = move(olt, WITHOUT_TECHNOLOGY);
      assertThat(moved.copiedRanges()).isEqualTo(1);
      assertThat(moved.keptRanges())
          .containsExactly("service/voltha/resource_manager/resource_ranges/model-b");
    });
  }

  @Test
  void duringTheMoveReadsWorkAndChangesAreRefused() {
    // given
    OltOverview[] whole = new OltOverview[1];
    scene.withOlt(olt -> whole[0] = olt.overview());

    scene.withOlt(olt -> {
      List<Long> looked = new ArrayList<>();
      olt.poolKeys()
          .move(
              WITHOUT_TECHNOLOGY,
              progress -> {
                if (!looked.isEmpty()) {
                  return;
                }
                // when
                looked.add(progress.done());
                assertThat(progress.done()).isBetween(1L, 136L);
                scene.withOlt(PoolKeysTest::assertFenced);

                // then
                scene.withOlt(elsewhere -> {
                  assertThat(elsewhere.overview().pools()).isEqualTo(whole[0].pools());
                  assertThat(elsewhere.audit().findings())
                      .extracting(Finding::kind)
                      .contains(FindingKind.UNFINISHED_WORK)
                      .doesNotContain(FindingKind.OWNED_NOT_TAKEN);
                });
              });
      assertThat(looked).hasSize(1);
    });
  }

  private static void assertFenced(Olt olt) {
    assertThat(code(() -> olt.instances().create(T64, UniPort.of("olt-1", 0, 20, 0))))
        .isEqualTo(ErrorCode.OLT_BUSY);
    assertThat(code(() -> olt.instances().delete(T64, UniPort.of("olt-1", 1, 1, 0))))
        .isEqualTo(ErrorCode.OLT_BUSY);
    assertThat(code(() -> olt.register(OltScene.registration(0)))).isEqualTo(ErrorCode.OLT_BUSY);
    assertThat(code(() -> move(olt, WITH_TECHNOLOGY))).isEqualTo(ErrorCode.OLT_BUSY);
    assertThat(code(() -> olt.poolKeys().plan(WITH_TECHNOLOGY))).isEqualTo(ErrorCode.OLT_BUSY);
  }
}
