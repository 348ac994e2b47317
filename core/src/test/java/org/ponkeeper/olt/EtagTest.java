package org.ponkeeper.olt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

class EtagTest {

  private static final String HASH = "-AZaz09_-AZaz09_-";

  @ParameterizedTest
  @ValueSource(strings = {"1", "z", "10", "1y2p0ij32e8e7"})
  void whatPonkeeperWritesIsRead(String version) {
    String text = version + HASH.substring(0, 17);

    assertThat(new Etag(text)).hasToString(text).isEqualTo(new Etag(text));
    assertThat(text.length()).isLessThanOrEqualTo(Etag.MAX_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "-",
        "1",
        "0-AZaz09_-AZaz09_-",
        "01-AZaz09_-AZaz09_-",
        "A-AZaz09_-AZaz09_-",
        "-1-AZaz09_-AZaz09_-",
        "1-AZaz09_-AZaz09_",
        "1-AZaz09_-AZaz09_-A",
        "1-AZaz09_-AZaz09_=",
        "1y2p0ij32e8e8-AZaz09_-AZaz09_-",
        "\"1-AZaz09_-AZaz09_-\"",
        "1-AZaz09_-AZaz09_-\n"
      })
  void whatItNeverWritesIsRefused(String text) {
    assertThatThrownBy(() -> new Etag(text))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ETAG_INVALID));
  }

  @Test
  void aLongTextIsShownInPart() {
    assertThatThrownBy(() -> new Etag("x".repeat(100_000)))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.facts().get("etag")).hasSize(101).endsWith("…"));
  }
}
