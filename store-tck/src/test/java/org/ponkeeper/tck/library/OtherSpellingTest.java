package org.ponkeeper.tck.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.tck.library.OltScene.OLT;
import static org.ponkeeper.tck.library.OltScene.T64;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.maintenance.OtherSpelling;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;

/** Keys under another name of a technology are moved to the present one, or left as they are. */
class OtherSpellingTest {

  private static OltScene under(String name) {
    OltScene scene = OltScene.full();
    scene.delete("ponkeeper/olts/XGS-PON/olt-1");
    scene
        .everything(key -> key.startsWith("ponkeeper/claims/XGS-PON/olt-1/"))
        .keySet()
        .forEach(scene::delete);
    scene.rename("XGS-PON", name, "olt-1");
    return scene;
  }

  private static List<String> instances(OltScene scene) {
    List<String> all = new ArrayList<>();
    scene.withOlt(olt -> {
      for (Instance instance : olt.instances().list()) {
        all.add(instance.path() + " " + instance.allocId() + " " + instance.gemPortIds());
      }
    });
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"xgspon", "XGSPON", "xgs-pon", "XGS_PON", "Xgs-Pon"})
  void migratedDataEqualsDataUnderThePresentName(String name) {
    // given
    OltScene scene = under(name);
    OltScene present = OltScene.full();
    present.delete("ponkeeper/olts/XGS-PON/olt-1");
    present
        .everything(key -> key.startsWith("ponkeeper/claims/XGS-PON/olt-1/"))
        .keySet()
        .forEach(present::delete);
    assertThat(instances(scene)).isEmpty();

    // when
    scene.withOlt(olt -> {
      assertThat(olt.otherSpelling().count()).isPositive();
      OtherSpelling.Moved planned = olt.otherSpelling().plan();
      OtherSpelling.Moved moved = olt.otherSpelling().migrate(progress -> {});
      assertThat(moved).isEqualTo(planned);
      assertThat(moved.names()).containsExactly(name);
    });

    // then
    assertThat(scene.everything()).isEqualTo(present.everything());
    assertThat(instances(scene)).hasSize(3).isEqualTo(instances(present));
    scene.withOlt(olt -> {
      assertThat(olt.otherSpelling().count()).isZero();
      olt.instances().create(T64, UniPort.of("olt-1", 0, 30, 0));
      assertThat(olt.audit().findings()).noneMatch(f -> f.kind() == FindingKind.ID_OWNED_TWICE);
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ponkeeper/olts/XGS-PON/olt-1",
        "ponkeeper/claims/XGS-PON/olt-1/0/onu/serial",
        "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}",
        "resource_manager/{olt-1}/alloc_id_pool/{0}",
        "resource_instances/XGS-PON/70/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
        "technology_profiles/XGS-PON/70/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
        "resource_manager/{XGSPON}/{olt-1}/alloc_id_pool/{0}",
        "resource_instances/Xgspon/70/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}"
      })
  void nothingIsMovedIfAnotherKeyMayBeTheRightOne(String inTheWay) {
    // given
    OltScene scene = under("xgspon");
    String live =
        """
        {"format":1,"pons":[0,1],"ranges":{"onu":"1-128","alloc":"1024-1152",\
        "gem-port":"1024-2048"},"shared":{},"pool_keys":"with-technology","state":"live"}\
        """;
    scene.put(inTheWay, inTheWay.startsWith("ponkeeper/olts") ? live : "{}");
    SortedMap<String, String> before = scene.everything();

    // then
    scene.withOlt(olt -> {
      assertThat(OltScene.code(() -> olt.otherSpelling().plan()))
          .isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
      assertThat(OltScene.code(() -> olt.otherSpelling().migrate(progress -> {})))
          .isEqualTo(ErrorCode.POOL_KEYS_DIFFER);
    });
    assertThat(scene.everything()).isEqualTo(before);
  }

  @Test
  void aTemplateOfAnotherShapeKeepsItsInstancesFromBeingMoved() {
    // given
    OltScene scene = under("xgspon");
    scene.put(
        "technology_profiles/xgspon/64",
        OltScene.TEMPLATE.replace("\"onu\":\"multi-instance\"", "\"onu\":\"single-instance\""));
    SortedMap<String, String> before = scene.everything();

    // then
    scene.withOlt(olt ->
        assertThat(OltScene.code(() -> olt.otherSpelling().migrate(progress -> {})))
            .isEqualTo(ErrorCode.POOL_KEYS_DIFFER));
    assertThat(scene.everything()).isEqualTo(before);
  }

  @Test
  void aTemplateIsCopiedWithItsInstancesAndGoesOnceNothingUsesIt() {
    // given: two OLTs under the other name, and a template that only that has
    OltScene scene = under("xgspon");
    scene.rename("XGS-PON", "xgspon", "olt-12");
    scene.delete("technology_profiles/XGS-PON/64");
    scene.delete("ponkeeper/olts/XGS-PON/olt-12");
    scene
        .everything(key -> key.startsWith("ponkeeper/claims/XGS-PON/"))
        .keySet()
        .forEach(scene::delete);
    scene.put("technology_profiles/xgspon/64", OltScene.TEMPLATE);
    scene.put("technology_profiles/xgspon/66", OltScene.TEMPLATE);
    scene.put("resource_manager/{xgspon}/resource_ranges/model-c", "{}");
    scene.put("resource_manager/{xgspon}/resource_ranges/model-a", "{}");

    // when: the first of them
    scene.withOlt(olt -> olt.otherSpelling().migrate(progress -> {}));
    scene.with(ponkeeper -> {
      MovedSharedKeys shared = ponkeeper.olts().moveShared(Technology.XGS_PON);
      assertThat(shared.moved()).containsExactly("service/voltha/technology_profiles/xgspon/66");
      assertThat(shared.left()).contains("service/voltha/technology_profiles/xgspon/64").hasSize(3);
    });

    // then
    assertThat(scene.everything()).containsKey("technology_profiles/XGS-PON/64");

    // and when: the second
    scene.with(ponkeeper -> {
      assertThat(ponkeeper.olts().underOtherNames())
          .singleElement()
          .satisfies(olt -> assertThat(olt.olt()).isEqualTo(OltScene.NEIGHBOUR));
      ponkeeper.olt(Technology.XGS_PON, OltScene.NEIGHBOUR).otherSpelling().migrate(progress -> {});
      SortedMap<String, String> before = scene.everything();
      assertThat(ponkeeper.olts().planMoveShared(Technology.XGS_PON).moved()).hasSize(2);
      assertThat(scene.everything()).isEqualTo(before);
      MovedSharedKeys shared = ponkeeper.olts().moveShared(Technology.XGS_PON);
      assertThat(shared.left())
          .containsExactly("service/voltha/resource_manager/{xgspon}/resource_ranges/model-a");
    });

    // then: what has another value under the present name is all that is left
    assertThat(scene.everything(key -> key.contains("xgspon")))
        .containsOnlyKeys("resource_manager/{xgspon}/resource_ranges/model-a");
  }

  @Test
  void duringTheMoveOtherRequestsAreRefused() {
    // given
    OltScene scene = under("xgspon");
    scene.put(
        "ponkeeper/olts/XGS-PON/olt-1",
        """
        {"format":1,"pons":[],"ranges":{},"shared":{},"pool_keys":"with-technology",\
        "full_pools":false,"state":"renaming"}\
        """);

    // then
    scene.with(ponkeeper ->
        assertThat(ponkeeper.olts().underOtherNames())
            .anySatisfy(olt -> assertThat(olt.olt()).isEqualTo(OLT)));
    scene.withOlt(olt -> {
      assertThat(OltScene.code(() -> olt.delete(progress -> {}))).isEqualTo(ErrorCode.OLT_BUSY);
      assertThat(OltScene.code(() -> olt.instances().create(T64, UniPort.of("olt-1", 0, 1, 0))))
          .isEqualTo(ErrorCode.OLT_BUSY);
      assertThat(olt.otherSpelling().migrate(progress -> {}).names()).containsExactly("xgspon");
    });
    assertThat(scene.everything()).doesNotContainKey("ponkeeper/olts/XGS-PON/olt-1");
  }
}
