package org.ponkeeper.store.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/** What the tests run in processes of their own, and how they start it. */
final class StoreProcess {

  static final Key COUNTER = new Key("counter");
  static final Key LEFT = new Key("pair/left");
  static final Key RIGHT = new Key("pair/right");
  static final Key MARK = new Key("mark");

  private StoreProcess() {}

  /**
   * Starts this class in a process of its own; its standard error goes to ours.
   *
   * @param scratch where the driver puts its native library, since a process that is killed does
   *     not remove it
   */
  static Process start(Path scratch, List<String> jvmOptions, String... arguments)
      throws IOException {
    return new ProcessBuilder(command(scratch, jvmOptions, arguments))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The command that {@link #start} runs. */
  static List<String> command(Path scratch, List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dorg.sqlite.tmpdir=" + scratch);
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a process writes to its standard output. */
  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs one of the jobs on the store in the file that the second argument names. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    if (arguments[0].equals("probe")) {
      probe(file);
      return;
    }
    if (arguments[0].equals("read")) {
      read(file);
      return;
    }
    try (SqliteStore store = SqliteStore.open(file, SqliteOptions.DEFAULTS)) {
      switch (arguments[0]) {
        case "count" ->
            count(store, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        case "pair" -> pair(store);
        case "fill" -> fill(store);
        case "sum" -> sum(store);
        case "acknowledge" -> acknowledge(store);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Says whether another process holds the lock by which SQLite knows that a file is in use. */
  private static void probe(Path file) throws IOException {
    long sharedFirst = 0x40000000L + 2;
    long sharedSize = 510;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(sharedFirst, sharedSize, false)) {
      System.out.println(lock == null ? "in use" : "free");
    }
  }

  /** Reads all of a store that is opened for reading only, or says what is in the way. */
  private static void read(Path file) {
    try (SqliteStore store = SqliteStore.openReadOnly(file)) {
      store
          .list(List.of(KeyRange.all()), ScanOptions.ALL)
          .forEach(found -> System.out.println(found.key().text() + "=" + found.value().toUtf8()));
    } catch (PonkeeperException e) {
      System.out.println(e.code() + " " + e.facts().get("reason") + "; " + e.remedy());
    }
  }

  /** Some threads, each of which increments the counter some times. */
  private static void count(KeyValueStore store, int threads, int each) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        running.add(
            executor.submit(() -> {
              for (int i = 0; i < each; i++) {
                increment(store, List.of(COUNTER));
              }
            }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
  }

  /** Increments both keys of a pair for ever, and says so each time. */
  private static void pair(KeyValueStore store) {
    while (true) {
      System.out.println(increment(store, List.of(LEFT, RIGHT)));
    }
  }

  /** Adds one to all keys in one commit, and again if another was faster; gives the new value. */
  private static int increment(KeyValueStore store, List<Key> keys) {
    while (true) {
      List<Condition> conditions = new ArrayList<>();
      List<Mutation> mutations = new ArrayList<>();
      int next = 1;
      try (Snapshot snapshot = store.snapshot()) {
        for (Key key : keys) {
          KeyValue now = snapshot.get(key).orElse(null);
          conditions.add(
              now == null
                  ? new Condition.Absent(key)
                  : new Condition.AtVersion(key, now.version()));
          next = now == null ? 1 : Integer.parseInt(now.value().toUtf8()) + 1;
          mutations.add(new Mutation.Put(key, Bytes.utf8(Integer.toString(next))));
        }
      }
      if (store.commit(new Txn(conditions, mutations)) instanceof TxnResult.Committed) {
        return next;
      }
    }
  }

  /**
   * Writes key after key for ever, and says of each whether it was written, and whether the key
   * {@link #MARK} was there then.
   */
  private static void acknowledge(KeyValueStore store) throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        Optional<KeyValue> mark = store.get(MARK);
        Txn txn =
            new Txn(
                List.of(Condition.unchanged(MARK, mark)),
                List.of(new Mutation.Put(new Key("ack/" + i), Bytes.utf8("x"))));
        if (store.commit(txn) instanceof TxnResult.Committed) {
          System.out.println((mark.isPresent() ? "marked " : "unmarked ") + i);
        }
      } catch (StoreFailedException e) {
        System.out.println(e.code() + " " + e.outcome());
        Thread.sleep(10);
      }
    }
  }

  /** Writes key after key until a commit fails, and says how. */
  private static void fill(KeyValueStore store) {
    for (int i = 0; ; i++) {
      try {
        store.commit(Txn.put(new Key("fill/%06d".formatted(i)), Bytes.wrap(new byte[100_000])));
      } catch (StoreFailedException e) {
        System.out.println(e.code() + " " + i);
        return;
      }
    }
  }

  /** Adds up the lengths of all values in one scan. */
  private static void sum(KeyValueStore store) {
    long sum = 0;
    try (Snapshot snapshot = store.snapshot()) {
      Iterator<KeyValue> scan = snapshot.scan(List.of(KeyRange.all()), ScanOptions.ALL);
      while (scan.hasNext()) {
        sum += scan.next().value().length();
      }
    }
    System.out.println(sum);
  }
}
