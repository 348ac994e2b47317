package org.ponkeeper.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

  @ParameterizedTest
  @EnumSource
  void namesNoOptionOrCommandOfTheCommandLine(ErrorCode code) {
    assertThat(code.message() + "; " + code.remedy())
        .doesNotContain("--")
        .doesNotContain("'ponkeeper ");
  }
}
