package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ponkeeper.pon.Technology.XGS_PON;
import static org.ponkeeper.pool.PoolKeyLayout.WITHOUT_TECHNOLOGY;
import static org.ponkeeper.pool.PoolKeyLayout.WITH_TECHNOLOGY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

class KeySpaceTest {

  private static final KeySpace KEYS =
      new KeySpace("service/voltha", "service/voltha/technology_profiles");
  private static final OltId OLT = new OltId("olt-1");
  private static final TechProfileId T64 = new TechProfileId(64);
  private static final InstancePath PATH =
      new InstancePath(XGS_PON, T64, UniPort.of("olt-1", 2, 10, 1));

  private static final ClaimKey CLAIM =
      new ClaimKey(2, ResourceType.ONU_ID, new OwnerName("ALCL00001234"));

  private static final OnuMapKeys MAPS = new OnuMapKeys(KEYS, WITH_TECHNOLOGY, XGS_PON, OLT);

  /** One key of each kind, as VOLTHA has them. */
  private static final List<String> EXAMPLES =
      List.of(
          "service/voltha/technology_profiles/XGS-PON/64",
          "service/voltha/resource_instances/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{2}",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{2}",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/onu_id_pool/{2}",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/flow_id_pool/{2}",
          "service/voltha/resource_manager/{olt-1}/alloc_id_pool/{2}",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/{2,10}/alloc_ids",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/{2,10,1}/gemport_ids",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/{2,10,1}/flow_ids",
          "service/voltha/resource_manager/{olt-1}/{2,10,1}/alloc_ids",
          "service/voltha/resource_manager/{XGS-PON}/{olt-1}/flow_id_info/{2,10}/{7}",
          "service/voltha/resource_manager/config/reserved_gemport_ids",
          "service/voltha/resource_manager/{XGS-PON}/resource_ranges/asfvolt16",
          "service/voltha/resource_manager/resource_ranges/asfvolt16",
          "service/voltha/ponkeeper/trial",
          "service/voltha/ponkeeper/olts/XGS-PON/olt-1",
          "service/voltha/ponkeeper/claims/XGS-PON/olt-1/2/onu/ALCL00001234",
          "service/voltha/ponkeeper/turns/XGS-PON/olt-1/0123456789abcdef",
          "service/voltha/ponkeeper/restore");

  @Test
  void keysAreThoseOfVoltha() {
    assertThat(
            List.of(
                KEYS.template(XGS_PON, T64),
                KEYS.instance(PATH),
                KEYS.pool(WITH_TECHNOLOGY, XGS_PON, OLT, new PoolId(ResourceType.ALLOC_ID, 2)),
                KEYS.pool(WITH_TECHNOLOGY, XGS_PON, OLT, new PoolId(ResourceType.GEM_PORT_ID, 2)),
                KEYS.pool(WITH_TECHNOLOGY, XGS_PON, OLT, new PoolId(ResourceType.ONU_ID, 2)),
                KEYS.pool(WITH_TECHNOLOGY, XGS_PON, OLT, new PoolId(ResourceType.FLOW_ID, 2)),
                KEYS.pool(WITHOUT_TECHNOLOGY, XGS_PON, OLT, new PoolId(ResourceType.ALLOC_ID, 2)),
                MAPS.map(new OnuMapId(PATH.uniPort().onu(), OnuMapType.ALLOC_IDS)),
                MAPS.map(new OnuMapId(PATH.uniPort(), OnuMapType.GEM_PORT_IDS)),
                MAPS.map(new OnuMapId(PATH.uniPort(), OnuMapType.FLOW_IDS)),
                new OnuMapKeys(KEYS, WITHOUT_TECHNOLOGY, XGS_PON, OLT)
                    .map(new OnuMapId(PATH.uniPort(), OnuMapType.ALLOC_IDS)),
                MAPS.flowInfo(PATH.uniPort().onu(), 7),
                KEYS.reservedGemPortIds(),
                KEYS.modelRanges(WITH_TECHNOLOGY, XGS_PON, new OltModel("asfvolt16")),
                KEYS.modelRanges(WITHOUT_TECHNOLOGY, XGS_PON, new OltModel("asfvolt16")),
                KEYS.trial(),
                KEYS.oltRecord(XGS_PON, OLT),
                KEYS.claim(XGS_PON, OLT, CLAIM),
                KEYS.turn(XGS_PON, OLT, "0123456789abcdef"),
                KEYS.restore()))
        .extracting(Key::text)
        .containsExactlyElementsOf(EXAMPLES);
  }

