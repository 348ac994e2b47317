package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The keys of a store that begin with a prefix, by what follows it: their names. For data that
 * belong together, such as an adapter's own.
 *
 * <p>Reads, writes and blocks as the store does, and fails as it does; has nothing to close. What
 * must go together, or must not overwrite what others write, goes into a {@link Txn} of the store:
 * {@link #putting}, {@link #deleting}, {@link #absent} and {@link #unchanged} are its parts.
 *
 * <p>Immutable and thread-safe.
 */
public final class StoreView {

  private final KeyValueStore store;
  private final String prefix;

  /**
   * The keys of {@code store} that begin with the prefix.
   *
   * @param prefix ends with a slash, so that {@code a/} is not the prefix of {@code ab/}
   */
  public StoreView(KeyValueStore store, String prefix) {
    if (!prefix.endsWith("/")) {
      throw new IllegalArgumentException("the prefix of a view ends with a slash: " + prefix);
    }
    this.store = store;
    this.prefix = prefix;
  }

  /**
   * A key as it was read.
   *
   * @param name what follows the prefix
   * @param value its value
   * @param version when it was last written
   */
  public record Entry(String name, Bytes value, Version version) {}

  /** What every key begins with. */
  public String prefix() {
    return prefix;
  }

  /** The view of the names that begin with {@code more}, which ends with a slash. */
  public StoreView view(String more) {
    return new StoreView(store, prefix + more);
  }

  /**
   * The key of a name.
   *
   * @param name at least one character; with the prefix at most {@value Key#MAX_BYTES} bytes
   */
  public Key key(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a name has at least one character");
    }
    return new Key(prefix + name);
  }

  /** The name of a key, if the key begins with the prefix and does not end there. */
  public Optional<String> name(Key key) {
    return key.text().startsWith(prefix) && key.text().length() > prefix.length()
        ? Optional.of(key.text().substring(prefix.length()))
        : Optional.empty();
  }

  /** What stands under the name, if it is there. */
  public Optional<Entry> get(String name) {
    return store.get(key(name)).map(this::entry);
  }

  /** Whether the name is there. */
  public boolean exists(String name) {
    return store.exists(key(name));
  }

  /** Writes the name, whatever is there; gives the version that it has now. */
  public Version put(String name, Bytes value) {
    return store.put(key(name), value);
  }

  /** Removes the name; one that is absent is fine. */
  public void delete(String name) {
    store.delete(key(name));
  }

  /** Everything at one instant, in the order of the names. */
  public List<Entry> list() {
    return list("");
  }

  /** What stands under the names that begin with {@code start}, at one instant and in order. */
  public List<Entry> list(String start) {
    return store.list(List.of(range(start)), ScanOptions.ALL).stream().map(this::entry).toList();
  }

  /** Every name at one instant, in order. */
  public List<String> names() {
    return names("");
  }

  /** The names that begin with {@code start}, at one instant and in order. */
  public List<String> names(String start) {
    return store.keys(range(start)).stream().map(this::nameOf).toList();
  }

  /**
   * Removes everything, as {@link KeyValueStore#deleteAll} does; says how many names there were.
   */
  public long deleteAll() {
    return deleteAll("");
  }

  /** Removes the names that begin with {@code start}; says how many there were. */
  public long deleteAll(String start) {
    return store.deleteAll(range(start));
  }

  /**
   * Watches for changes, as {@link KeyValueStore#watch} does; {@link #name} gives the name that a
   * changed key has here.
   */
  public Subscription watch(Position from, Consumer<WatchEvent> onEvent) {
    return store.watch(range(""), from, onEvent);
  }

  /** The writing of a name, to be part of a transaction. */
  public Mutation putting(String name, Bytes value) {
    return new Mutation.Put(key(name), value);
  }

  /** The removing of a name, to be part of a transaction. */
  public Mutation deleting(String name) {
    return new Mutation.Delete(key(name));
  }

  /** That nothing stands under the name, to be a condition of a transaction. */
  public Condition absent(String name) {
    return new Condition.Absent(key(name));
  }

  /** That the entry was not written or removed since it was read, likewise. */
  public Condition unchanged(Entry entry) {
    return new Condition.AtVersion(key(entry.name()), entry.version(), Optional.of(entry.value()));
  }

  /** All but the key that is the prefix itself, which has no name. */
  private KeyRange range(String start) {
    return start.isEmpty()
        ? KeyRange.from(prefix + '\0', KeyRange.prefix(prefix))
        : KeyRange.prefix(prefix + start);
  }

  private Entry entry(KeyValue found) {
    return new Entry(nameOf(found.key()), found.value(), found.version());
  }

  private String nameOf(Key key) {
    return key.text().substring(prefix.length());
  }

  /** The prefix. */
  @Override
  public String toString() {
    return prefix;
  }
}
