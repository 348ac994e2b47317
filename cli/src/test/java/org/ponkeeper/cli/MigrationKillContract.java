package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A migration of older instances that is killed and run again, time after time, loses none and has
 * none twice.
 */
abstract class MigrationKillContract {

  private static final int KILLED = 137;

  @TempDir Path folder;

  private final Random random = new Random(20_210_601);

  abstract TestStores stores();

  /** How many instances are migrated; fewer than one transaction takes would show nothing. */
  private static int count() {
    return Integer.getInteger("ponkeeper.migration.instances", 240);
  }

  @Test
  void aKilledMigrationIsRunToItsEndByTheNext() throws Exception {
    try (TestStores stores = stores()) {
      run(stores.empty(), new WorkerJvm(folder, stores.empty()));
    }
  }

  private void run(String store, WorkerJvm jvm) throws Exception {
    // given
    OlderStore older = OlderStore.fill(Cli.on(store), count());
    int kills = 0;
    int migrated = 0;
    int exitCode = KILLED;

    while (exitCode == KILLED) {
      // when
      try (WorkerProcess worker = jvm.start("migrate", store, "0")) {
        worker.awaitReady().begin();
        worker.awaitFirst();
        Thread.sleep(random.nextInt(40));
        worker.kill();
        worker.awaitEnd();
        exitCode = worker.exitCode();
      }

      // then
      int now = older.check();
      assertThat(now).isGreaterThanOrEqualTo(migrated);
      migrated = now;
      kills += exitCode == KILLED ? 1 : 0;
    }
    assertThat(exitCode).isZero();
    assertThat(migrated).isEqualTo(count());
    assertThat(kills).as("kills that interrupted it").isPositive();
    System.out.printf(
        "migration of %d older instances on %s: killed %d times, none lost, none twice%n",
        count(), store.substring(0, store.indexOf(':')), kills);
  }
}
