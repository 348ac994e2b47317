package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at random points of creates and deletes leave every id owned or free.
 */
abstract class KillContract {

  private static final int WORKERS = 3;

  /** Whose Alloc-ID the UNIs of an ONU share. */
  private static final int SHARING_TEMPLATE = 65;

  @TempDir Path folder;

  private final Random random = new Random(20_260_101);

  /** The ids of what was acknowledged, by {@code TEMPLATE PORT}. */
  private Map<String, String> acknowledged = new HashMap<>();

  private int operations;
  private int underWay;
  private int underWayDone;

  abstract TestStores stores();

  /** How many times some workers are started and killed. */
  int rounds() {
    return Integer.getInteger("ponkeeper.kill.rounds", 60);
  }

  @Test
  void aKilledProcessLeavesEveryIdOwnedOrFree() throws Exception {
    try (TestStores stores = stores()) {
      run(stores.empty(), WorkerJvm.forManyStarts(folder, stores.empty()));
    }
  }

  private void run(String store, WorkerJvm jvm) throws Exception {
    // given
    Cli cli = Cli.on(store);
    Scene.applyTemplate(cli);
    Scene.applySharingTemplate(cli);
    Scene.register(cli);

    // when
    for (int round = 0; round < rounds(); round++) {
      List<List<String>> said = round(jvm, store, round);

      // then
      Map<String, String> interrupted = new HashMap<>();
      said.forEach(lines -> interrupted.putAll(replay(lines)));
      StoredIds found = StoredIds.check(cli, SHARING_TEMPLATE);
      assertAcknowledgedIsThere(found.instances, interrupted);
      acknowledged = found.instances;
    }
    assertThat(operations).isGreaterThan(rounds() * WORKERS);
    assertThat(underWay).as("kills that interrupted an operation").isPositive();
    System.out.println(
        ("kills on %s: %d, after %d acknowledged operations; %d interrupted an operation, of"
                + " which %d were done")
            .formatted(
                store.substring(0, store.indexOf(':')),
                rounds() * WORKERS,
                operations,
                underWay,
                underWayDone));
  }

  private List<List<String>> round(WorkerJvm jvm, String store, int round) throws Exception {
    List<WorkerProcess> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(
          jvm.start("churn", store, Integer.toString(i), Integer.toString(round * WORKERS + i)));
    }
    try (ExecutorService killers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> killed = new ArrayList<>();
      for (WorkerProcess worker : workers) {
        long pause = 5 + random.nextLong(75);
        killed.add(
            killers.submit(() -> {
              try (worker) {
                worker.begin();
                worker.awaitFirst();
                Thread.sleep(pause);
              }
              return null;
            }));
      }
      for (Future<?> kill : killed) {
        kill.get();
      }
    }
    List<List<String>> said = new ArrayList<>();
    for (WorkerProcess worker : workers) {
      said.add(worker.awaitEnd());
      assertThat(worker.exitCode()).as("killed, not ended").isEqualTo(137);
    }
    return said;
  }

  /**
   * Applies what a worker acknowledged.
   *
   * @return the verb of the operation that was under way when it was killed, by {@code TEMPLATE
   *     PORT}
   */
  private Map<String, String> replay(List<String> lines) {
    Map<String, String> interrupted = new HashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      String path = words.length > 3 ? words[2] + " " + words[3] : "";
      switch (words[0]) {
        case "try" -> interrupted.put(path, words[1]);
        case "done" -> {
          operations++;
          interrupted.clear();
          if (words[1].equals("create")) {
            String before = acknowledged.put(path, words[4]);
            assertThat(before).as("create of what is there").isIn(null, words[4]);
          } else {
            acknowledged.remove(path);
          }
        }
        default -> throw new AssertionError(line);
      }
    }
    return interrupted;
  }

  private void assertAcknowledgedIsThere(
      Map<String, String> found, Map<String, String> interrupted) {
    underWay += interrupted.size();
    TreeSet<String> paths = new TreeSet<>(found.keySet());
    paths.addAll(acknowledged.keySet());
    for (String path : paths) {
      String before = acknowledged.get(path);
      String now = found.get(path);
      if (Objects.equals(before, now)) {
        continue;
      }
      // Only what was under way may be otherwise, and then it is done.
      underWayDone++;
      assertThat(interrupted.get(path))
          .as("%s: acknowledged %s, found %s", path, before, now)
          .isEqualTo(now == null ? "delete" : "create");
      assertThat(now == null || before == null).as("%s has other ids", path).isTrue();
    }
  }
}
