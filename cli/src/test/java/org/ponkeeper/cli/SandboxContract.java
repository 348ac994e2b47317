package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import tools.jackson.databind.JsonNode;

/** {@code bench} and {@code simulate} on a real store; a subclass for each kind. */
abstract class SandboxContract {

  private static final String SMALL_BENCH =
      "bench --pons 2 --onus 3 --templates 2 --concurrency 4 --warm-up 6 --restarts 1";
  private static final String SMALL_SIMULATION =
      "simulate --pons 2 --onus 6 --templates 2 --churn-per-s 60";
  private static final int INSTANCES = 12;

  @TempDir Path folder;

  abstract TestStores stores();

  @Test
  void benchPrintsTheseFieldsForEachWork() throws Exception {
    try (TestStores stores = stores()) {
      // given
      Cli cli = Cli.on(stores.empty());
      Scene.prepare(cli);
      List<String> before = cli.exported();

      // when
      Cli.Answer answer = cli.line(SMALL_BENCH + " -o json").done();

      // then
      List<String> works = new ArrayList<>();
      for (JsonNode figures : answer.json()) {
        String work = figures.get("work").stringValue();
        works.add(work);
        List<String> names =
            new ArrayList<>(
                List.of(
                    "work",
                    "count",
                    "rate_per_s",
                    "median_ms",
                    "p99_ms",
                    "baseline_rate_per_s",
                    "baseline_median_ms",
                    "ratio"));
        names.forEach(name -> {
          if (!name.equals("work")) {
            assertThat(figures.get(name).doubleValue()).as(work + " " + name).isPositive();
          }
        });
        if (work.startsWith("create-")) {
          names.add("store_growth_bytes_per_create");
        }
        if (work.equals("restart")) {
          names.add("heap_bytes_per_instance");
        }
        assertThat(figures.propertyNames()).as(work).containsExactlyElementsOf(names);
        if (!work.equals("lookup") && !work.equals("gem-port-for-pbit")) {
          assertThat(figures.get("count").intValue()).as(work).isEqualTo(INSTANCES);
        }
        double ratio =
            figures.get("rate_per_s").doubleValue()
                / figures.get("baseline_rate_per_s").doubleValue();
        assertThat(figures.get("ratio").doubleValue() / ratio).isBetween(0.999, 1.001);
      }
      assertThat(works)
          .containsExactly(
              "create-one-at-a-time",
              "create-in-flight",
              "delete-in-flight",
              "churn",
              "restart",
              "lookup",
              "gem-port-for-pbit");
      assertThat(answer.err()).isEmpty();
      assertThat(cli.exported()).isEqualTo(before);
    }
  }

