package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --watch} shows a list again after each change. */
@Timeout(120)
class WatchTest {

  @TempDir Path folder;

  private static final List<String> LISTS =
      List.of(
          "instance list",
          "onu list",
          "olt list",
          "olt show " + Scene.OLT,
          "id list " + Scene.OLT + " --pon 0 --type onu");

  @Test
  void aTableIsNotRedrawnInAPipe() {
    Cli cli = Cli.in(folder);
    for (String list : LISTS) {
      assertThat(cli.line(list + " --watch").failed(2, "USAGE_INVALID").err())
          .contains("a table is only redrawn on a terminal; elsewhere add -o json");
    }
  }

  @Test
  void anErrorEndsIt() {
    Cli cli = Cli.in(folder);

    assertThat(cli.line("olt show " + Scene.OLT + " --watch -o json").exitCode()).isEqualTo(3);
  }

  @Test
  void eachChangePrintsOneDocumentAndCtrlCEndsItWithSuccess() throws Exception {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    String store = "sqlite:" + folder.resolve("store.db");
    try (CommandProcess process = CommandProcess.start(folder, store, "onu list --watch -o json")) {
      awaitDocuments(process, 1);
      Scene.create(cli, Scene.port(0, 3, 0)).done();
      awaitDocuments(process, 2);

      process.interrupt();

      assertThat(process.awaitEnd()).isZero();
      assertThat(process.err()).isEmpty();
      assertThat(process.out().split("\"onu\":3,", -1)).hasSize(2);
    }
  }

  /** Each document of the list of ONUs ends with a line {@code ]}. */
  private static void awaitDocuments(CommandProcess process, int count) throws Exception {
    while (process.out().lines().filter(line -> line.endsWith("]")).count() < count) {
      assertThat(process.isAlive()).as(process.err()).isTrue();
      Thread.sleep(50);
    }
  }
}
