package org.ponkeeper.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {

  @Test
  void plainTextIsQuoted() {
    assertThat(Quoted.of("Zürich")).isEqualTo("\"Zürich\"");
  }

  @Test
  void whatATerminalMightActOnIsWrittenOut() {
    assertThat(Quoted.of("a\u001b[31m\n\u202eb\"\\"))
        .isEqualTo("\"a\\u001b[31m\\u000a\\u202eb\\\"\\\\\"");
  }

  @Test
  void longTextIsCut() {
    assertThat(Quoted.of("x".repeat(1000))).isEqualTo("\"" + "x".repeat(60) + "…\"");
  }
}
