package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.error.StoreFailedException.Outcome;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.RetryingStore;
import org.ponkeeper.tck.PlainTemplate;

/** An adapter keeps an OLT in memory while its file is restored, taken away, or locked. */
@Timeout(120)
class RestoredUnderAdapterTest {

  private static final TechProfileId T64 = new TechProfileId(64);

  @TempDir private Path directory;

  private Path file;
  private Ponkeeper adapter;
  private RetryingStore store;

  @BeforeEach
  void open() {
    file = directory.resolve("store.db");
    store = RetryingStore.of(SqliteStore.open(file));
    store.put(
        new Key("service/voltha/technology_profiles/XGS-PON/64"),
        PlainTemplate.json("T", 1, false));
    adapter = Ponkeeper.on(store);
    olt(adapter)
        .register(
            OltRegistration.builder()
                .pons(0, 1)
                .onuIds(1, 128)
                .allocIds(1024, 1152)
                .gemPortIds(1024, 2048)
                .build());
  }

  @AfterEach
  void close() {
    adapter.close();
    store.close();
  }

  @Test
  void afterARestoreNoIdIsGivenTwice() throws Exception {
    // given a backup, after which the adapter and an operator make as many services each
    Olt olt = olt(adapter);
    create(olt, 1);
    Path backup = backUp();
    create(olt, 2);
    onAnother(backup, operator -> create(operator, 7));
    Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);
    SqliteHistoryTest.removeLog(file);

    // when the adapter goes on
    create(olt, 3);
    create(olt, 4);

    // then it has decided on what the file holds now
    onAnother(
        file,
        operator -> {
          List<Integer> gemPortIds =
              operator.instances().list().stream()
                  .flatMap(instance ->
                      IntStream.range(0, instance.gemPortCount()).mapToObj(instance::gemPortIdAt))
                  .toList();
          assertThat(operator.instances().list()).hasSize(4);
          assertThat(gemPortIds).doesNotHaveDuplicates();
          assertThat(operator.audit().findings()).isEmpty();
        });
  }

  @Test
  void noServiceIsAcknowledgedIntoAFileThatIsGone() throws Exception {
    Olt olt = olt(adapter);
    create(olt, 1);
    Path elsewhere = Files.move(file, directory.resolve("elsewhere.db"));

    assertThatExceptionOfType(StoreFailedException.class)
        .isThrownBy(() -> create(olt, 2))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.STORE_REPLACED);
          assertThat(e.outcome()).isEqualTo(Outcome.NOTHING_HAPPENED);
        });
    assertThat(file).doesNotExist();

    Files.move(elsewhere, file);
    create(olt, 3);
    onAnother(file, operator -> assertThat(operator.instances().list()).hasSize(2));
  }

  @Test
  void aLockedFileIsAFailureInTimeAndNothingHappened() throws Exception {
    PonkeeperOptions hasty = PonkeeperOptions.DEFAULTS.withCallTimeout(Duration.ofSeconds(4));
    try (Ponkeeper second = Ponkeeper.on(store, hasty);
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      create(olt(adapter), 1);
      Olt olt = olt(second);
      create(olt, 2);
      sql(other, "BEGIN EXCLUSIVE");
      long start = System.nanoTime();

      assertThatExceptionOfType(StoreFailedException.class)
          .isThrownBy(() -> create(olt, 3))
          .satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(e.outcome()).isEqualTo(Outcome.NOTHING_HAPPENED);
          });

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
      assertThat(olt.instances().list()).hasSize(2);
      sql(other, "ROLLBACK");
      create(olt, 4);
      olt.refresh();
      assertThat(olt.instances().list()).hasSize(3);
    }
  }

  private static boolean create(Olt olt, int onu) {
    olt.instances().create(T64, UniPort.of(olt.id().device(), 0, onu, 0));
    return true;
  }

  private static Olt olt(Ponkeeper ponkeeper) {
    return ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1"));
  }

  private static void onAnother(Path file, Consumer<Olt> work) {
    try (SqliteStore other = SqliteStore.open(file);
        Ponkeeper operator = Ponkeeper.on(other)) {
      work.accept(olt(operator));
    }
  }

  private Path backUp() throws SQLException {
    Path backup = directory.resolve("backup.db");
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      sql(raw, "backup to '" + backup + "'");
    }
    return backup;
  }

  private static void sql(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