  @Test
  void benchRunsOnlyTheWorksThatAreNamed() throws Exception {
    try (TestStores stores = stores()) {
      Cli cli = Cli.on(stores.empty());

      Cli.Answer answer = cli.line(SMALL_BENCH + " --count 5 create-one-at-a-time restart").done();

      assertThat(answer.out())
          .contains("= 12 instances; in flight: 4", "create-one-at-a-time ", "\nrestart ")
          .contains("goal", "the whole process took")
          .doesNotContain("churn", "delete-in-flight");
      assertThat(answer.out().lines()).allMatch(line -> line.length() <= 100);
      assertThat(answer.out()).containsPattern("create-one-at-a-time +5 ");
      assertThat(cli.exported()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SMALL_BENCH, SMALL_SIMULATION + " --seconds 0"})
  void foreignKeysUnderItsPathAreRefused(String command) throws Exception {
    try (TestStores stores = stores()) {
      // given
      Cli cli = Cli.on(stores.empty());
      String path = "service/voltha/ponkeeper-" + command.substring(0, command.indexOf(' '));
      cli.put(path + "/something", new byte[] {1});
      List<String> before = cli.exported();

      // then
      for (String clean : List.of("", " --clean")) {
        assertThat(cli.line(command + clean).failed(3, "BASE_PATH_IN_USE").err())
            .contains("path: " + path + "\n", "for example: " + path + "/something");
        assertThat(cli.exported()).isEqualTo(before);
      }
    }
  }

  @Test
  void aSimulatedNetworkEndsWithoutErrors() throws Exception {
    try (TestStores stores = stores()) {
      // given
      Cli cli = Cli.on(stores.empty());
      Scene.prepare(cli);
      List<String> before = cli.exported();

      // when
      Cli.Answer answer = cli.line(SMALL_SIMULATION + " --seconds 2 -o json").done();

      // then
      JsonNode summary = answer.json();
      assertThat(summary.get("creates").get("count").intValue()).isPositive();
      assertThat(summary.get("deletes").get("count").intValue()).isPositive();
      assertThat(summary.get("restarts").get("count").intValue()).isGreaterThanOrEqualTo(2);
      assertThat(summary.get("events").get("subscriber_left").intValue()).isPositive();
      assertThat(summary.get("acknowledged").intValue()).isPositive();
      assertThat(summary.get("errors").isEmpty()).as(answer.out()).isTrue();
      assertThat(summary.get("missing").isEmpty()).as(answer.out()).isTrue();
      assertThat(summary.get("unexpected").isEmpty()).as(answer.out()).isTrue();
      assertThat(summary.get("findings").isEmpty()).as(answer.out()).isTrue();
      assertThat(cli.exported()).isEqualTo(before);
    }
  }

  @Test
  void aKeptNetworkIsRemovedOnlyWhenAsked() throws Exception {
    try (TestStores stores = stores()) {
      // given
      Cli cli = Cli.on(stores.empty());
      cli.line(SMALL_SIMULATION + " --seconds 0 --keep").done();
      String own = " --base-path service/voltha/ponkeeper-simulate";

      // then
      assertThat(cli.line("olt list -o json" + own).done().json()).hasSize(2);
      assertThat(cli.line(SMALL_SIMULATION + " --seconds 0").failed(3, "BASE_PATH_IN_USE").err())
          .contains("of: ponkeeper simulate, process ");
      cli.line(SMALL_SIMULATION + " --seconds 0 --clean").done();
      assertThat(cli.exported()).isEmpty();
    }
  }

  @Test
  void simulateInPlaceUsesTheStacksOwnPath() throws Exception {
    try (TestStores stores = stores()) {
      // given
      Cli cli = Cli.on(stores.empty());
      cli.line(SMALL_SIMULATION + " --seconds 0 --in-place --keep").done();
      List<String> before = cli.exported();

      // then
      assertThat(cli.line("instance list -o json").done().json()).isNotEmpty();
      cli.line("audit").done();
      cli.line(SMALL_SIMULATION + " --seconds 0 --in-place").failed(3, "BASE_PATH_IN_USE");
      assertThat(cli.exported()).isEqualTo(before);
    }
  }

  @Test
  void instancesThatOthersDeletedAreReportedWithTheExitCode() throws Exception {
    try (TestStores stores = stores();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // given
      String url = stores.empty();
      Cli cli = Cli.on(url);
      String quiet =
          "simulate --olts 1 --pons 2 --onus 6 --templates 2 --churn-per-s 1 --seconds 4 -o json";

      // when
      Future<Cli.Answer> running = executor.submit(() -> cli.line(quiet));
      List<Key> instances = new ArrayList<>();
      try (KeyValueStore store = open(url)) {
        await(() -> {
          instances.clear();
          instances(store, "simulate").forEach(kv -> instances.add(kv.key()));
          return instances.size() >= 4;
        });
        instances.forEach(key -> store.commit(Txn.delete(key)));
      }
      Cli.Answer answer = running.get();

      // then
      assertThat(answer.exitCode()).as(answer.err()).isEqualTo(5);
      assertThat(answer.json().get("missing")).isNotEmpty();
      assertThat(cli.exported()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench --warm-up 100", "simulate --seconds 600"})
  void ctrlCEndsTheCommandQuietlyAndLeavesNothing(String command) throws Exception {
    try (TestStores stores = stores()) {
      // given
      String url = stores.empty();
      Cli cli = Cli.on(url);
      try (CommandProcess process = CommandProcess.start(folder, url, command);
          KeyValueStore store = open(url)) {
        String name = command.substring(0, command.indexOf(' '));
        await(() -> instances(store, name).size() > 20);

        // when
        process.interrupt();
        int exitCode = process.awaitEnd();

        // then
        assertThat(exitCode).isEqualTo(130);
        assertThat(process.err()).isEmpty();
        if (name.equals("simulate")) {
          assertThat(process.out()).contains("subscribers came", "audit errors: 0");
        } else {
          assertThat(process.out()).isEmpty();
        }
      }
      assertThat(cli.exported()).isEmpty();
    }
  }

  private static KeyValueStore open(String url) {
    Terminal terminal = new Terminal(System.in, System.out, System.err, java.util.Map.of());
    return StoreUrl.parse(url, StoreAccess.NONE, terminal).open(Duration.ofSeconds(10));
  }

  /** The instances that a command has made by now. */
  private static List<KeyValue> instances(KeyValueStore store, String command) {
    String path = "service/voltha/ponkeeper-" + command;
    List<KeyRange> ranges = new ArrayList<>();
    for (String base : List.of(path, path + "/ours")) {
      ranges.add(new KeySpace(base, base + "/t").instances(Technology.XGS_PON));
    }
    return store.list(ranges, ScanOptions.KEYS_ONLY);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
      Thread.sleep(10);
    }
  }
}
