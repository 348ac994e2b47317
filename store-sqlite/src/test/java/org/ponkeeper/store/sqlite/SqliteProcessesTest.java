package org.ponkeeper.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;

/** Several real processes on one file, some of which are killed. */
@Timeout(120)
class SqliteProcessesTest {

  private static final int KILL_ROUNDS = 12;
  private static final int PROCESSES_PER_ROUND = 2;

  @TempDir private Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endProcesses() throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void processesThatMakeTheFileAtOnceAndCountLoseNothing() throws Exception {
    // given a path where there is nothing yet
    Path file = directory.resolve("new/store.db");

    // when three processes of two threads open it at once and increment one key
    for (int i = 0; i < 3; i++) {
      start("count", file.toString(), "2", "40");
    }
    for (Process process : started) {
      assertThat(process.waitFor()).isZero();
    }

    // then no increment is lost
    try (SqliteStore store = SqliteStore.open(file, SqliteOptions.DEFAULTS)) {
      assertThat(text(store, StoreProcess.COUNTER)).isEqualTo(Integer.toString(3 * 2 * 40));
    }
  }

  @Test
  void processesKilledInTheMiddleOfCommitsLeaveAllOrNothingAndKeepWhatTheyAnswered()
      throws Exception {
    Path file = directory.resolve("store.db");
    long seed = 20_261;
    Random random = new Random(seed);
    for (int round = 0; round < KILL_ROUNDS; round++) {
      // given two processes that increment both keys of a pair and say so after each commit
      List<Process> running = new ArrayList<>();
      for (int i = 0; i < PROCESSES_PER_ROUND; i++) {
        running.add(start("pair", file.toString()));
      }

      // when they are killed, wherever they are by then
      int answered = 0;
      for (Process process : running) {
        answered = Math.max(answered, killAfter(process, random.nextInt(60)));
      }

      // then the store opens, the pair is whole and no answered commit is gone
      try (SqliteStore store = SqliteStore.open(file, SqliteOptions.DEFAULTS)) {
        String left = text(store, StoreProcess.LEFT);
        assertThat(text(store, StoreProcess.RIGHT))
            .as("seed %d round %d", seed, round)
            .isEqualTo(left);
        assertThat(Integer.parseInt(left))
            .as("seed %d round %d", seed, round)
            .isGreaterThanOrEqualTo(answered);
      }
    }
  }

  /** Reads some answers, kills the process, and gives the last answer that it gave before. */
  private static int killAfter(Process process, int answers) throws Exception {
    int last = 0;
    try (BufferedReader output = StoreProcess.output(process)) {
      for (int i = 0; i <= answers; i++) {
        last = Integer.parseInt(output.readLine());
      }
      // By its handle: Process.destroyForcibly would close the pipe with the last answers in it.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      process.waitFor();
      assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
      // What was written before it died is still in the pipe; its last line may be cut off.
      String line;
      String before = "";
      while ((line = output.readLine()) != null) {
        if (!before.isEmpty()) {
          last = Integer.parseInt(before);
        }
        before = line;
      }
    }
    return last;
  }

  @Test
  void aCommitThatTheDiskCutsOffHasAnUnknownOutcomeAndIsWholeOrAbsent() throws Exception {
    // given a process that may not write files of more than 16384 blocks, so that a write fails
    Path file = directory.resolve("store.db");
    List<String> limited =
        new ArrayList<>(List.of("sh", "-c", "ulimit -f 16384; exec \"$@\"", "sh"));
    limited.addAll(StoreProcess.command(directory, List.of(), "fill", file.toString()));
    Process process =
        new ProcessBuilder(limited).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);

    // when it writes until a commit fails
    List<String> output = StoreProcess.output(process).lines().toList();
    assertThat(process.waitFor()).isZero();

    // then nobody knows about that one, and all before it are there
    assertThat(output).hasSize(1);
    assertThat(output.getFirst()).startsWith("OUTCOME_UNKNOWN ");
    int failed = Integer.parseInt(output.getFirst().substring("OUTCOME_UNKNOWN ".length()));
    try (SqliteStore store = SqliteStore.open(file, SqliteOptions.DEFAULTS)) {
      List<KeyValue> found = store.list(List.of(KeyRange.all()), ScanOptions.KEYS_ONLY);
      assertThat(found).hasSizeBetween(failed, failed + 1);
      store.commit(Txn.put(new Key("z"), Bytes.utf8("works again")));
    }
  }

  @Test
  void whatProcessesAcknowledgeIsInTheFileAtThePathWhileItIsTakenAwayAndRestored()
      throws Exception {
    // given processes that write key after key, and a backup of their file
    Path file = directory.resolve("store.db");
    SqliteStore.open(file).close();
    Path backup = directory.resolve("backup.db");
    try (SqliteStore other = SqliteStore.open(backup)) {
      other.put(StoreProcess.MARK, Bytes.utf8("x"));
    }
    List<BufferedReader> outputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      outputs.add(StoreProcess.output(start("acknowledge", file.toString())));
    }
    for (BufferedReader output : outputs) {
      upTo(output, "unmarked");
    }

    // when the file is taken away, then nobody writes, and nobody makes a new one
    Path elsewhere = Files.move(file, directory.resolve("elsewhere.db"));
    for (BufferedReader output : outputs) {
      upTo(output, "STORE_REPLACED");
    }
    assertThat(file).doesNotExist();

    // and when it is back, they go on
    Files.move(elsewhere, file);
    for (BufferedReader output : outputs) {
      upTo(output, "unmarked");
    }

    // when the backup takes its place, then all that they acknowledge from then on is in it
    Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);
    SqliteHistoryTest.removeLog(file);
    List<String> acknowledged = new ArrayList<>();
    for (BufferedReader output : outputs) {
      for (int i = 0; i < 20; i++) {
        acknowledged.add(upTo(output, "marked"));
      }
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      for (String line : acknowledged) {
        assertThat(store.get(new Key("ack/" + line.substring("marked ".length())))).isPresent();
      }
    }
  }

  /** Reads up to a line that begins so, and gives it. */
  private static String upTo(BufferedReader output, String beginning) throws Exception {
    while (true) {
      String line = output.readLine();
      assertThat(line).isNotNull();
      if (line.startsWith(beginning)) {
        return line;
      }
    }
  }

  @Test
  void aScanDoesNotHoldEverythingInMemory() throws Exception {
    // given values of 60 MB in all
    Path file = directory.resolve("store.db");
    try (SqliteStore store = SqliteStore.open(file, SqliteOptions.DEFAULTS)) {
      for (int i = 0; i < 60; i++) {
        store.commit(Txn.put(new Key("k" + i), Bytes.wrap(new byte[1_000_000])));
      }
    }

    // when a process with a heap of 24 MB reads them all
    Process process = StoreProcess.start(directory, List.of("-Xmx24m"), "sum", file.toString());
    started.add(process);

    // then it can
    assertThat(StoreProcess.output(process).lines()).containsExactly("60000000");
    assertThat(process.waitFor()).isZero();
  }

  private Process start(String... arguments) throws Exception {
    Process process = StoreProcess.start(directory, List.of(), arguments);
    started.add(process);
    return process;
  }

  private static String text(SqliteStore store, Key key) {
    return store.get(key).orElseThrow().value().toUtf8();
  }
}
