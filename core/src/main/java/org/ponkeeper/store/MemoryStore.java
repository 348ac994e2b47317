package org.ponkeeper.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A store in the memory of this process, for tests and experiments. Its content is lost with the
 * object. No call blocks for long, and none fails, except that a closed store throws {@link
 * StoreClosedException}.
 *
 * <p>Versions come from one counter for the whole store. Thread-safe.
 */
public final class MemoryStore implements KeyValueStore {

  private static final String ENGINE = "memory";

  /** A history, a colon and a version. */
  private static final Pattern BOOKMARK = Pattern.compile("([0-9a-f]+):([1-9][0-9]{0,17})");

  private final ReentrantLock lock = new ReentrantLock();

  /** Keyed by text, because the ends of ranges need not be keys. */
  private NavigableMap<String, KeyValue> entries = new TreeMap<>(Key::compare);

  /** Whether a snapshot uses {@link #entries}, which must then not be changed any more. */
  private boolean shared;

  private final ChangeLog log = new ChangeLog();
  private final java.util.concurrent.locks.Condition changed = lock.newCondition();
  private long lastVersion = 1;
  private volatile History history = new History(ENGINE);

  /** Names the history in bookmarks. */
  private String historyId = newHistoryId();

  private volatile boolean closed;

  /** An empty store. */
  public MemoryStore() {}

  /**
   * The content of a store at one moment.
   *
   * @param values by key
   * @param lastVersion the version of the last commit
   */
  public record Backup(NavigableMap<String, KeyValue> values, long lastVersion) {}

