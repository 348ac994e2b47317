package org.ponkeeper.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchEvent;

/**
 * Lets the writers of an OLT, in all processes, take turns. A writer whose commits conflict
 * repeatedly requests a turn by writing a key. The other writers see the key through their watch,
 * and begin no commit while there is a request older than their own.
 *
 * <p>Advisory only; correctness does not depend on it. Without turns, a writer that has just
 * committed need not read again and would win each time. So every failure here is ignored. The
 * others wait for as long as the key says that the writer needs, {@value #PATIENCE_MILLIS} to
 * {@value #MOST_PATIENCE_MILLIS} ms; then they delete the key. A writer that still conflicts
 * requests a turn again if its key was deleted.
 *
 * <p>Any thread may call {@link #on} and the methods that say so. The others are for one thread at
 * a time; {@link OltCommitter} ensures that.
 */
public final class WriterQueue {

  /** A writer requests a turn after this many conflicts in a row. */
  static final int PATIENT_CONFLICTS = 3;

  /** How long others wait for a turn, after they first see it, unless its writer needs longer. */
  static final long PATIENCE_MILLIS = 500;

  /** The maximum time that others wait for a turn. */
  static final long MOST_PATIENCE_MILLIS = 5_000;

  /** The deadline of a store call for a turn. */
  private static final Duration MOST_OF_A_CALL = Duration.ofSeconds(1);

  /** How often a waiting writer checks whether the turn has ended. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(3);

  /** Another writer's request for a turn. */
  private record Turn(Key key, Version version, long seenNanos, Duration patience) {}

  private final KeyValueStore store;
  private final EngineOptions options;
  private final Key own;
  private final Map<Key, Turn> others = new ConcurrentHashMap<>();
  private OptionalLong ownVersion = OptionalLong.empty();

  /** Whether this writer's key was written, or may have been. */
  private boolean mayStand;

  public WriterQueue(KeyValueStore store, ReadKeyMapping keys, EngineOptions options) {
    this.store = store;
    this.options = options;
    this.own = keys.turn(String.format(Locale.ROOT, "%016x", options.random().nextLong()));
  }

  /** A writer requested a turn, or ended it. */
  void on(WatchEvent event) {
    switch (event) {
      case WatchEvent.Written written -> {
        if (!written.key().equals(own)) {
          others.put(
              written.key(),
              new Turn(
                  written.key(),
                  written.version(),
                  options.nanoClock().getAsLong(),
                  Duration.ofMillis(PATIENCE_MILLIS)));
        }
      }
      case WatchEvent.Deleted deleted -> others.remove(deleted.key());
      case WatchEvent.Resync again -> {}
    }
  }

  /** Whether no other writer has requested a turn. Any thread may call this. */
  boolean isFree() {
    return others.isEmpty();
  }

  /** Whether this writer has requested a turn. */
  boolean isAsked() {
    return ownVersion.isPresent();
  }

  /** Requests the next turn, for an attempt of negligible duration. */
  void ask() {
    ask(Duration.ZERO);
  }

  /**
   * Requests the next turn, unless this was done and the key still exists: others delete it when
   * they have waited long enough.
   *
   * @param needed how long the conflicting attempt took; the others wait twice as long
   */
  void ask(Duration needed) {
    try {
      if (isAsked() && stands(own, ownVersion.getAsLong())) {
        return;
      }
      ownVersion = OptionalLong.empty();
      mayStand = true;
      Bytes value = Bytes.utf8(Long.toString(2 * needed.toMillis()));
      if (quickly().commit(Txn.put(own, value)) instanceof TxnResult.Committed committed) {
        ownVersion = OptionalLong.of(committed.version().token());
      }
    } catch (PonkeeperException e) {
      // Without a turn nothing changes: the next conflict requests it again.
    }
  }

  private boolean stands(Key key, long version) {
    return quickly().get(key).filter(kv -> kv.version().token() == version).isPresent();
  }

  /** The store with a short deadline: it is not worth waiting for a slow store to get a turn. */
  private KeyValueStore quickly() {
    return store.within(MOST_OF_A_CALL);
  }

  /** Ends this writer's turn, so that the others continue. */
  void giveBack() {
    if (mayStand) {
      ownVersion = OptionalLong.empty();
      mayStand = false;
      remove(Txn.delete(own));
    }
  }

  /**
   * Waits while another writer has an older request for a turn than this one.
   *
   * @param untilNanos when to stop waiting
   */
  void yieldToOlder(long untilNanos) throws InterruptedException {
    Turn first;
    while ((first = firstOfOthers()) != null) {
      long now = options.nanoClock().getAsLong();
      if (now - untilNanos >= 0) {
        return;
      }
      if (now - first.seenNanos() > first.patience().toNanos()) {
        others.remove(first.key());
        remove(
            new Txn(
                List.of(new Condition.AtVersion(first.key(), first.version())),
                List.of(new Mutation.Delete(first.key()))));
      } else {
        options.sleeper().sleep(LOOK_AGAIN);
        lookAgain(first);
      }
    }
  }

  private @Nullable Turn firstOfOthers() {
    return others.values().stream()
        .filter(turn -> ownVersion.isEmpty() || turn.version().token() < ownVersion.getAsLong())
        .min(Comparator.comparingLong(turn -> turn.version().token()))
        .orElse(null);
  }

  /**
   * The watch may be late, so a waiting writer reads the key itself; its value says how long to
   * wait.
   */
  private void lookAgain(Turn turn) {
    Optional<KeyValue> found;
    try {
      found = quickly().get(turn.key()).filter(kv -> kv.version().equals(turn.version()));
    } catch (PonkeeperException e) {
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      others.remove(turn.key(), turn);
    } else {
      others.replace(
          turn.key(),
          turn,
          new Turn(turn.key(), turn.version(), turn.seenNanos(), patience(found.get().value())));
    }
  }

  /** How long the writer asks the others to wait; 0 if the value cannot be read. */
  private static Duration patience(Bytes value) {
    long millis = PATIENCE_MILLIS;
    try {
      millis = value.length() <= 10 ? Long.parseLong(value.toUtf8()) : millis;
    } catch (NumberFormatException e) {
      // An older Ponkeeper writes no value.
    }
    return Duration.ofMillis(Math.clamp(millis, PATIENCE_MILLIS, MOST_PATIENCE_MILLIS));
  }

  private void remove(Txn txn) {
    try {
      quickly().commit(txn);
    } catch (PonkeeperException e) {
      // The others stop waiting for it after a while.
    }
  }
}
