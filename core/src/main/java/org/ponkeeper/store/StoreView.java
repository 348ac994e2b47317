package org.ponkeeper.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A view of the keys with one prefix, named by the part after it. For data that belongs together,
 * such as an adapter's own data.
 *
 * <p>Reads, writes, blocks and fails like the store; need not be closed. To write several keys
 * together, or to protect changes of other writers, build a {@link Txn} of the store from {@link
 * #putting}, {@link #deleting}, {@link #absent} and {@link #unchanged}.
 *
 * <p>Immutable and thread-safe.
 */
public final class StoreView {

  private final KeyValueStore store;
  private final String prefix;

  /**
   * A view of the keys of {@code store} that begin with the prefix.
   *
   * @param prefix ends with a slash, so that {@code a/} is not a prefix of {@code ab/}
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
   * @param name the part of the key after the prefix
   * @param value its value
   * @param version when it was last written
   */
  public record Entry(String name, Bytes value, Version version) {}

  /** The prefix of every key of this view. */
  public String prefix() {
    return prefix;
  }

  /** A view of the names that begin with {@code more}, which ends with a slash. */
  public StoreView view(String more) {
    return new StoreView(store, prefix + more);
  }

  /**
   * The key of a name.
   *
   * @param name at least one character; together with the prefix at most {@value Key#MAX_BYTES}
   *     bytes
   */
  public Key key(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a name has at least one character");
    }
    return new Key(prefix + name);
  }

  /**
   * The name of a key; empty if the key does not begin with the prefix, or is the prefix itself.
   */
  public Optional<String> name(Key key) {
    return key.text().startsWith(prefix) && key.text().length() > prefix.length()
        ? Optional.of(key.text().substring(prefix.length()))
        : Optional.empty();
  }

  /** The entry with that name, if it exists. */
  public Optional<Entry> get(String name) {
    return store.get(key(name)).map(this::entry);
  }

  /** Whether the name exists. */
  public boolean exists(String name) {
    return store.exists(key(name));
  }

  /**
   * Writes the name, unconditionally.
   *
   * @return its new version
   */
  public Version put(String name, Bytes value) {
    return store.put(key(name), value);
  }

  /** Deletes the name; succeeds if it is absent. */
  public void delete(String name) {
    store.delete(key(name));
  }

  /** All entries at one instant, ordered by name. */
  public List<Entry> list() {
    return list("");
  }

  /** The entries whose names begin with {@code start}, at one instant and in order. */
  public List<Entry> list(String start) {
    return store.list(List.of(range(start)), ScanOptions.ALL).stream().map(this::entry).toList();
  }

  /** All names at one instant, in order. */
  public List<String> names() {
    return names("");
  }

  /** The names that begin with {@code start}, at one instant and in order. */
  public List<String> names(String start) {
    return store.keys(range(start)).stream().map(this::nameOf).toList();
  }

  /**
   * Deletes everything, like {@link KeyValueStore#deleteAll}.
   *
   * @return the number of names deleted
   */
  public long deleteAll() {
    return deleteAll("");
  }

  /**
   * Deletes the names that begin with {@code start}.
   *
   * @return the number of names deleted
   */
  public long deleteAll(String start) {
    return store.deleteAll(range(start));
  }

  /**
   * Watches for changes, like {@link KeyValueStore#watch}; {@link #name} returns the name of a
   * changed key.
   */
  public Subscription watch(Position from, Consumer<WatchEvent> onEvent) {
    return store.watch(range(""), from, onEvent);
  }

  /** A mutation that writes the name, for use in a transaction. */
  public Mutation putting(String name, Bytes value) {
    return new Mutation.Put(key(name), value);
  }

  /** A mutation that deletes the name, for use in a transaction. */
  public Mutation deleting(String name) {
    return new Mutation.Delete(key(name));
  }

  /** A condition that the name does not exist, for use in a transaction. */
  public Condition absent(String name) {
    return new Condition.Absent(key(name));
  }

  /** A condition that the entry was neither written nor deleted since it was read. */
  public Condition unchanged(Entry entry) {
    return new Condition.AtVersion(key(entry.name()), entry.version(), Optional.of(entry.value()));
  }

  /** All keys except the prefix itself, which has no name. */
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
