package org.ponkeeper.template.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bytes;

class TemplateLintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EPON    | {\"upstream_queue_attribute_list\": []",
        "EPON    | {\"profile_type\": \"XPON\", \"epon_attribute\": {}}",
        "GPON    | {\"name\": [{}], \"profile_type\": \"GPON\"}",
        "XGPON   | {\"profile_type\": \"XGPON\"}",
        "XGS-PON | {\"profile_type\": \"XPON\"}",
        "XGS-PON | {\"profile_type\": 5}",
        "XGS-PON | []",
        "XGS-PON | nonsense",
        "XGS-PON | ''",
      })
  void theTechnologyIsGuessed(String technology, String json) {
    assertThat(TemplateLint.guess(Bytes.utf8(json))).isEqualTo(Technology.of(technology));
  }
}
