package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.tck.library.OltScene.NEIGHBOUR;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;
import static org.ponkeeper.tck.library.OltScene.code;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.OltContents;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolKeyLayout;

/** An OLT is deleted as a whole, and nothing else is. */
class OltDeletionTest {

  private final OltScene scene = OltScene.full();

  /** Whether a key of the scene is one of XGS-PON {@code olt-1}. */
  private static boolean isOfIt(String key) {
    return key.contains("XGS-PON")
        && (key.contains("{olt-1}") || key.contains("/olt-1/") || key.endsWith("/olt-1"));
  }

  @Test
  void everythingOfItIsDeletedAndNothingElse() {
    scene.put("ponkeeper/turns/XGS-PON/olt-1/0123456789abcdef", "");
    scene.put("ponkeeper/turns/XGS-PON/olt-12/0123456789abcdef", "");
    SortedMap<String, String> others = scene.everything(key -> !isOfIt(key));
    assertThat(scene.everything()).hasSizeGreaterThan(others.size() + 130);

    scene.withOlt(olt -> olt.delete(progress -> {}));

    assertThat(scene.everything()).isEqualTo(others);
  }

  @Test
  void contentsCountsTheStoredKeys() {
    List<WorkProgress> progress = new ArrayList<>();
    scene.withOlt(olt -> {
      OltContents contents = olt.contents();
      assertThat(contents)
          .isEqualTo(new OltContents(Technology.XGS_PON, OLT, 1, 3, 1, 5, 131, 1, 1, 0));
      assertThat(olt.delete(progress::add)).isEqualTo(contents);
      assertThat(olt.contents().total()).isZero();
    });
    assertThat(progress).hasSizeGreaterThan(2);
    assertThat(progress.getLast()).isEqualTo(new WorkProgress(143, 143));
  }

  @Test
  void keysWithoutTechnologyOfAnotherTechnologyStay() {
    // given
    scene.with(ponkeeper -> {
      for (Technology technology : List.of(Technology.XGS_PON, Technology.GPON)) {
        ponkeeper
            .olt(technology, OLT)
            .poolKeys()
            .move(PoolKeyLayout.WITHOUT_TECHNOLOGY, progress -> {});
      }
    });
    SortedMap<String, String> before = scene.everything();
    assertThat(before)
        .containsKey("resource_manager/{olt-1}/alloc_id_pool/{1}")
        .containsKey("resource_manager/{olt-1}/alloc_id_pool/{2}");

    // when
    scene.withOlt(olt -> olt.delete(progress -> {}));

    // then
    assertThat(scene.everything(key -> key.contains("{olt-1}") && !key.contains("GPON")))
        .isEqualTo(
            scene.everything(key -> key.matches(".*/\\{olt-1}/.*(\\{[23],|_pool/\\{[23]}).*")))
        .isNotEmpty();
    scene.with(ponkeeper ->
        assertThat(ponkeeper.olt(Technology.GPON, OLT).audit().findings())
            .extracting(finding -> finding.kind())
            .doesNotContain(
                FindingKind.OWNED_NOT_TAKEN,
                FindingKind.TAKEN_BY_NOBODY,
                FindingKind.LEFT_BEHIND_KEYS));

    // when
    scene.with(ponkeeper -> ponkeeper.olt(Technology.GPON, OLT).delete(progress -> {}));

    // then
    assertThat(scene.everything(key -> key.contains("{olt-1}"))).isEmpty();
  }

  @Test
  void anOltThatOnlyTheGoLibraryKnewIsDeletedToo() {
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");

    scene.withOlt(olt -> olt.delete(progress -> {}));

    assertThat(scene.everything(OltDeletionTest::isOfIt)).isEmpty();
    assertThat(scene.everything(key -> key.contains("GPON") && key.contains("olt-1"))).isNotEmpty();
  }

  @Test
  void aDeletedOltCanBeRegisteredAgainAndBeginsWithTheFirstIds() {
    scene.with(ponkeeper -> {
      var olt = ponkeeper.olt(Technology.XGS_PON, OLT).load();
      olt.delete(progress -> {});

      assertThat(code(() -> olt.instances().create(T64, UniPort.of("olt-1", 0, 1, 0))))
          .isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
      olt.register(OltScene.registration(0));
      assertThat(
              olt.instances()
                  .create(T64, UniPort.of("olt-1", 0, 7, 0))
                  .instance()
                  .allocId()
                  .value())
          .isEqualTo(1024);
      assertThat(olt.audit().findings()).isEmpty();
    });
  }

  @Test
  void deletingAnUnknownOltIsRefused() {
    scene.withOlt(olt -> {
      olt.delete(progress -> {});
      assertThat(code(() -> olt.delete(progress -> {}))).isEqualTo(ErrorCode.OLT_NOT_REGISTERED);
    });
  }

  @Test
  void anUnreadableRecordKeepsTheOltFromBeingDeleted() {
    scene.put("ponkeeper/olts/XGS-PON/olt-1", "{\"format\":2}");
    SortedMap<String, String> before = scene.everything();

    scene.withOlt(olt -> {
      assertThat(code(() -> olt.delete(progress -> {}))).isEqualTo(ErrorCode.CORRUPT_DATA);
      assertThat(code(olt::contents)).isEqualTo(ErrorCode.CORRUPT_DATA);
    });

    assertThat(scene.everything()).isEqualTo(before);
  }

  @Test
  void anOltWithACommonNamePrefixIsNotAffected() {
    scene.with(ponkeeper -> {
      var neighbour = ponkeeper.olt(Technology.XGS_PON, NEIGHBOUR).load();
      ponkeeper.olt(Technology.XGS_PON, OLT).delete(progress -> {});

      assertThat(neighbour.instances().create(T64, UniPort.of("olt-12", 0, 7, 0)).created())
          .isTrue();
      assertThat(neighbour.instances().list()).hasSize(4);
    });
  }
}
