package org.ponkeeper.cli.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A separate path in a store that other programs may use. A mark below it says which run owns the
 * data; a path with data but without that mark is not changed. Closing it deletes the data.
 *
 * <p>For one thread. The code that opened the store closes it, after the sandbox.
 */
public final class Sandbox implements AutoCloseable {

  private static final int KEYS_AT_ONCE = 5_000;

  /** How long each call may take while closing after a failure of the store. */
  private static final Duration CLOSING_AFTER_FAILURE = Duration.ofSeconds(1);

  private final KeyValueStore store;
  private final KeySpace own;
  private final Mark mark;
  private End end = End.SWEEP;

  /** The store for closing: with a shorter time-out after a failure. */
  private KeyValueStore closing;

  /** What to do when closing. */
  private enum End {
    /** Delete everything. */
    SWEEP,
    /** Keep everything, including the mark. */
    KEEP,
    /** Keep everything except the mark. */
    GIVE_AWAY
  }

  private Sandbox(KeyValueStore store, KeySpace own, Mark mark) {
    this.store = store;
    this.closing = store;
    this.own = own;
    this.mark = mark;
  }

  /**
   * The mark, which identifies the run.
   *
   * @param command {@code bench} or {@code simulate}
   * @param process the process and machine
   * @param began the start time
   */
  private record Mark(String command, String process, String began) {

    static Mark of(String command) {
      String process = ProcessHandle.current().pid() + " on " + machine();
      return new Mark(command, process, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    Bytes encode() {
      return Bytes.utf8(JsonMapper.shared().writeValueAsString(this));
    }

    static Optional<Mark> decode(Bytes bytes) {
      try {
        JsonNode json = JsonMapper.shared().readTree(bytes.toArray());
        return Optional.of(
            new Mark(
                json.path("command").asString(""),
                json.path("process").asString(""),
                json.path("began").asString("")));
      } catch (JacksonException e) {
        return Optional.empty();
      }
    }

    private static String machine() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "an unknown machine";
      }
    }
  }

  /**
   * Claims the path.
   *
   * @param path a base path that no other program uses
   * @param command {@code bench} or {@code simulate}
   * @param clean whether to first delete the data of another run of the command
   * @throws PathInUseException if there is data that this run did not create, or, with {@code
   *     clean}, that no run created; nothing was changed
   */
  public static Sandbox claim(KeyValueStore store, String path, String command, boolean clean) {
    KeySpace own = new KeySpace(path, path + "/technology_profiles");
    Mark mark = Mark.of(command);
    Optional<KeyValue> found = store.get(own.trial());
    List<KeyValue> first = store.list(List.of(own.basePathRange()), ScanOptions.KEYS_ONLY.limit(1));
    if (found.isEmpty() && !first.isEmpty()) {
      throw inUse(path).with("for example", first.getFirst().key());
    }
    if (found.isPresent()) {
      if (!clean) {
        throw inUse(path, found.get());
      }
      sweep(store, own.basePathRange(), own.trial());
    }
    Condition unchanged = Condition.unchanged(own.trial(), found);
    TxnResult result =
        store.commit(
            new Txn(List.of(unchanged), List.of(new Mutation.Put(own.trial(), mark.encode()))));
    if (result instanceof TxnResult.Conflict) {
      throw store.get(own.trial()).map(kv -> inUse(path, kv)).orElseGet(() -> inUse(path));
    }
    return new Sandbox(store, own, mark);
  }

  private static PathInUseException inUse(String path) {
    return new PathInUseException(path);
  }

  private static PathInUseException inUse(String path, KeyValue found) {
    PathInUseException error = inUse(path);
    Mark.decode(found.value())
        .ifPresent(mark ->
            error.with(
                "of",
                "ponkeeper %s, process %s, begun %s"
                    .formatted(mark.command(), mark.process(), mark.began())));
    return error;
  }

  /** The keys below the path, which also contains the templates. */
  public KeySpace keys() {
    return own;
  }

  /** The keys of a part of the path with its own templates. */
  public KeySpace space(String name) {
    String path = own.basePath() + "/" + name;
    return new KeySpace(path, path + "/technology_profiles");
  }

  /** Deletes all data of a part. */
  public void sweep(KeySpace space) {
    sweep(store, space.basePathRange(), own.trial());
  }

  /** Runs the work. If the store fails, closing tries only briefly to clean up. */
  public <T> T run(Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreFailedException e) {
      closing = store.within(CLOSING_AFTER_FAILURE);
      throw e;
    }
  }

  /** Keeps the data when the sandbox is closed; another run can delete it with {@code clean}. */
  public void keep() {
    end = End.KEEP;
  }

  /** Keeps the data when the sandbox is closed, without the mark. */
  public void giveAway() {
    end = End.GIVE_AWAY;
  }

  /**
   * Deletes everything below the path, the mark last, unless it is to be kept.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store failed; the rest is still there
   */
  @Override
  public void close() {
    boolean ours =
        closing.get(own.trial()).filter(kv -> kv.value().equals(mark.encode())).isPresent();
    if (!ours || end == End.KEEP) {
      return;
    }
    if (end == End.SWEEP) {
      sweep(closing, own.basePathRange(), own.trial());
    }
    closing.commit(Txn.delete(own.trial()));
  }

  /** Deletes the keys of a range except one. */
  private static void sweep(KeyValueStore store, KeyRange range, Key spared) {
    while (true) {
      List<Mutation> deletes = new ArrayList<>();
      for (KeyValue kv : store.list(List.of(range), ScanOptions.KEYS_ONLY.limit(KEYS_AT_ONCE))) {
        if (!kv.key().equals(spared)) {
          deletes.add(new Mutation.Delete(kv.key()));
        }
      }
      if (deletes.isEmpty()) {
        return;
      }
      for (int from = 0; from < deletes.size(); from += Txn.MAX_MUTATIONS) {
        int to = Math.min(deletes.size(), from + Txn.MAX_MUTATIONS);
        store.commit(new Txn(List.of(), deletes.subList(from, to)));
      }
    }
  }
}
