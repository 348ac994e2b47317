package org.ponkeeper;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.keyspace.FactKeys;
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
 * How the writers of an OLT, in whatever process, let each other have a turn. A writer whose
 * commits conflict again and again asks for one: he writes a key of his own. The others are told by
 * their watch, and begin no commit while an older request than their own stands.
 *
 * <p>This makes nothing right and nothing wrong: it only keeps those who have just committed, and
 * need not read again, from winning each time. So every failure here is passed over, and whoever
 * does not give his turn back in {@value #PATIENCE_MILLIS} ms is not waited for any longer. Who
 * waited for him in vain removes his key.
 *
 * <p>{@link #on} may be called by any thread; what is not said to be is for one thread at a time,
 * which {@link OltCommitter} sees to.
 */
final class WriterTurns {

  /** A writer asks for a turn after this many conflicts in a row. */
  static final int PATIENT_CONFLICTS = 3;

  /** How long a turn that was asked for is waited for, from when it was first seen. */
  static final long PATIENCE_MILLIS = 500;

  /** How often one who waits looks whether the turn was given back. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(3);

  /** A turn of another writer. */
  private record Asked(Key key, Version version, long seenNanos) {}

  private final KeyValueStore store;
  private final PonkeeperOptions options;
  private final Key own;
  private final Map<Key, Asked> others = new ConcurrentHashMap<>();
  private OptionalLong ownVersion = OptionalLong.empty();

  WriterTurns(KeyValueStore store, FactKeys keys, PonkeeperOptions options) {
    this.store = store;
    this.options = options;
    this.own = keys.turn("%016x".formatted(options.random().nextLong()));
  }

  /** Somebody asked for a turn, or gave it back. */
  void on(WatchEvent event) {
    switch (event) {
      case WatchEvent.Written written -> {
        if (!written.key().equals(own)) {
          others.put(
              written.key(),
              new Asked(written.key(), written.version(), options.nanoClock().getAsLong()));
        }
      }
      case WatchEvent.Deleted deleted -> others.remove(deleted.key());
      case WatchEvent.ListAgain again -> {}
    }
  }

  /** Whether nobody asked for a turn. May be called by any thread. */
  boolean isFree() {
    return others.isEmpty();
  }

  /** Whether one's own request stands. */
  boolean isAsked() {
    return ownVersion.isPresent();
  }

  /** Asks for the next turn, unless that was done. */
  void ask() {
    if (isAsked()) {
      return;
    }
    try {
      if (store.commit(Txn.put(own, Bytes.empty())) instanceof TxnResult.Committed committed) {
        ownVersion = OptionalLong.of(committed.version().token());
      }
    } catch (PonkeeperException e) {
      // Without a turn it is as it was before: the next conflict asks again.
    }
  }

  /** Lets the others go on. */
  void giveBack() {
    if (isAsked()) {
      ownVersion = OptionalLong.empty();
      remove(Txn.delete(own));
    }
  }

  /**
   * Waits while another writer has an older request for a turn than one's own.
   *
   * @param untilNanos when to wait no longer
   */
  void letOthersGoFirst(long untilNanos) throws InterruptedException {
    Asked first;
    while ((first = firstOfOthers()) != null) {
      long now = options.nanoClock().getAsLong();
      if (now - untilNanos >= 0) {
        return;
      }
      if (now - first.seenNanos() > Duration.ofMillis(PATIENCE_MILLIS).toNanos()) {
        others.remove(first.key());
        remove(
            new Txn(
                List.of(new Condition.AtVersion(first.key(), first.version())),
                List.of(new Mutation.Delete(first.key()))));
      } else {
        options.sleeper().sleep(LOOK_AGAIN);
        forgetIfGone(first);
      }
    }
  }

  private @Nullable Asked firstOfOthers() {
    return others.values().stream()
        .filter(asked -> ownVersion.isEmpty() || asked.version().token() < ownVersion.getAsLong())
        .min(Comparator.comparingLong(asked -> asked.version().token()))
        .orElse(null);
  }

  /** A watch may tell late, so that whoever waits looks himself. */
  private void forgetIfGone(Asked asked) {
    boolean stands;
    try {
      stands = store.get(asked.key()).map(KeyValue::version).equals(Optional.of(asked.version()));
    } catch (PonkeeperException e) {
      stands = false;
    }
    if (!stands) {
      others.remove(asked.key(), asked);
    }
  }

  private void remove(Txn txn) {
    try {
      store.commit(txn);
    } catch (PonkeeperException e) {
      // Others lose their patience with it.
    }
  }
}
