package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;

/** What an OLT announces becomes its registration. */
class DeviceInfoReaderTest {

  /** A device with two line cards of one technology and one of another. */
  private static final String TWO_CARDS =
      """
      {
        "vendor": "Example", "model": "X", "pon_ports": 8, "previously_connected": false,
        "ranges": [
          {"intf_ids": [0, 1, 2, 3], "technology": "XGS-PON", "pools": [
            {"type": "ONU_ID", "sharing": "DEDICATED_PER_INTF", "start": 1, "end": 127},
            {"type": "ALLOC_ID", "start": 1024, "end": 1152},
            {"type": "GEMPORT_ID", "start": 1024, "end": 2048}]},
          {"intf_ids": [4, 5], "technology": "XGS-PON", "pools": [
            {"type": 0, "start": 1, "end": 127},
            {"type": 1, "start": "2048", "end": "4095"},
            {"type": "GEMPORT_ID", "start": 1024, "end": 2048}]},
          {"intf_ids": [6, 7], "technology": "gpon", "pools": [
            {"start": 1, "end": 64},
            {"type": "ALLOC_ID", "sharing": "SHARED_BY_ALL_INTF_SAME_TECH", "start": 256, "end": 511},
            {"type": "GEMPORT_ID", "sharing": 1, "start": 256, "end": 4095}]}
        ]
      }
      """;

  private static OltRegistration read(Technology technology, String json) {
    return DeviceInfoReader.read(Bytes.utf8(json)).registration(technology);
  }

  private static InvalidRequestException refused(String json) {
    InvalidRequestException refused =
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(() -> read(Technology.XGS_PON, json))
            .actual();
    assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    return refused;
  }

  @Test
  void everyPonHasTheRangesOfItsEntry() {
    OltRegistration read = read(Technology.XGS_PON, TWO_CARDS);

    assertThat(read.pons()).contains(new TreeSet<>(List.of(0, 1, 2, 3, 4, 5)));
    assertThat(read.ranges().ofAll())
        .isEqualTo(
            Map.of(
                ResourceType.ONU_ID, IdRanges.of(1, 127),
                ResourceType.GEM_PORT_ID, IdRanges.of(1024, 2048)));
    assertThat(read.ranges().of(ResourceType.ALLOC_ID, 3)).contains(IdRanges.of(1024, 1152));
    assertThat(read.ranges().of(ResourceType.ALLOC_ID, 4)).contains(IdRanges.of(2048, 4095));
    assertThat(read.sharedPools()).isEmpty();
  }

  @Test
  void aSharedPoolHasTheIndexThatTheOpenoltAdapterGivesIt() {
    OltRegistration read = read(Technology.GPON, TWO_CARDS);

    assertThat(read.pons()).contains(new TreeSet<>(List.of(6, 7)));
    assertThat(read.sharedPools())
        .isEqualTo(Map.of(ResourceType.ALLOC_ID, 6, ResourceType.GEM_PORT_ID, 6));
    assertThat(read.ranges().ofAll().get(ResourceType.ALLOC_ID)).isEqualTo(IdRanges.of(256, 511));
  }

  @Test
  void anEntryWithoutPonsIsForAllAndTheSharedIndexIsNotZero() {
    OltRegistration read =
        read(
            Technology.XGS_PON,
            """
            {"ponPorts": 4, "ranges": [{"pools": [
              {"type": "ALLOC_ID", "sharing": "SHARED_BY_ALL_INTF_ALL_TECH",
               "start": 1024, "end": 2047}]}]}
            """);

    assertThat(read.pons()).contains(new TreeSet<>(List.of(0, 1, 2, 3)));
    assertThat(read.sharedPools()).isEqualTo(Map.of(ResourceType.ALLOC_ID, 1));
  }

  @Test
  void theOlderMessageHasOneRangeOfEachType() {
    OltRegistration read =
        read(
            Technology.XGS_PON,
            """
            {"technology": "xgspon", "ponPorts": 2, "onuIdStart": 1, "onuIdEnd": 127,
             "alloc_id_start": 1024, "alloc_id_end": 2816}
            """);

    assertThat(read.pons()).contains(new TreeSet<>(List.of(0, 1)));
    assertThat(read.ranges().ofAll())
        .isEqualTo(
            Map.of(
                ResourceType.ONU_ID, IdRanges.of(1, 127),
                ResourceType.ALLOC_ID, IdRanges.of(1024, 2816)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"ranges\":[{\"pools\":[{\"start\":1,\"ende\":9}]}]}"
            + "|1|ranges[0].pools[0].ende|the field is unknown",
        "{\"ranges\":[{\"pools\":[{\"start\":9,\"end\":1}]}]}"
            + "|1|ranges[0].pools[0]|ends with 1, below its start 9",
        "{\"ranges\":[{\"pools\":[{\"type\":\"ONU\"}]}]}"
            + "|1|ranges[0].pools[0].type|\"ONU\" is not one of ONU_ID",
        "{\"ranges\":[{\"pools\":[{\"type\":4}]}]}|1|ranges[0].pools[0].type|from 0 to 3",
        "{\"ranges\":[{\"intf_ids\":[0,256]}]}|1|ranges[0].intf_ids[1]|from 0 to 255",
        "{\"ranges\":[{\"intf_ids\":[0,-1]}]}|1|ranges[0].intf_ids[1]|from 0 to 255",
        "{\"ranges\":{}}|1|ranges|an object is not a list",
        "{\"ranges\":[{\"technology\":7}]}|1|ranges[0].technology|\"7\" is not a string",
        "[]|1||a list is not an object",
        "{\"ranges\":[]} x|1||not JSON",
        "{\"ranges\":[|1||the text ends before the document does"
      })
  void whatIsWrongIsNamedWithItsPlace(String json, int line, String field, String reason) {
    Map<String, String> facts = refused(json).facts();

    assertThat(facts.get("line")).isEqualTo(Integer.toString(line));
    assertThat(facts).containsKey("column");
    assertThat(facts.getOrDefault("field", "")).isEqualTo(field == null ? "" : field);
    assertThat(facts.get("reason")).contains(reason);
  }

  @Test
  void theLineIsThatOfTheValue() {
    assertThat(refused("{\n \"ranges\": [\n  {\"pools\": [{\"end\": \"x\"}]}]}").facts())
        .containsEntry("line", "3")
        .containsEntry("column", "22");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|no ranges are announced",
        "{\"ranges\":[{\"technology\":\"GPON\"}]}|no ranges of XGS-PON are announced, only of GPON",
        "{\"ranges\":[{\"pools\":[]}]}|the number of PONs is not announced",
        "{\"ranges\":[{\"intf_ids\":[1,2],\"pools\":[{\"end\":1}]},"
            + "{\"intf_ids\":[2],\"pools\":[{\"end\":2}]}]}|PON 2 has two ranges of onu ids",
        "{\"ranges\":[{\"intf_ids\":[1,2],\"pools\":[{\"sharing\":1,\"end\":9}]},"
            + "{\"intf_ids\":[3],\"pools\":[{\"end\":9}]}]}|share a pool of onu ids",
        "{\"ranges\":[{\"intf_ids\":[1],\"pools\":[{\"sharing\":2,\"end\":9}]},"
            + "{\"intf_ids\":[2],\"pools\":[{\"sharing\":2,\"end\":9}]}]}|share a pool of onu ids"
      })
  void whatCannotBeRegisteredIsRefused(String json, String reason) {
    assertThat(refused(json).facts().get("reason")).contains(reason);
  }
}
