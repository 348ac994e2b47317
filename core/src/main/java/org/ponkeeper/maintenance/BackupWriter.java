package org.ponkeeper.maintenance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.keyspace.BackupKeys;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Scan;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.Txn;

/**
 * Compares a backup and a store key by key and changes the store according to a policy, in
 * conditional transactions in key order. Each is decided on data just read, so the work can always
 * be run again. Keeps only some entries in memory. For one thread.
 */
final class BackupWriter {

  /** Leaves room for the policy's own condition. */
  private static final int MAX_CHANGES = Txn.MAX_CONDITIONS - 1;

  /** The maximum number of entries compared at once while nothing has to be changed. */
  private static final int MAX_WINDOW = 2_000;

  /** The maximum bytes of entries read ahead, plus one entry. */
  private static final long MAX_WINDOW_BYTES = 2L << 20;

  private final BackupWork work;
  private final BackupKeys keys;
  private final Policy policy;

  private final Deque<BackupEntry> window = new ArrayDeque<>();
  private String from = "";
  private Tally tally = Tally.NONE;

  BackupWriter(BackupWork work, BackupKeys keys, Policy policy) {
    this.work = work;
    this.keys = keys;
    this.policy = policy;
  }

  /** What to change, and when. */
  interface Policy {

    /** The condition on which changes are allowed; throws if none are. */
    Condition guard(Snapshot snapshot);

    /** Whether keys that are not in the backup are visited. */
    boolean looksAtAll();

    /** The change of a key of the backup, the store, or both. */
    Optional<Mutation> change(SideBySide.Pair pair);

    /** May reject a transaction before it is committed. */
    default void check(Tally before, Tally next) {}
  }

  /**
   * Counts of changes.
   *
   * @param written keys that were absent and are written
   * @param overwritten keys that had another value
   * @param deleted keys that are deleted
   * @param firstOverwritten the first keys that had another value, at most {@link #SHOWN}
   */
  record Tally(long written, long overwritten, long deleted, List<Key> firstOverwritten) {

    static final Tally NONE = new Tally(0, 0, 0, List.of());

    /** The maximum number of keys shown. */
    static final int SHOWN = 5;

    Tally {
      firstOverwritten = List.copyOf(firstOverwritten);
    }

    Tally and(Tally other) {
      List<Key> first = new ArrayList<>(firstOverwritten);
      other.firstOverwritten.stream().limit(SHOWN - first.size()).forEach(first::add);
      return new Tally(
          written + other.written, overwritten + other.overwritten, deleted + other.deleted, first);
    }

    Tally and(SideBySide.Pair changed) {
      if (changed.entry().isEmpty()) {
        return new Tally(written, overwritten, deleted + 1, firstOverwritten);
      }
      if (changed.stored().isEmpty()) {
        return new Tally(written + 1, overwritten, deleted, firstOverwritten);
      }
      return changed.isSame() ? this : and(new Tally(0, 1, 0, List.of(changed.key())));
    }

    /** The sum of all changes. */
    long total() {
      return written + overwritten + deleted;
    }
  }

  /**
   * Result of a step.
   *
   * @param next where the next step begins
   * @param consumed the number of processed entries of the window
   */
  private record Chunk(Optional<String> next, int consumed, Tally tally, int changes) {}

  /** Changes the store; returns the changes. */
  Tally run(BackupSource source, Consumer<WorkProgress> progress) {
    return walk(source, progress, more -> work.make(snapshot -> step(snapshot, more)));
  }

  /** Changes nothing; returns the changes that {@link #run} would make. */
  Tally plan(BackupSource source) {
    return walk(
        source, progress -> {}, more -> work.read(snapshot -> step(snapshot, more).answer()));
  }

  private interface Walk {
    Chunk step(boolean more);
  }

  private Tally walk(BackupSource source, Consumer<WorkProgress> progress, Walk walk) {
    try (BackupSource.Reader entries = source.read()) {
      int size = MAX_CHANGES;
      long done = 0;
      while (true) {
        fill(entries, size);
        if (window.isEmpty() && !policy.looksAtAll()) {
          return tally;
        }
        Chunk chunk = walk.step(entries.hasNext());
        for (int i = 0; i < chunk.consumed(); i++) {
          window.removeFirst();
        }
        tally = tally.and(chunk.tally());
        done += chunk.consumed();
        progress.accept(new WorkProgress(done, source.size()));
        if (chunk.next().isEmpty()) {
          return tally;
        }
        from = chunk.next().get();
        size = chunk.changes() > 0 ? MAX_CHANGES : Math.min(2 * size, MAX_WINDOW);
      }
    }
  }

