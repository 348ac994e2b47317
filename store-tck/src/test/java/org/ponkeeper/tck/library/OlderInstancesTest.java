package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;
import static org.ponkeeper.tck.library.OltScene.code;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.maintenance.OlderInstances;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.Instance;

/** Instances of the older format and their successors. */
class OlderInstancesTest {

  /** An older instance that cannot be read is part of the scene. */
  private static final String UNREADABLE =
      "service/voltha/technology_profiles/XGS-PON/65/olt-{olt-1}/pon-{0}/onu-{9}/uni-{0}";

  private final OltScene scene = OltScene.full();

  private void given(int count) {
    for (int i = 0; i < count; i++) {
      scene.putOlder(i % 2, 20 + i, 1060 + i, 1500 + i);
    }
  }

  private SortedMap<String, String> older() {
    return scene.everything(key -> key.startsWith("technology_profiles/XGS-PON/64/olt-{olt-1}/"));
  }

  @Test
  void everyReadableInstanceIsMigratedWithItsIds() {
    given(90);
    SortedMap<String, String> others =
        scene.everything(key -> key.contains("olt-12") || key.contains("GPON/"));

    scene.withOlt(olt -> {
      assertThat(olt.olderInstances().count()).isEqualTo(91);
      List<Long> progress = new ArrayList<>();

      OlderInstances.Migrated done =
          olt.olderInstances().migrate(told -> progress.add(told.done()));

      assertThat(done.migrated()).isEqualTo(90);
      assertThat(done.left()).extracting(OlderInstances.Left::key).containsExactly(UNREADABLE);
      assertThat(progress).hasSizeGreaterThan(2).isSorted().endsWith(91L);
      assertThat(olt.instances().list()).hasSize(93);
      Instance last = olt.instances().get(T64, UniPort.of("olt-1", 1, 109, 0));
      assertThat(last.allocId().value()).isEqualTo(1149);
      assertThat(last.gemPortIdAt(0)).isEqualTo(1589);
      // The scene's per-ONU maps name ids that nobody took, or that others own now.
      assertThat(olt.audit().findings())
          .extracting(Finding::kind)
          .filteredOn(kind -> !kind.text().startsWith("mapped-"))
          .containsOnly(FindingKind.OLDER_INSTANCES);
    });

    assertThat(older()).isEmpty();
    assertThat(scene.everything(key -> key.contains("olt-12") || key.contains("GPON/")))
        .isEqualTo(others);
  }

  @Test
  void aDryRunSaysTheSameAndChangesNothing() {
    given(90);
    SortedMap<String, String> before = scene.everything();

    scene.withOlt(olt -> {
      OlderInstances.Migrated planned = olt.olderInstances().plan();
      assertThat(scene.everything()).isEqualTo(before);
      assertThat(olt.olderInstances().migrate(progress -> {})).isEqualTo(planned);
    });
  }

  @Test
  void runAgainItHasNothingToDo() {
    given(3);

    scene.withOlt(olt -> {
      olt.olderInstances().migrate(progress -> {});
      SortedMap<String, String> after = scene.everything();

      OlderInstances.Migrated again = olt.olderInstances().migrate(progress -> {});

      assertThat(again.migrated()).isZero();
      assertThat(again.left()).hasSize(1);
      assertThat(scene.everything()).isEqualTo(after);
    });
  }

  @Test
  void twoThatHaveTheSameIdAreNotBothMigrated() {
    scene.putOlder(0, 20, 1060, 1500);
    scene.putOlder(0, 21, 1061, 1500);

    scene.withOlt(olt -> {
      OlderInstances.Migrated planned = olt.olderInstances().plan();
      OlderInstances.Migrated done = olt.olderInstances().migrate(progress -> {});

      assertThat(done).isEqualTo(planned);
      assertThat(done.migrated()).isEqualTo(1);
      assertThat(done.left())
          .anyMatch(left -> left.reason().contains("its id 1500 of gem-port pool 0 is owned by"));
      assertThat(olt.audit().findings())
          .extracting(Finding::kind)
          .doesNotContain(FindingKind.ID_OWNED_TWICE);
    });
    assertThat(older()).hasSize(1);
  }

