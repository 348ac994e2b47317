package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.tck.etcd.EtcdServer;
import org.ponkeeper.tck.etcd.NeedsEtcd;

/**
 * Processes that create and delete while their etcd is killed and started again, and stands still
 * for longer than a request may take: every error says truly whether anything happened.
 */
@NeedsEtcd
class EtcdOutageTest {

  private static final int WORKERS = 2;
  private static final int OUTAGES = 4;

  /** Whose Alloc-ID the UNIs of an ONU share. */
  private static final int SHARING_TEMPLATE = 65;

  /** How long a call of the workers may take. */
  private static final int CALL_TIMEOUT_MILLIS = 1_500;

  /** Longer than a call may take, so calls fail. */
  private static final int FREEZE_MILLIS = 4_000;

  @TempDir Path folder;

  /** What the test knows about a path. */
  private sealed interface Known {
    /** The instance exists with these ids. */
    record There(String ids) implements Known {}

    /** There is no instance. */
    record Gone() implements Known {}

    /** Unknown. */
    record Open() implements Known {}
  }

  private final Map<String, Known> known = new HashMap<>();

  /** The paths on which an operation is under way. */
  private final Set<String> underWay = new HashSet<>();

  private int done;
  private int nothingHappened;
  private int nobodyKnows;

  @Test
  void everyErrorSaysTrulyWhetherAnythingHappened() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        EtcdServer trial = EtcdServer.start()) {
      // given
      Cli cli = Cli.on(server.url());
      Scene.applyTemplate(cli);
      Scene.applySharingTemplate(cli);
      Scene.register(cli);
      WorkerJvm jvm = new WorkerJvm(folder, trial.url());
      List<WorkerProcess> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(
            jvm.start(
                "churn",
                server.url(),
                Integer.toString(i),
                Integer.toString(1000 + i),
                Integer.toString(CALL_TIMEOUT_MILLIS)));
      }
      for (WorkerProcess worker : workers) {
        worker.awaitReady().begin();
        worker.awaitFirst();
      }

      // when
      Random random = new Random(20_260_102);
      for (int outage = 0; outage < OUTAGES; outage++) {
        for (WorkerProcess worker : workers) {
          worker.awaitMore(1 + random.nextInt(20));
        }
        if (outage % 2 == 0) {
          server.kill();
          for (WorkerProcess worker : workers) {
            worker.awaitUnderWay();
          }
          server.startAgain();
        } else {
          server.freeze();
          Thread.sleep(FREEZE_MILLIS);
          server.thaw();
        }
      }
      for (WorkerProcess worker : workers) {
        worker.awaitMore(10);
      }
      workers.forEach(WorkerProcess::kill);

      // then
      for (WorkerProcess worker : workers) {
        worker.awaitEnd().forEach(this::learn);
      }
      assertThatKnownIs(StoredIds.check(cli, SHARING_TEMPLATE).instances);
      assertThat(done).isPositive();
      assertThat(nothingHappened + nobodyKnows).as("calls that failed").isPositive();
      assertThat(cli.line("audit").exitCode()).isZero();
      System.out.printf(
          "etcd killed and frozen %d times: %d operations done, %d failed with nothing done,"
              + " %d of which nobody knows%n",
          OUTAGES, done, nothingHappened, nobodyKnows);
    }
  }

  private void learn(String line) {
    String[] words = line.split(" ", 5);
    String path = words[2] + " " + words[3];
    switch (words[0]) {
      case "try" -> underWay.add(path);
      case "done" -> {
        done++;
        known.put(path, words[1].equals("create") ? new Known.There(words[4]) : new Known.Gone());
        underWay.remove(path);
      }
      case "failed" -> {
        if (words[4].startsWith("OUTCOME_UNKNOWN")) {
          nobodyKnows++;
          known.put(path, new Known.Open());
        } else {
          nothingHappened++;
        }
        underWay.remove(path);
      }
      default -> throw new AssertionError(line);
    }
  }

  private void assertThatKnownIs(Map<String, String> found) {
    // What was under way when the worker was killed may have been done.
    underWay.forEach(path -> known.put(path, new Known.Open()));
    found.keySet().forEach(path -> assertThat(known).containsKey(path));
    known.forEach((path, what) -> {
      switch (what) {
        case Known.There there -> assertThat(found).containsEntry(path, there.ids());
        case Known.Gone gone -> assertThat(found).doesNotContainKey(path);
        case Known.Open open -> {}
      }
    });
  }
}