  @Test
  void theDocumentHasEveryKey() throws IOException {
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "keyspace.md");
    assertThat(Files.readString(document)).contains(EXAMPLES);
  }

  @Test
  void theKeysOfTheOpenoltAdapterAreBuiltAndParsed() throws IOException {
    OpenOltKeys theirs = new OpenOltKeys(KEYS, OLT);
    UniPort port = UniPort.of("olt-1", 2, 10, 1);
    String tpId = "service/voltha/openolt/{olt-1}/{2,10,1}/tp_id";
    String info = "service/voltha/openolt/{olt-1}/onu_gem_info/{2}/{10}";

    assertThat(theirs.tpId(port).text()).isEqualTo(tpId);
    assertThat(theirs.onuGemInfo(port.onu()).text()).isEqualTo(info);
    assertThat(theirs.parseTpId(new Key(tpId))).contains(port);
    assertThat(theirs.parseOnuGemInfo(new Key(info))).contains(port.onu());
    assertThat(theirs.tpIds(2).contains(new Key(tpId))).isTrue();
    assertThat(theirs.onuGemInfos(2).contains(new Key(info))).isTrue();
    for (String other :
        List.of(
            tpId.replace("10", "010"),
            tpId.replace(",1}", ",256}"),
            tpId.replace("{2,", "{256,"),
            tpId.replace(",1}", "}"),
            tpId + "/x",
            "service/voltha/openolt/{olt-12}/{2,10,1}/tp_id",
            "service/voltha/openolt/{olt-1}/{2,10,1}/{64}/meter_id/{upstream}")) {
      assertThat(theirs.parseTpId(new Key(other))).as(other).isEmpty();
    }
    assertThat(theirs.parseOnuGemInfo(new Key(info.replace("{2}", "2")))).isEmpty();
    Path document = Path.of(System.getProperty("ponkeeper.root"), "docs", "keyspace.md");
    assertThat(Files.readString(document)).contains(tpId, info);
  }

  @Test
  void keysAreParsedAsTheyAreBuilt() {
    assertThat(KEYS.parseTemplate(XGS_PON, KEYS.template(XGS_PON, T64))).contains(T64);
    assertThat(KEYS.parseInstance(XGS_PON, KEYS.instance(PATH))).contains(PATH);
    PoolId pool = new PoolId(ResourceType.GEM_PORT_ID, 3);
    Key poolKey = KEYS.pool(WITHOUT_TECHNOLOGY, XGS_PON, OLT, pool);
    assertThat(KEYS.parsePool(WITHOUT_TECHNOLOGY, XGS_PON, OLT, pool.type(), poolKey))
        .contains(pool);
    assertThat(KEYS.parsePoolOwner(poolKey))
        .contains(new KeySpace.PoolOwner(Optional.empty(), OLT));
    assertThat(KEYS.parsePoolOwner(KEYS.pool(WITH_TECHNOLOGY, XGS_PON, OLT, pool)))
        .contains(new KeySpace.PoolOwner(Optional.of(XGS_PON), OLT));
    assertThat(KEYS.parseClaim(XGS_PON, OLT, KEYS.claim(XGS_PON, OLT, CLAIM))).contains(CLAIM);
    assertThat(KEYS.parseOltRecord(KEYS.oltRecord(XGS_PON, OLT)))
        .contains(new KeySpace.RecordOwner(XGS_PON, OLT));
  }

  @Test
  void resourceKeysTellTheirPonAndHaveAPlaceInBothLayouts() {
    String prefix = "service/voltha/resource_manager/{olt-1}/";
    Map<String, ResourceKey> kinds =
        Map.of(
            "gemport_id_pool/{3}",
            new ResourceKey.Pool(new PoolId(ResourceType.GEM_PORT_ID, 3)),
            "{2,10}/alloc_ids",
            new ResourceKey.OfOnu(2),
            "{2,10,1}/flow_ids",
            new ResourceKey.OfOnu(2),
            "flow_id_info/{2,10}/{7}",
            new ResourceKey.FlowInfo(2),
            "{256,10}/alloc_ids",
            new ResourceKey.Other(),
            "{2,10}",
            new ResourceKey.Other(),
            "alloc_id_pool/{x}",
            new ResourceKey.Other());
    kinds.forEach((text, kind) -> {
      Key key = new Key(prefix + text);
      assertThat(KEYS.parseResource(WITHOUT_TECHNOLOGY, XGS_PON, OLT, key)).contains(kind);
      Key older = KEYS.inLayout(WITH_TECHNOLOGY, key, WITHOUT_TECHNOLOGY, XGS_PON, OLT);
      assertThat(older.text())
          .isEqualTo("service/voltha/resource_manager/{XGS-PON}/{olt-1}/" + text);
      assertThat(KEYS.inLayout(WITHOUT_TECHNOLOGY, older, WITH_TECHNOLOGY, XGS_PON, OLT))
          .isEqualTo(key);
    });
    assertThat(
            KEYS.parseResource(
                WITHOUT_TECHNOLOGY,
                XGS_PON,
                new OltId("olt"),
                new Key(prefix + "{2,10}/alloc_ids")))
        .isEmpty();
  }

  @Test
  void anOlderInstanceHasItsSuccessorAtTheSamePath() {
    Key older = KEYS.older(KEYS.instance(PATH));

    assertThat(older.text())
        .isEqualTo(
            "service/voltha/technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}");
    assertThat(KEYS.successor(older)).isEqualTo(KEYS.instance(PATH));
    assertThat(KEYS.older(KEYS.instances(XGS_PON, T64, OLT)).contains(older)).isTrue();
    assertThat(KEYS.older(KEYS.instances(XGS_PON, T64, OLT)).contains(KEYS.template(XGS_PON, T64)))
        .isFalse();
  }

  @Test
  void keysOfAnotherKindAreNotParsed() {
    for (String text :
        List.of(
            "service/voltha/technology_profiles/XGS-PON/64/olt-{a}/pon-{0}/onu-{1}/uni-{0}",
            "service/voltha/technology_profiles/XGS-PON/064",
            "service/voltha/technology_profiles/XGS-PON/x",
            "service/voltha/technology_profiles/XGS-PON/99999999999")) {
      assertThat(KEYS.parseTemplate(XGS_PON, new Key(text))).as(text).isEmpty();
    }
    String prefix = "service/voltha/resource_instances/XGS-PON/";
    for (String text :
        List.of(
            "64/olt-{olt-1}/pon-{02}/onu-{1}/uni-{1}",
            "64/olt-{olt-1}/pon-{2}/onu-{1}",
            "64/olt-{olt-1}/pon-{2}/onu-{1}/uni-{1}/x",
            "64/olt-{OLT}/pon-{2}/onu-{1}/uni-{1}",
            "64/olt-{olt-1}/pon-{256}/onu-{1}/uni-{1}",
            "x/olt-{olt-1}/pon-{2}/onu-{1}/uni-{1}",
            "64")) {
      assertThat(KEYS.parseInstance(XGS_PON, new Key(prefix + text))).as(text).isEmpty();
    }
  }

  @Test
  void aKeyAmongTheInstancesShowsItsTemplateAndItsNeighbours() {
    Key instance = new Key("service/voltha/resource_instances/XGS-PON/64/olt-{a}/x");
    Key other = new Key("service/voltha/resource_instances/XGS-PON/64-x/olt-{a}/x");
    Key shallow = new Key("service/voltha/resource_instances/XGS-PON/64");

    assertThat(KEYS.parseInstanceTemplate(XGS_PON, instance)).contains(T64);
    assertThat(KEYS.parseInstanceTemplate(XGS_PON, other)).isEmpty();
    assertThat(KEYS.parseInstanceTemplate(XGS_PON, shallow)).isEmpty();

    assertThat(KEYS.besideInstance(XGS_PON, instance)).isEqualTo(KEYS.instances(XGS_PON, T64));
    assertThat(KEYS.besideInstance(XGS_PON, shallow)).isEqualTo(KeyRange.of(shallow));
    assertThat(KEYS.besideInstance(XGS_PON, other).contains(other)).isTrue();
    assertThat(KEYS.besideInstance(XGS_PON, other).contains(instance)).isFalse();
  }

  @Test
  void theSearchForTemplatesPassesOverWhatLiesDeeper() {
    Key template = KEYS.template(XGS_PON, T64);
    Key deeper = new Key(template.text() + "/olt-{a}/pon-{0}/onu-{1}/uni-{0}");
    Key between = new Key(template.text() + "-old");
    Key next = KEYS.template(XGS_PON, new TechProfileId(65));

    assertThat(KEYS.templatesAfter(XGS_PON, template).contains(between)).isTrue();
    assertThat(KEYS.templatesAfter(XGS_PON, template).contains(template)).isFalse();
    assertThat(KEYS.templatesAfter(XGS_PON, deeper).contains(deeper)).isFalse();
    assertThat(KEYS.templatesAfter(XGS_PON, deeper).contains(next)).isTrue();
  }

  @Test
  void instancesOfAnOltAreNotThoseOfOneWhoseNameBeginsTheSame() {
    Key other = KEYS.instance(new InstancePath(XGS_PON, T64, UniPort.of("olt-12", 2, 10, 1)));

    assertThat(KEYS.instances(XGS_PON, T64, OLT).contains(KEYS.instance(PATH))).isTrue();
    assertThat(KEYS.instances(XGS_PON, T64, OLT).contains(other)).isFalse();
    assertThat(KEYS.instances(XGS_PON, T64, OLT, 2).contains(KEYS.instance(PATH))).isTrue();
    assertThat(KEYS.instances(XGS_PON, T64, OLT, 20).contains(KEYS.instance(PATH))).isFalse();
  }

  @Test
  void invalidPathsAreRejected() {
    for (String path : List.of("", " ", "/service", "service/", "x".repeat(1001))) {
      assertThatThrownBy(() -> new KeySpace(path, "t"))
          .as(path)
          .isInstanceOf(InvalidRequestException.class);
    }
  }
}
