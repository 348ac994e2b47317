package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.ponkeeper.engine.ChangeTracker;
import org.ponkeeper.engine.ClassPreloader;
import org.ponkeeper.engine.CommitLoop;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Lifecycle;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.OltWatch;
import org.ponkeeper.engine.OpenStore;
import org.ponkeeper.engine.StateCache;
import org.ponkeeper.engine.StateReader;
import org.ponkeeper.engine.WriterQueue;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.keyspace.FactKeys;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.template.Templates;

/**
 * The technology profiles and PON resource ids in a store.
 *
 * <pre>{@code
 * try (KeyValueStore store = SqliteStore.open(Path.of("ponkeeper.db"));
 *     Ponkeeper ponkeeper = Ponkeeper.on(store)) {
 *   Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-1").load();
 *   olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
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
 * <p><b>Closing.</b> See {@link #close}. The store belongs to its opener, who closes it after the
 * Ponkeeper. Where it is closed first, calls under way end with an answer or with {@code
 * STORE_UNAVAILABLE} or {@code OUTCOME_UNKNOWN}.
 *
 * <p><b>Faults.</b> An executor of the {@linkplain PonkeeperOptions options} that takes no work
 * ends the call with {@code STORE_UNAVAILABLE}, or with {@code OUTCOME_UNKNOWN} if an earlier
 * attempt may have been made. What the clock, the sleeper or the random numbers throw goes to the
 * callers whose requests were under way, likewise; the next call works again.
 */
public final class Ponkeeper implements AutoCloseable {

  /** How long closing waits for those whom it has interrupted to say what happened. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(1);

  private final KeyValueStore store;
  private final OpenStore openStore;
  private final Lifecycle lifecycle = new Lifecycle();
  private final EngineOptions options;
  private final KeySpace keys;
  private final Optional<AdapterPath> adapterPath;
  private final OpenOlts open = new OpenOlts();

  private Ponkeeper(KeyValueStore store, PonkeeperOptions options) {
    this.store = store;
    this.openStore = new OpenStore(store, lifecycle);
    this.options = options.forEngine();
    this.keys = new KeySpace(options.basePath(), options.templatePath());
    this.adapterPath = options.adapterPath().map(path -> AdapterPath.of(path, keys));
  }

  /** Works on the store with {@link PonkeeperOptions#DEFAULTS}; reads nothing yet. */
  public static Ponkeeper on(KeyValueStore store) {
    requireNonNull(store, "store");
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
    requireNonNull(store, "store");
    requireNonNull(options, "options");
    return new Ponkeeper(store, options);
  }

  /**
   * An OLT, whether the store knows it or not; always the same object for the same OLT, as long as
   * anything refers to it. One that the store knows stays open, with what is loaded of it; of one
   * that it does not know nothing is kept in memory, and each call asks the store.
   */
  public Olt olt(Technology technology, OltId olt) {
    requireNonNull(technology, "technology");
    requireNonNull(olt, "olt");
    lifecycle.requireOpen();
    return open.get(new OpenOlts.OltKey(technology, olt), this::open);
  }

  /**
   * The same, by the OLT's device id.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code NAME_INVALID} if no device can be
   *     named so
   */
  public Olt olt(Technology technology, String device) {
    requireNonNull(technology, "technology");
    requireNonNull(device, "device");
    return olt(technology, new OltId(device));
  }

  /** The OLTs that the store knows. */
  public Olts olts() {
    lifecycle.requireOpen();
    return new Olts(openStore, keys, options);
  }

  /** Exports the store, imports into it, and restores it. */
  public Backup backup() {
    lifecycle.requireOpen();
    return new Backup(openStore, keys, options);
  }

  /** The templates. */
  public Templates templates() {
    lifecycle.requireOpen();
    return new Templates(openStore, keys, options);
  }

  /**
   * The adapter's own data: the keys below {@link PonkeeperOptions#withAdapterPath}. They can also
   * go into the transaction of a create or delete, see {@link Instances}.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ADAPTER_DATA_INVALID} if the options
   *     name no such path
   */
  public StoreView adapterData() {
    lifecycle.requireOpen();
    return openStore.view(AdapterPath.required(adapterPath).prefix());
  }

  /**
   * Closes it, and ends what is under way. From now on every call of this object and of all that it
   * gave out is refused with {@link IllegalStateException}, also those that answer from memory;
   * then nothing happened.
   *
   * <p>Blocks while requests under way end, at most for the time-out of a call. If the store does
   * not answer, it waits no longer than about 3 s: then no transaction begins any more, the threads
   * that call the store are interrupted, and those who wait are told what happened: {@code
   * STORE_UNAVAILABLE} says that nothing did, {@code OUTCOME_UNKNOWN} that the outcome is not
   * known. A call that consists of several transactions, such as {@link Olt#delete}, ends between
   * two of them with {@link IllegalStateException}; what was done before stays, and to call it
   * again goes on. In {@link Instances#createAll} and {@link Instances#deleteAll} each instance has
   * its own outcome.
   *
   * <p>An interrupt ends the waiting as if the store did not answer, and the thread stays
   * interrupted. Safe to call twice, and from within a callback.
   */
  @Override
  public void close() {
    lifecycle.close();
    open.committers().forEach(OltCommitter::close);
    if (!awaitQuiet(options.callTimeout())) {
      lifecycle.cutOff();
      boolean interrupted = Thread.interrupted();
      awaitQuiet(LAST_WAIT);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    open.committers().forEach(OltCommitter::end);
  }

  private boolean awaitQuiet(Duration most) {
    return lifecycle.awaitQuiet(
        () -> open.committers().stream().allMatch(OltCommitter::isIdle), most, Lifecycle.STALL);
  }

  /** How many OLTs are open, for tests. */
  int openOlts() {
    return open.size();
  }

  private OpenOlts.Opened open(OpenOlts.OltKey key) {
    ClassPreloader.begin();
    FactKeys factKeys = new FactKeys(keys, key.technology(), key.olt());
    ChangeTracker news = new ChangeTracker();
    WriterQueue turns = new WriterQueue(store, factKeys, options);
    Optional<OltWatch> watch =
        options.watch()
            ? Optional.of(new OltWatch(store, factKeys, news, turns, options))
            : Optional.empty();
    OltStore olt = new OltStore(openStore, keys, key.technology(), key.olt(), options);
    StateReader loader = new StateReader(store, keys, key.technology(), key.olt());
    StateCache cache = new StateCache(store, loader, news, options, lifecycle);
    CommitLoop loop =
        new CommitLoop(store, cache, new TxnWriter(factKeys), options, turns, lifecycle);
    OltCommitter committer = new OltCommitter(cache, loop, watch, options, lifecycle);
    return open
    .new Opened(new Olt(key.technology(), key.olt(), committer, olt, adapterPath), committer);
  }

  @Override
  public String toString() {
    return "Ponkeeper of " + keys.basePath() + " in " + store;
  }
}
