package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Which keys a backup holds, and whose they are. */
class BackupKeysTest {

  private static final KeySpace KEYS =
      new KeySpace("service/voltha", "service/voltha/technology_profiles");
  private static final BackupKeys OWN = BackupKeys.own(KEYS, List.of("service/voltha/adapter"));
  private static final BackupKeys ALL = BackupKeys.everything(KEYS, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "technology_profiles/XGS-PON/64",
        "technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}",
        "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1}",
        "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{2}",
        "resource_manager/{olt-1}/{2,10,1}/alloc_ids",
        "resource_manager/config/reserved_gemport_ids",
        "ponkeeper/olts/XGS-PON/olt-1",
        "ponkeeper/claims/XGS-PON/olt-1/2/onu/ALCL00001234",
        "openolt/{olt-1}/{2,10,1}/tp_id",
        "adapter/anything"
      })
  void aBackupHolds(String key) {
    assertThat(OWN.contains(new Key("service/voltha/" + key))).isTrue();
    assertThat(OWN.isInRanges(new Key("service/voltha/" + key))).isTrue();
    assertThat(ALL.contains(new Key("service/voltha/" + key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "omci_mibs/go_templates/BBSM/v1/SW1",
        "openolt/{olt-1}/onu_gem_info/0/1",
        "openolt/{olt-1}/{2,10,1}/{64}/meter_id/{upstream}",
        "openolt/{olt-1}/{2,10}/tp_id",
        "openolt/{olt-1}/{2,10,1}/tp_id/more",
        "ponkeeper-bench/ponkeeper/trial",
        "adapter",
        "devices/1"
      })
  void onlyABackupOfEverythingHolds(String key) {
    assertThat(OWN.contains(new Key("service/voltha/" + key))).isFalse();
    assertThat(ALL.contains(new Key("service/voltha/" + key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/voltha/ponkeeper/turns/XGS-PON/olt-1/0123456789abcdef",
        "service/voltha/ponkeeper/restore",
        "service/voltha2/ponkeeper/olts/XGS-PON/olt-1",
        "else/where"
      })
  void noBackupHolds(String key) {
    assertThat(OWN.contains(new Key(key))).isFalse();
    assertThat(ALL.contains(new Key(key))).isFalse();
  }

  @Test
  void theRangesAreInOrderAndHoldEachKeyOnce() {
    assertThat(OWN.ranges())
        .extracting(KeyRange::startInclusive)
        .containsExactly(
            "service/voltha/adapter/",
            "service/voltha/openolt/",
            "service/voltha/ponkeeper/",
            "service/voltha/resource_instances/",
            "service/voltha/resource_manager/",
            "service/voltha/technology_profiles/");
    assertThat(OWN.ranges().stream().filter(OWN::isShared))
        .containsExactly(KeyRange.prefix("service/voltha/openolt/"));
    assertThat(ALL.ranges()).containsExactly(KeyRange.prefix("service/voltha/"));
    assertThat(ALL.others()).isEmpty();
    KeySpace apart = new KeySpace("a/b", "t/u");
    assertThat(BackupKeys.everything(apart, List.of("t", "a/b/c")).ranges())
        .containsExactly(KeyRange.prefix("a/b/"), KeyRange.prefix("t/"));
    assertThat(
            BackupKeys.own(apart, List.of("a/b/openolt/mine"))
                .contains(new Key("a/b/openolt/mine/x")))
        .as("an adapter's own data beside the openolt adapter's")
        .isTrue();
    assertThat(OWN.rangesWithin(new KeyRange("service/voltha/p", Optional.of("service/voltha/s"))))
        .containsExactly(
            KeyRange.prefix("service/voltha/ponkeeper/"),
            KeyRange.prefix("service/voltha/resource_instances/"),
            KeyRange.prefix("service/voltha/resource_manager/"));
  }

  @Test
  void invalidPathsAreRejected() {
    assertThatThrownBy(() -> BackupKeys.own(KEYS, List.of("/x")))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ponkeeper/olts/XGS-PON/olt-1 | XGS-PON",
        "ponkeeper/claims/GPON/olt-1/2/onu/x/y | GPON",
        "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1} | XGS-PON",
        "resource_instances/XGS-PON/64/olt-{olt-1}/garbage | XGS-PON",
        "technology_profiles/GPON/64/olt-{olt-1}/pon-{2}/onu-{10}/uni-{1} | GPON",
        "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{2} | XGS-PON",
        "resource_manager/{olt-1}/alloc_id_pool/{2} | any",
        "resource_manager/{olt-1}/{2,10,1}/alloc_ids | any"
      })
  void aKeyShowsItsOlt(String key, String technology) {
    assertThat(OWN.oltOf(new Key("service/voltha/" + key)))
        .contains(new KeySpace.PoolOwner(Technology.find(technology), new OltId("olt-1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "technology_profiles/XGS-PON/64",
        "resource_manager/config/reserved_gemport_ids",
        "resource_manager/{XGS-PON}/resource_ranges/model",
        "resource_manager/resource_ranges/model",
        "resource_manager/{XGS-PON}/x",
        "openolt/{olt-1}/{2,10,1}/tp_id",
        "ponkeeper/olts/MOON/olt-1",
        "ponkeeper/claims/GPON/olt-1",
        "resource_instances/XGS-PON/64/olt-{OLT}/pon-{2}",
        "resource_instances/XGS-PON/64"
      })
  void otherKeysAreOfNoOlt(String key) {
    assertThat(OWN.oltOf(new Key("service/voltha/" + key))).isEmpty();
  }

  @Test
  void anOltWithoutAKnownTechnologyMayHaveAny() {
    OltId olt = new OltId("olt-1");

    assertThat(BackupKeys.withTechnology(new KeySpace.PoolOwner(Optional.empty(), olt)))
        .hasSize(Technology.values().length);
    assertThat(BackupKeys.withTechnology(new KeySpace.PoolOwner(Optional.of(Technology.GPON), olt)))
        .containsExactly(new KeySpace.RecordOwner(Technology.GPON, olt));
  }
}
