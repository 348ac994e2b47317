package org.ponkeeper.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.monitor.OltTransaction;
import org.ponkeeper.monitor.RequestWait;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.RetryListener.Operation;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.store.testing.Fault;
import org.ponkeeper.store.testing.FaultPlan;
import org.ponkeeper.store.testing.FaultyStore;
import org.ponkeeper.store.testing.StoreCall;

class PonkeeperMetricsTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("ponkeeper.root")).resolve("docs/metrics.md");
  private static final OltId OLT = new OltId("olt-1");

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final PonkeeperMetrics metrics = new PonkeeperMetrics();
  private final MemoryStore memory = new MemoryStore();

  @AfterEach
  void close() {
    registry.close();
    memory.close();
  }

  private Ponkeeper ponkeeper(KeyValueStore store) {
    return Ponkeeper.on(store, PonkeeperOptions.DEFAULTS.withListener(metrics));
  }

  private static Olt register(Ponkeeper ponkeeper) {
    Olt olt = ponkeeper.olt(Technology.XGS_PON, OLT);
    olt.register(
        OltRegistration.builder()
            .pons(0, 1)
            .onuIds(1, 32)
            .allocIds(1024, 1152)
            .gemPortIds(1024, 2048)
            .build());
    return olt;
  }

  private static void create(Olt olt, int onu) {
    olt.instances().create(new TechProfileId(64), UniPort.of("olt-1", 0, onu, 0));
  }

  private double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void theMetersShowWhatWasDone() {
    metrics.bindTo(registry);
    try (Ponkeeper ponkeeper = ponkeeper(memory)) {
      Olt olt = register(ponkeeper);
      for (int onu = 1; onu <= 5; onu++) {
        create(olt, onu);
      }

      // the registration is a request, too
      assertThat(registry.get("ponkeeper.commit.requests").summary().totalAmount()).isEqualTo(6);
      assertThat(registry.get("ponkeeper.commit").tag("outcome", "committed").timer().count())
          .isEqualTo(6);
      assertThat(registry.get("ponkeeper.commit").tag("outcome", "conflict").timer().count())
          .isZero();
      assertThat(registry.get("ponkeeper.wait").tag("outcome", "decided").timer().count())
          .isEqualTo(6);
      assertThat(
              registry
                  .get("ponkeeper.load")
                  .tags("outcome", "loaded", "reason", "missing")
                  .timer()
                  .count())
          .isPositive();
      assertThat(gauge("ponkeeper.memory.olts")).isEqualTo(1);
      assertThat(gauge("ponkeeper.memory.age")).isNotNegative().isLessThan(600);
      assertThat(gauge("ponkeeper.status", "state", "up")).isEqualTo(1);
      assertThat(gauge("ponkeeper.status", "state", "down")).isZero();
    }
  }

  @Test
  void anOutageAndItsRetriesShow() {
    metrics.bindTo(registry);
    FaultPlan once = FaultPlan.on(StoreCall.GET, Fault.FAIL_BEFORE);
    AtomicBoolean outage = new AtomicBoolean();
    FaultyStore faulty =
        new FaultyStore(memory, call -> outage.get() ? Fault.FAIL_BEFORE : once.next(call));
    KeyValueStore store =
        RetryingStore.of(faulty, RetryPolicy.DEFAULTS.deadline(Duration.ofMillis(200)))
            .withListener(metrics);
    try (Ponkeeper ponkeeper =
        Ponkeeper.on(
            store,
            PonkeeperOptions.DEFAULTS.withListener(metrics).withAdapterPath("service/mine"))) {
      ponkeeper.adapterData().get("a");
      assertThat(registry.get("ponkeeper.store.retries").tag("operation", "get").counter().count())
          .isEqualTo(1);

      outage.set(true);
      assertThatThrownBy(() -> ponkeeper.adapterData().get("a"))
          .isInstanceOf(StoreFailedException.class);
      assertThat(gauge("ponkeeper.status", "state", "down")).isEqualTo(1);
      assertThat(gauge("ponkeeper.status", "state", "up")).isZero();
    }
  }

  @Test
  void eachKindOfEventHasItsMeter() {
    metrics.bindTo(registry);
    metrics.transactionEnded(
        new OltTransaction(
            Technology.GPON, OLT, OltTransaction.Ending.CONFLICT, 3, 5, 2, Duration.ofMillis(20)));
    metrics.loaded(
        new OltLoad(
            Technology.GPON,
            OLT,
            OltLoad.Reason.AFTER_TRANSACTION,
            0,
            Duration.ofMillis(30),
            Optional.of(ErrorCode.STORE_UNAVAILABLE)));
    metrics.waited(new RequestWait(Technology.GPON, OLT, false, Duration.ofSeconds(10)));
    metrics.retrying(Operation.COMMIT, 1, ErrorCode.STORE_UNAVAILABLE);

    assertThat(
            registry
                .get("ponkeeper.commit")
                .tag("outcome", "conflict")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(20);
    assertThat(registry.get("ponkeeper.commit.requests").summary().count()).isZero();
    assertThat(registry.get("ponkeeper.conflicts").counter().count()).isEqualTo(1);
    assertThat(
            registry
                .get("ponkeeper.load")
                .tags("outcome", "failed", "reason", "after_transaction")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(30);
    assertThat(
            registry
                .get("ponkeeper.wait")
                .tag("outcome", "expired")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(10);
    assertThat(registry.get("ponkeeper.store.retries").tag("operation", "commit").counter().count())
        .isEqualTo(1);
  }

  @Test
  void severalPonkeepersAreToldApartByTheirTags() {
    new PonkeeperMetrics(Tags.of("store", "a")).bindTo(registry);
    new PonkeeperMetrics(Tags.of("store", "b")).bindTo(registry);

    assertThat(registry.get("ponkeeper.commit.requests").meters()).hasSize(2);
  }

  @Test
  void aRegistryThatIsBoundLaterShowsTheStatusToo() {
    try (Ponkeeper ponkeeper = ponkeeper(memory)) {
      metrics.bindTo(registry);
      create(register(ponkeeper), 1);

      assertThat(gauge("ponkeeper.memory.olts")).isEqualTo(1);
    }
  }

  @Test
  void nothingThatIsDoneAddsAMeter() {
    metrics.bindTo(registry);
    int before = registry.getMeters().size();
    try (Ponkeeper ponkeeper = ponkeeper(memory)) {
      create(register(ponkeeper), 1);
      ponkeeper.olt(Technology.XGS_PON, OLT).refresh();
    }
    for (Operation operation : Operation.values()) {
      metrics.retrying(operation, 1, ErrorCode.STORE_UNAVAILABLE);
    }

    assertThat(registry.getMeters()).hasSize(before);
  }

  /** By name, the meter's row without its last column. */
  private static SortedMap<String, String> rows() throws IOException {
    SortedMap<String, String> rows = new TreeMap<>();
    Pattern row = Pattern.compile("^\\| `(ponkeeper[a-z.]+)` \\|(.*?)\\|(.*?)\\|.*\\|$");
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        rows.put(matcher.group(1), matcher.group(2).strip() + " | " + matcher.group(3).strip());
      }
    }
    return rows;
  }

  private static String type(Meter meter) {
    return switch (meter.getId().getType()) {
      case DISTRIBUTION_SUMMARY -> "summary";
      default -> meter.getId().getType().name().toLowerCase(Locale.ROOT);
    };
  }

  /** The labels of a meter with their values, as the document writes them. */
  private String labels(String name) {
    SortedMap<String, TreeSet<String>> values = new TreeMap<>();
    registry
        .get(name)
        .meters()
        .forEach(meter -> {
          for (Tag tag : meter.getId().getTags()) {
            values.computeIfAbsent(tag.getKey(), key -> new TreeSet<>()).add(tag.getValue());
          }
        });
    return values.entrySet().stream()
        .map(label ->
            "`%s`: %s"
                .formatted(
                    label.getKey(),
                    label.getValue().stream()
                        .map(value -> "`" + value + "`")
                        .collect(Collectors.joining(", "))))
        .collect(Collectors.joining("; "));
  }

  @Test
  void theDocumentListsEveryMeterWithItsLabels() throws IOException {
    metrics.bindTo(registry);
    SortedMap<String, String> meters = new TreeMap<>();
    registry
        .getMeters()
        .forEach(meter -> {
          String name = meter.getId().getName();
          meters.put(name, (type(meter) + " | " + labels(name)).strip());
        });

    SortedMap<String, String> rows = rows();
    rows.replaceAll((name, row) -> row.strip());
    assertThat(rows).isEqualTo(meters);
  }
}