  @Test
  void othersMayWorkOnTheOltMeanwhile() {
    given(90);

    scene.withOlt(elsewhere -> {
      elsewhere.load();
      scene.withOlt(olt -> {
        int[] created = {0};
        OlderInstances.Migrated done =
            olt.olderInstances()
                .migrate(progress -> {
                  // The first of them is new to the pools that were read, each time.
                  UniPort port = UniPort.of("olt-1", created[0] % 2, 5 + created[0], 0);
                  created[0]++;
                  elsewhere.instances().create(T64, port);
                });

        assertThat(done.migrated()).isEqualTo(90);
        assertThat(created[0]).isGreaterThan(2);
        assertThat(olt.instances().list()).hasSize(93 + created[0]);
        assertThat(olt.audit().findings())
            .extracting(Finding::kind)
            .doesNotContain(
                FindingKind.ID_OWNED_TWICE,
                FindingKind.OWNED_NOT_TAKEN,
                FindingKind.TAKEN_BY_NOBODY);
      });
    });
  }

  @Test
  void theirIdsAreNotFreedByARepair() {
    // given: an OLT whose ids are taken, by instances that only the older format has
    given(4);
    scene.withOlt(olt -> olt.olderInstances().migrate(progress -> {}));
    for (int i = 0; i < 4; i++) {
      scene.delete(
          "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{%d}/onu-{%d}/uni-{0}"
              .formatted(i % 2, 20 + i));
    }
    given(4);

    scene.withOlt(olt -> {
      // when
      assertThat(olt.audit().repair(Duration.ofMillis(1))).isEmpty();

      // then
      assertThat(olt.olderInstances().migrate(progress -> {}).migrated()).isEqualTo(4);
    });
  }

  @Test
  void anOltThatTakesNoChangesKeepsItsOlderInstances() {
    given(2);
    scene.put(
        "ponkeeper/olts/XGS-PON/olt-1",
        "{\"format\":1,\"pons\":[0,1],\"ranges\":{\"onu\":\"1-2\",\"alloc\":\"1024-1152\","
            + "\"gem-port\":\"1024-2048\"},\"pool_keys\":\"with-technology\",\"state\":\"migrating\"}");

    scene.withOlt(olt ->
        assertThat(code(() -> olt.olderInstances().migrate(progress -> {})))
            .isEqualTo(ErrorCode.OLT_BUSY));

    assertThat(older()).hasSize(2);
  }

  @Test
  void anOltOfWhichOnlyOlderInstancesAreThereIsListedAndRefusedUntilItIsRegistered() {
    // given
    scene.withOlt(olt -> olt.delete(progress -> {}));
    given(3);

    scene.with(ponkeeper -> {
      assertThat(ponkeeper.olts().list())
          .anyMatch(known -> known.olt().equals(OLT) && !known.registered());
      Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
      assertThat(code(() -> olt.olderInstances().migrate(progress -> {})))
          .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);

      // when
      olt.register(OltScene.registration(0));

      // then
      assertThat(olt.olderInstances().migrate(progress -> {}).migrated()).isEqualTo(3);
      assertThat(olt.audit().findings()).isEmpty();
    });
  }

  @Test
  void poolsMayBeUnderTheNewerKeys() {
    given(3);

    scene.withOlt(olt -> {
      olt.poolKeys().move(PoolKeyLayout.WITHOUT_TECHNOLOGY, progress -> {});
      assertThat(olt.olderInstances().migrate(progress -> {}).migrated()).isEqualTo(3);
      assertThat(olt.leftBehind()).noneMatch(f -> f.kind() == FindingKind.LEFT_BEHIND_KEYS);
    });
  }
}
