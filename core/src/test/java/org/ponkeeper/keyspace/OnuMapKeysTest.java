package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ponkeeper.pon.Technology.XGS_PON;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.OnuMapId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

class OnuMapKeysTest {

  private static final OltId OLT = new OltId("olt-1");
  private static final KeySpace KEYS =
      new KeySpace("service/voltha", "service/voltha/technology_profiles");
  private static final OnuId ONU = new OnuId(new PonId(OLT, 0), 1);
  private static final UniPort UNI = new UniPort(ONU, 2);

  private static OnuMapKeys in(PoolKeyLayout layout) {
    return new OnuMapKeys(KEYS, layout, XGS_PON, OLT);
  }

  private static Key key(PoolKeyLayout layout, String rest) {
    return new Key(KEYS.resourcesPrefix(layout, XGS_PON, OLT) + rest);
  }

  private static boolean contain(List<KeyRange> ranges, Key key) {
    return ranges.stream().anyMatch(range -> range.contains(key));
  }

  @ParameterizedTest
  @EnumSource
  void keysAreParsedAsTheyAreBuilt(PoolKeyLayout layout) {
    OnuMapKeys keys = in(layout);
    for (OnuOrUni of : List.of(ONU, UNI)) {
      for (OnuMapType type : OnuMapType.values()) {
        OnuMapId id = new OnuMapId(of, type);
        assertThat(keys.parseMap(keys.map(id))).contains(id);
        assertThat(keys.maps().contains(keys.map(id))).isTrue();
        assertThat(keys.maps(ONU.pon()).contains(keys.map(id))).isTrue();
      }
      Key flow = keys.flowInfo(of, 4_294_967_295L);
      assertThat(keys.parseFlowId(of, flow)).contains(4_294_967_295L);
      assertThat(keys.flowInfos(of).contains(flow)).isTrue();
      assertThat(keys.maps().contains(flow)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysOfAnotherKindAreNotParsed(PoolKeyLayout layout) {
    for (String rest :
        List.of(
            "{0}/alloc_ids",
            "{0,1,2,3}/alloc_ids",
            "{00,1}/alloc_ids",
            "{0,01}/alloc_ids",
            "{256,1}/alloc_ids",
            "{0,1023}/alloc_ids",
            "{0,1,256}/alloc_ids",
            "{1048576,-1,-1}/flow_ids",
            "{0,1}/alloc_id",
            "{0,1}/alloc_ids/x",
            "{0,1}",
            "alloc_id_pool/{0}",
            "flow_id_info/{0,1}/{7}")) {
      assertThat(in(layout).parseMap(key(layout, rest))).as(rest).isEmpty();
    }
    for (String rest :
        List.of(
            "flow_id_info/{0,1}/7",
            "flow_id_info/{0,1}/{07}",
            "flow_id_info/{0,1}/{-7}",
            "flow_id_info/{0,1}/{99999999999999999999}",
            "flow_id_info/{0,1}/{9999999999999999999}",
            "flow_id_info/{0,1,2}/{7}")) {
      assertThat(in(layout).parseFlowId(ONU, key(layout, rest))).as(rest).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void rangesOfAnOnuContainItsUniPortsAndNoOtherOnus(PoolKeyLayout layout) {
    OnuMapKeys keys = in(layout);
    Key own = key(layout, "{0,1}/alloc_ids");
    Key ofUni = key(layout, "{0,1,2}/alloc_ids");
    Key ofUni20 = key(layout, "{0,1,20}/alloc_ids");
    Key ofOnu10 = key(layout, "{0,10}/alloc_ids");
    Key ofPon = key(layout, "{0,10,1}/alloc_ids");

    assertThat(contain(keys.maps(ONU), own)).isTrue();
    assertThat(contain(keys.maps(ONU), ofUni)).isTrue();
    assertThat(contain(keys.maps(ONU), ofUni20)).isTrue();
    assertThat(contain(keys.maps(ONU), ofOnu10)).isFalse();
    assertThat(contain(keys.maps(ONU), ofPon)).isFalse();
    assertThat(contain(keys.maps(UNI), ofUni)).isTrue();
    assertThat(contain(keys.maps(UNI), own)).isFalse();
    assertThat(contain(keys.maps(UNI), ofUni20)).isFalse();
    assertThat(contain(keys.allFlowInfos(ONU), key(layout, "flow_id_info/{0,1,2}/{7}"))).isTrue();
    assertThat(contain(keys.allFlowInfos(ONU), key(layout, "flow_id_info/{0,10}/{7}"))).isFalse();
    assertThat(contain(keys.allFlowInfos(UNI), key(layout, "flow_id_info/{0,1}/{7}"))).isFalse();
    assertThat(keys.maps(ONU.pon()).contains(key(layout, "{01,1}/alloc_ids"))).isFalse();
  }
}
