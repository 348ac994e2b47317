package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private static final String BENCH =
      "bench --pons 2 --onus 3 --templates 2 --in-flight 4 --warm-up 6 create-in-flight";

  @Test
  void aLineSaysHowFarItIs() {
    assertThat(ProgressBar.line("churn", 3_000, 12_000, 2_000_000_000L))
        .isEqualTo(
            "churn                [#######-----------------------] 3,000 of 12,000, 1,500/s");
    assertThat(ProgressBar.line("restart", 0, 0, 0)).contains("##############################");
  }

  @Test
  void progressIsShownOnATerminalAndErasedAtTheEnd() {
    Cli.Answer answer =
        Cli.with(Map.of("PONKEEPER_STORE", "memory:", "PONKEEPER_WATCHED", "1")).line(BENCH).done();

    assertThat(answer.err()).contains("\rcreate-in-flight", "of 24").endsWith(" \r");
    assertThat(answer.out()).doesNotContain("\r");
  }

  @Test
  void progressIsNotWrittenToAPipe() {
    assertThat(Cli.on("memory:").line(BENCH).done().err()).doesNotContain("\r", "#");
  }
}