  private void fill(Iterator<BackupEntry> entries, int size) {
    long bytes = window.stream().mapToLong(BackupEntry::length).sum();
    while (window.size() < size && bytes < MAX_WINDOW_BYTES && entries.hasNext()) {
      BackupEntry entry = entries.next();
      window.addLast(entry);
      bytes += entry.length();
    }
  }

  private Step<Chunk> step(Snapshot snapshot, boolean more) {
    Condition guard = policy.guard(snapshot);
    Map<Key, KeyValue> elsewhere = elsewhere(snapshot);
    Optional<String> end =
        more || !policy.looksAtAll()
            ? Optional.of(window.getLast().key().text() + '\0')
            : Optional.empty();
    String start = policy.looksAtAll() ? from : window.getFirst().key().text();
    List<KeyRange> ranges = keys.rangesWithin(new KeyRange(start, end));
    long limit = window.size() + 64L;
    List<Condition> conditions = new ArrayList<>(List.of(guard));
    List<Mutation> mutations = new ArrayList<>();
    Tally changed = Tally.NONE;
    int consumed = 0;
    Optional<String> next = more ? end : Optional.empty();
    try (Scan scan = snapshot.scan(ranges, ScanOptions.ALL.limit(limit))) {
      Limited stored = new Limited(scan, limit);
      SideBySide pairs = new SideBySide(window.iterator(), stored);
      long bytes = 0;
      while (pairs.hasNext()) {
        SideBySide.Pair pair = completed(pairs.next(), elsewhere);
        if (stored.isCutBefore(pair)) {
          break;
        }
        Optional<Mutation> change = policy.change(pair);
        if (change.isPresent()) {
          bytes += change.get().length();
          if (mutations.size() == MAX_CHANGES || bytes > Txn.MAX_BYTES) {
            return step(pair.key().text(), consumed, changed, conditions, mutations);
          }
          conditions.add(Condition.unchanged(pair.key(), pair.stored()));
          mutations.add(change.get());
          changed = changed.and(pair);
        }
        consumed += pair.entry().isPresent() ? 1 : 0;
      }
      if (stored.isCut()) {
        next = Optional.of(stored.afterLast());
      }
    }
    return step(next, consumed, changed, conditions, mutations);
  }

  private Step<Chunk> step(
      String next,
      int consumed,
      Tally changed,
      List<Condition> conditions,
      List<Mutation> mutations) {
    return step(Optional.of(next), consumed, changed, conditions, mutations);
  }

  private Step<Chunk> step(
      Optional<String> next,
      int consumed,
      Tally changed,
      List<Condition> conditions,
      List<Mutation> mutations) {
    policy.check(tally, changed);
    Chunk chunk = new Chunk(next, consumed, changed, mutations.size());
    return mutations.isEmpty() ? Step.done(chunk) : Step.of(chunk, conditions, mutations);
  }

  /** The store's values of entries that are in none of the ranges. */
  private Map<Key, KeyValue> elsewhere(Snapshot snapshot) {
    Map<Key, KeyValue> elsewhere = new HashMap<>();
    for (BackupEntry entry : window) {
      if (!keys.isInRanges(entry.key())) {
        snapshot.get(entry.key()).ifPresent(found -> elsewhere.put(entry.key(), found));
      }
    }
    return elsewhere;
  }

  private static SideBySide.Pair completed(SideBySide.Pair pair, Map<Key, KeyValue> elsewhere) {
    KeyValue found = elsewhere.get(pair.key());
    return found == null ? pair : new SideBySide.Pair(pair.key(), pair.entry(), Optional.of(found));
  }

  /** The keys of a scan with a limit; knows where the scan was cut. */
  private static final class Limited implements Iterator<KeyValue> {
    private final Scan scan;
    private final long limit;
    private long count;
    private Optional<Key> last = Optional.empty();

    Limited(Scan scan, long limit) {
      this.scan = scan;
      this.limit = limit;
    }

    @Override
    public boolean hasNext() {
      return scan.hasNext();
    }

    @Override
    public KeyValue next() {
      KeyValue next = scan.next();
      count++;
      last = Optional.of(next.key());
      return next;
    }

    /** Whether there may be more keys after the last one. */
    boolean isCut() {
      return count == limit;
    }

    /**
     * Whether the key's value is unknown, because it is after the last key of a scan that was cut.
     */
    boolean isCutBefore(SideBySide.Pair pair) {
      return isCut() && pair.stored().isEmpty() && pair.key().compareTo(last.orElseThrow()) > 0;
    }

    String afterLast() {
      return last.orElseThrow().text() + '\0';
    }
  }
}