  /** A backup of the current content. */
  public Backup backup() {
    lock.lock();
    try {
      return new Backup(new TreeMap<>(entries), lastVersion);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Restores the content of a backup, like an etcd restored from a snapshot: a new history starts,
   * which assigns the versions after the backup again.
   */
  public void restore(Backup backup) {
    lock.lock();
    try {
      requireOpen();
      History next = new History(ENGINE);
      NavigableMap<String, KeyValue> restored = new TreeMap<>(Key::compare);
      backup
          .values()
          .forEach((key, kv) ->
              restored.put(
                  key,
                  new KeyValue(kv.key(), kv.value(), new Version(next, kv.version().token()))));
      entries = restored;
      shared = false;
      lastVersion = backup.lastVersion();
      log.clear(lastVersion);
      history = next;
      historyId = newHistoryId();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public KeyValueStore within(Duration time) {
    return this; // no call takes long
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    lock.lock();
    try {
      requireOpen();
      return Optional.ofNullable(entries.get(key.text()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Snapshot snapshot() {
    lock.lock();
    try {
      requireOpen();
      shared = true;
      return new MemorySnapshot(entries, history);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public TxnResult commit(Txn txn) {
    lock.lock();
    try {
      requireOpen();
      Set<Key> broken = broken(txn.conditions());
      if (!broken.isEmpty()) {
        return new TxnResult.Conflict(broken);
      }
      if (!txn.mutations().isEmpty()) {
        apply(txn.mutations());
      }
      return new TxnResult.Committed(new Version(history, lastVersion));
    } finally {
      lock.unlock();
    }
  }

  private static String newHistoryId() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  private Set<Key> broken(List<Condition> conditions) {
    Set<Key> broken = new LinkedHashSet<>();
    for (Condition condition : conditions) {
      if (!condition.holds(Optional.ofNullable(entries.get(condition.key().text())))) {
        broken.add(condition.key());
      }
    }
    return broken;
  }

  private void apply(List<Mutation> mutations) {
    if (shared) {
      entries = new TreeMap<>(entries); // keeps the order
      shared = false;
    }
    Version version = new Version(history, ++lastVersion);
    for (Mutation mutation : mutations) {
      switch (mutation) {
        case Mutation.Put put -> {
          entries.put(put.key().text(), new KeyValue(put.key(), put.value(), version));
          log.add(
              new ChangeLog.Entry(
                  new WatchEvent.Written(put.key(), version), Optional.of(put.value())));
        }
        case Mutation.Delete delete -> {
          if (entries.remove(delete.key().text()) != null) {
            log.add(
                new ChangeLog.Entry(
                    new WatchEvent.Deleted(delete.key(), version), Optional.empty()));
          }
        }
      }
    }
    changed.signalAll();
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return watch(range, from, onEvent, MemoryStore::changes);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return watch(range, from, onEvent, this::commits);
  }

  /**
   * Starts a watch.
   *
   * @param events the events for changes of the log; of an empty optional if some were missed
   */
  private <E> Subscription watch(
      KeyRange range,
      Position from,
      Consumer<E> onEvent,
      Function<Optional<List<ChangeLog.Entry>>, List<E>> events) {
    lock.lock();
    try {
      requireOpen();
      MemoryWatch<E> watch =
          new MemoryWatch<>(range, version(from), new WatchDelivery<>(onEvent), events);
      WatchDelivery.thread(watch::run).start();
      return watch;
    } finally {
      lock.unlock();
    }
  }

  private Version version(Position from) {
    return switch (from) {
      case Position.Now now -> new Version(history, lastVersion);
      case Position.After then -> then.version();
      case Position.AfterBookmark after -> version(after.bookmark());
    };
  }

  /** The version of a bookmark; one of no known history if it is of another store. */
  private Version version(Bookmark bookmark) {
    Optional<String> own = bookmark.of(ENGINE);
    if (own.isEmpty()) {
      return new Version(new History("another store"), 1);
    }
    Matcher parts = BOOKMARK.matcher(own.get());
    if (!parts.matches()) {
      throw bookmark.invalid();
    }
    History of = parts.group(1).equals(historyId) ? history : new History("another memory");
    return new Version(of, Long.parseLong(parts.group(2)));
  }

  private Bookmark bookmark(Version version) {
    return new Bookmark(ENGINE + ":" + historyId + ":" + version.token());
  }

  private static List<WatchEvent> changes(Optional<List<ChangeLog.Entry>> entries) {
    return entries.isEmpty()
        ? List.of(new WatchEvent.Resync())
        : entries.get().stream().<WatchEvent>map(ChangeLog.Entry::change).toList();
  }

  private List<CommitEvent> commits(Optional<List<ChangeLog.Entry>> entries) {
    if (entries.isEmpty()) {
      return List.of(new CommitEvent.Resync());
    }
    Map<Version, List<CommitEvent.KeyChange>> commits = new LinkedHashMap<>();
    for (ChangeLog.Entry entry : entries.get()) {
      WatchEvent.Change change = entry.change();
      commits
          .computeIfAbsent(change.version(), version -> new ArrayList<>())
          .add(
              change instanceof WatchEvent.Written
                  ? new CommitEvent.Written(change.key(), entry.value())
                  : new CommitEvent.Deleted(change.key()));
    }
    return commits.entrySet().stream()
        .<CommitEvent>map(
            commit -> new CommitEvent.Committed(bookmark(commit.getKey()), commit.getValue()))
        .toList();
  }

  @Override
  public Health health() {
    requireOpen();
    return new Health(ENGINE, Duration.ZERO, OptionalLong.empty());
  }

  @Override
  public void close() {
    closed = true;
    tellWatches();
  }

  private void tellWatches() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreClosedException();
    }
  }

  /** Reads the log after every commit. */
  private final class MemoryWatch<E> implements Subscription {
    private final KeyRange range;
    private final WatchDelivery<E> delivery;
    private final Function<Optional<List<ChangeLog.Entry>>, List<E>> events;
    private Version after;

    MemoryWatch(
        KeyRange range,
        Version after,
        WatchDelivery<E> delivery,
        Function<Optional<List<ChangeLog.Entry>>, List<E>> events) {
      this.range = range;
      this.after = after;
      this.delivery = delivery;
      this.events = events;
    }

    void run() {
      while (!isOver()) {
        next().forEach(delivery::deliver);
      }
    }

    private List<E> next() {
      lock.lock();
      try {
        while (after.equals(new Version(history, lastVersion)) && !isOver()) {
          changed.awaitUninterruptibly();
        }
        Version last = new Version(history, lastVersion);
        List<E> next = events.apply(log.since(after, last, range));
        after = last;
        return next;
      } finally {
        lock.unlock();
      }
    }

    private boolean isOver() {
      return closed || delivery.isClosed();
    }

    @Override
    public void close() {
      delivery.close();
      tellWatches();
    }
  }

  /** Reads a map that is no longer changed. */
  private final class MemorySnapshot implements Snapshot {
    private final NavigableMap<String, KeyValue> instant;
    private final History history;
    private boolean done;

    MemorySnapshot(NavigableMap<String, KeyValue> instant, History history) {
      this.instant = instant;
      this.history = history;
    }

    @Override
    public History history() {
      return history;
    }

    @Override
    public Optional<KeyValue> get(Key key) {
      requireReadable();
      return Optional.ofNullable(instant.get(key.text()));
    }

    @Override
    public Scan scan(List<KeyRange> ranges, ScanOptions options) {
      requireReadable();
      Iterator<KeyValue> found =
          List.copyOf(ranges).stream()
              .flatMap(range -> within(range).values().stream())
              .limit(options.limit())
              .map(entry -> options.keysOnly() ? withoutValue(entry) : entry)
              .iterator();
      return new MemoryScan(this, found);
    }

    private NavigableMap<String, KeyValue> within(KeyRange range) {
      String start = range.startInclusive();
      if (range.endExclusive().isEmpty()) {
        return instant.tailMap(start, true);
      }
      String end = range.endExclusive().get();
      // The map rejects an end before the start; for a store that is an empty range.
      boolean empty = Key.compare(end, start) <= 0;
      return instant.subMap(start, true, empty ? start : end, false);
    }

    private KeyValue withoutValue(KeyValue entry) {
      return new KeyValue(entry.key(), Bytes.empty(), entry.version());
    }

    private void requireReadable() {
      requireOpen();
      if (done) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }

    @Override
    public void close() {
      done = true;
    }
  }

  private static final class MemoryScan implements Scan {
    private final MemorySnapshot snapshot;
    private final Iterator<KeyValue> found;
    private boolean done;

    MemoryScan(MemorySnapshot snapshot, Iterator<KeyValue> found) {
      this.snapshot = snapshot;
      this.found = found;
    }

    @Override
    public boolean hasNext() {
      snapshot.requireReadable();
      if (done) {
        throw new IllegalStateException("the scan is closed");
      }
      return found.hasNext();
    }

    @Override
    public KeyValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return found.next();
    }

    @Override
    public void close() {
      done = true;
    }
  }

  @Override
  public String toString() {
    return "memory:";
  }
}
