package org.ponkeeper.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonUint32Test {

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "4294967295, 4294967295, true",
    "1.0, 1, false",
    "1.50e1, 15, false",
    "1e2, 100, false",
    "120e-1, 12, false",
    "0e999999999, 0, false",
    "0.000, 0, false"
  })
  void wholeNumbersAreAccepted(String text, long value, boolean plain) {
    assertThat(JsonUint32.of(text)).contains(new JsonUint32(value, plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "-1",
        "-0",
        "+1",
        "01",
        "0x10",
        "1.5",
        "1e-1",
        "4294967296",
        "4294967295.1",
        "99999999999999999999",
        "1e10",
        "1e999999999",
        "1e99999999999",
        "1e-999999999",
        "NaN",
        "١"
      })
  void otherTextsAreRejected(String text) {
    assertThat(JsonUint32.of(text)).isEmpty();
  }

  @Test
  void aVeryLongNumberIsNotLookedAt() {
    assertThat(JsonUint32.of("1." + "0".repeat(1_000_000))).isEmpty();
  }
}
