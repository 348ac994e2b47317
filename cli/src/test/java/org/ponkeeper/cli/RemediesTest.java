package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an error tells people to do fits what they did. */
class RemediesTest {

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void given() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void aTemplateThatIsInUseIsDeletedAfterItsInstances() {
    Cli.Answer answer =
        cli.line("template delete --technology XGS-PON --id 64").failed(3, "TEMPLATE_IN_USE");

    assertThat(answer.err())
        .contains("instances: 3\n", "what to do: delete the instances first; --force deletes")
        .doesNotContain("shape");
  }

  @Test
  void aResizeSaysWhoHoldsTheIdsThatWouldFallOutside() {
    Cli.Answer answer =
        cli.line("olt register " + Scene.OLT + " --gem-port-ids 1026-2048 --resize")
            .failed(3, "RANGE_DIFFERS");

    assertThat(answer.err())
        .contains(
            "ids in use that would fall outside: gem-port pool 0: 1024-1025; gem-port pool 1:",
            "held by: gem-port pool 0 id 1024: instance XGS-PON/64/" + Scene.port(0, 1, 0),
            "what to do: delete the services that hold these ids, or give ranges that contain them")
        .doesNotContain("--resize");
  }

  @Test
  void aResizeSaysWhatItCannotChange() {
    for (String change : new String[] {"--pons 0-1", "--shared alloc=1"}) {
      Cli.Answer answer =
          cli.line("olt register " + Scene.OLT + " --resize " + change).failed(3, "RANGE_DIFFERS");

      assertThat(answer.err())
          .contains("reason: no resize changes these\n", "what to do: leave out what the message")
          .doesNotContain("--resize");
    }
  }

  @Test
  void aLintHasStoredNothingAndSaysNothingOfThat() throws IOException {
    Path file = folder.resolve("odd.json");
    Files.write(file, Scene.fourQueues("0b00000011", "0b0000011"));

    Cli.Answer answer = cli.run("template", "lint", file.toString());

    assertThat(answer.refused(2, "TEMPLATE_INVALID").err())
        .endsWith("  what to do: mend what the message names\n");
  }

  @Test
  void anExportIntoAFullDeviceAsksForAnotherFile() {
    assertThat(cli.line("store export /dev/full").failed(2, "FILE_INVALID").err())
        .contains("file: /dev/full\n")
        .endsWith("  what to do: choose another file, or make room\n");
    assertThat(cli.run("store", "export", folder.toString()).failed(2, "FILE_INVALID").err())
        .endsWith("  what to do: choose another file, or make room\n");
  }

  @Test
  void aPersonMayAnswerWithOneLetter() {
    String delete = "olt delete " + Scene.OLT;

    for (String no : new String[] {"n\n", "\n", "yo\n", ""}) {
      assertThat(cli.lineAsPerson(delete, no).exitCode()).as(no).isEqualTo(2);
    }
    cli.lineAsPerson(delete, "Y\n").done();
    Scene.prepare(cli);
    cli.lineAsPerson(delete, "y\n").done();
  }
}
