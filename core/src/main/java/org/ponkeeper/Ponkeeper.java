package org.ponkeeper;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.keyspace.FactKeys;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.StoreView;

/**
 * The technology profiles and PON resource ids in a store.
 *
 * <pre>{@code
 * try (KeyValueStore store = SqliteStore.open(Path.of("ponkeeper.db"));
 *     Ponkeeper ponkeeper = Ponkeeper.on(store)) {
 *   Olt olt = ponkeeper.olt(Technology.XGS_PON, new OltId("olt-1")).load();
 *   olt.instances().create(new TechProfileId(64), UniPort.of("olt-1", 0, 1, 0));
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe. Calls block, at most for the time-out of a call and what the
 * store takes to give up; callers choose threads.
 *
 * <p><b>Processes.</b> Any number of processes may work on one store at the same time; each change
 * is checked against what the store holds. The Go library is not such a process: it writes without
 * checks, so one family of writers at a time may work on an OLT.
 *
 * <p><b>Closing.</b> Closing lets requests under way end and refuses new ones with {@link
 * IllegalStateException}. The store belongs to whoever opened it.
 */
public final class Ponkeeper implements AutoCloseable {

  private final KeyValueStore store;
  private final PonkeeperOptions options;
  private final KeySpace keys;
  private final Optional<AdapterPath> adapterPath;
  private final Map<OltKey, Opened> opened = new ConcurrentHashMap<>();

  private record OltKey(Technology technology, OltId olt) {}

  private record Opened(Olt olt, OltCommitter committer) {}

  private Ponkeeper(KeyValueStore store, PonkeeperOptions options) {
    this.store = store;
    this.options = options;
    this.keys = new KeySpace(options.basePath(), options.templatePath());
    this.adapterPath = options.adapterPath().map(path -> AdapterPath.of(path, keys));
  }

  /** Works on the store with {@link PonkeeperOptions#DEFAULTS}; reads nothing yet. */
  public static Ponkeeper on(KeyValueStore store) {
    return on(store, PonkeeperOptions.DEFAULTS);
  }

  /**
   * Works on the store; reads nothing yet.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code PATH_INVALID} if a path of the
   *     options cannot be one, {@code ADAPTER_DATA_INVALID} if VOLTHA or Ponkeeper keep something
   *     at the adapter's
   */
  public static Ponkeeper on(KeyValueStore store, PonkeeperOptions options) {
    return new Ponkeeper(store, options);
  }

  /** An OLT, whether the store knows it or not; always the same object for the same OLT. */
  public Olt olt(Technology technology, OltId olt) {
    return opened.computeIfAbsent(new OltKey(technology, olt), this::open).olt();
  }

  /** The OLTs that the store knows. */
  public Olts olts() {
    return new Olts(store, keys, options);
  }

  /** Exports the store, imports into it, and restores it. */
  public Backup backup() {
    return new Backup(store, keys, options);
  }

  /** The templates. */
  public Templates templates() {
    return new Templates(store, keys, options);
  }

  /**
   * The adapter's own data: the keys below {@link PonkeeperOptions#adapterPath}. They can also go
   * into the transaction of a create or delete, see {@link Instances}.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ADAPTER_DATA_INVALID} if the options
   *     name no such path
   */
  public StoreView adapterData() {
    return store.view(AdapterPath.required(adapterPath).prefix());
  }

  @Override
  public void close() {
    opened.values().forEach(open -> open.committer().close());
  }

  private Opened open(OltKey key) {
    WarmUp.begin();
    FactKeys factKeys = new FactKeys(keys, key.technology(), key.olt());
    News news = new News();
    WriterTurns turns = new WriterTurns(store, factKeys, options);
    Optional<OltWatch> watch =
        options.watch()
            ? Optional.of(new OltWatch(store, factKeys, news, turns))
            : Optional.empty();
    OltStore olt = new OltStore(store, keys, key.technology(), key.olt(), options);
    CommitLoop loop =
        new CommitLoop(store, olt.loader(), new TxnWriter(factKeys), options, news, turns);
    OltCommitter committer = new OltCommitter(loop, watch, options);
    return new Opened(new Olt(key.technology(), key.olt(), committer, olt, adapterPath), committer);
  }
}
