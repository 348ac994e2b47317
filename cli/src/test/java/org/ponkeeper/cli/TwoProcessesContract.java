package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes at once on one store; a subclass for each kind of store. */
abstract class TwoProcessesContract {

  private static final int PROCESSES = 2;
  private static final int THREADS = 2;
  private static final int INSTANCES = 60;

  @TempDir Path folder;

  abstract TestStores stores();

  @Test
  void twoProcessesAtOnceNeverGiveOneIdToTwoOwners() throws Exception {
    try (TestStores stores = stores()) {
      run(stores.empty(), new WorkerJvm(folder, stores.empty()));
    }
  }

  private static void run(String store, WorkerJvm jvm) throws Exception {
    // given
    Cli cli = Cli.on(store);
    Scene.applyTemplate(cli);
    cli.line(
            "olt register "
                + Scene.OLT
                + " --pons 0-1 --onu-ids 1-64 --alloc-ids 1024-2047 --gem-port-ids 1024-9000")
        .done();
    List<WorkerProcess> workers = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      workers.add(
          jvm.start(
              "create",
              store,
              Integer.toString(i),
              Integer.toString(THREADS),
              Integer.toString(INSTANCES)));
    }

    // when
    for (WorkerProcess worker : workers) {
      worker.awaitReady();
    }
    for (WorkerProcess worker : workers) {
      worker.begin();
    }
    Map<String, String> acknowledged = new HashMap<>();
    for (WorkerProcess worker : workers) {
      for (String line : worker.awaitEnd()) {
        assertThat(line).doesNotStartWith("failed ");
        if (line.startsWith("done create ")) {
          String[] words = line.split(" ", -1);
          String path = words[2] + " " + words[3];
          assertThat(acknowledged.merge(path, words[4], (before, now) -> before))
              .as("all who create %s get the same ids", path)
              .isEqualTo(words[4]);
        }
      }
      assertThat(worker.exitCode()).isZero();
      worker.close();
    }

    // then
    assertThat(acknowledged)
        .hasSize(PROCESSES * THREADS * INSTANCES + StoreWorker.SHARED_PORTS)
        .isEqualTo(StoredIds.check(cli, 0).instances);
    System.out.println(
        "two processes on %s: %d instances created at once, no id with two owners"
            .formatted(store.substring(0, store.indexOf(':')), acknowledged.size()));
  }
}
