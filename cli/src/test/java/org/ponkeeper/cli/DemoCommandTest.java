package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void theDemoPrintsItsStepsAndDoesNotTouchTheUsersStore() {
    // given
    Path state = folder.resolve("state");
    Cli cli = Cli.with(Map.of("XDG_STATE_HOME", state.toString()));

    // when
    Cli.Answer answer = cli.line("demo").done();

    // then
    assertThat(answer.out())
        .contains("1. ", "12 of 12 instances are identical", "the same ids", "6. ");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(answer.err()).isEmpty();
    assertThat(state).doesNotExist();
  }

  @Test
  void theDemoCanBeRunAgainInAStoreAndChangesNothingThere() {
    // given
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    List<String> before = cli.exported();

    // when
    for (int run = 0; run < 2; run++) {
      Cli.Answer answer =
          cli.run("demo", "--store", "sqlite:" + folder.resolve("store.db"), "-o", "json").done();

      // then
      JsonNode figures = answer.json();
      assertThat(figures.get("identical")).isEqualTo(figures.get("instances"));
      assertThat(figures.get("next_gemport_ids")).isEqualTo(figures.get("freed_gemport_ids"));
      assertThat(answer.err()).contains("To see it, run");
    }
    assertThat(cli.exported()).isEqualTo(before);
    assertThat(Cli.on("memory:").line("demo --store memory: -o json").done().json().isObject())
        .isTrue();
  }
}
