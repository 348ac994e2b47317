package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.ponkeeper.engine.CallDeadline;
import org.ponkeeper.engine.ChangeTracker;
import org.ponkeeper.engine.ClassPreloader;
import org.ponkeeper.engine.CommitLoop;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Lifecycle;
import org.ponkeeper.engine.LimitedStore;
import org.ponkeeper.engine.ListenerCalls;
import org.ponkeeper.engine.ObservedStore;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltEvents;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.OltWatch;
import org.ponkeeper.engine.OpenStore;
import org.ponkeeper.engine.OpenWatches;
import org.ponkeeper.engine.StateCache;
import org.ponkeeper.engine.StateReader;
import org.ponkeeper.engine.StatusTracker;
import org.ponkeeper.engine.WriterQueue;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.ReadKeyMapping;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.maintenance.Backup;
import org.ponkeeper.monitor.Status;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.StoreView;
import org.ponkeeper.template.Templates;

/**
 * Technology profiles and PON resource ids in a store.
 *
 * <pre>{@code
 * try (KeyValueStore store = SqliteStore.open(Path.of("ponkeeper.db"));
 *     Ponkeeper ponkeeper = Ponkeeper.on(store)) {
 *   Olt olt = ponkeeper.olt(Technology.XGS_PON, "olt-1").load();
 *   olt.instances().create(new TechProfileId(64), olt.uniPort(0, 1, 0));
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe. Calls block the caller's thread, at most for the call time-out
 * plus the time that the store needs to fail. A caller can set an earlier limit: {@link #within}.
 *
 * <p><b>Processes.</b> Any number of processes may use one store at the same time; each change is
 * checked against the store's data. This does not include the Go library, which writes without
 * checks: never let it and Ponkeeper work on the same OLT at the same time.
 *
 * <p><b>Closing.</b> See {@link #close}. Close the store after the Ponkeeper. If it is closed
 * first, calls in progress return, or fail with {@code STORE_UNAVAILABLE} or {@code
 * OUTCOME_UNKNOWN}.
 *
 * <p><b>Faults.</b> If the executor of the {@linkplain PonkeeperOptions options} rejects work, the
 * call fails with {@code STORE_UNAVAILABLE}, or with {@code OUTCOME_UNKNOWN} if an earlier attempt
 * may have been committed. The same happens to all requests in progress if the clock, the sleeper
 * or the random number generator throws; the next call works again.
 */
public final class Ponkeeper implements AutoCloseable {

  /** After interrupting the waiting callers, how long closing waits for them to return. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(1);

  private final KeyValueStore store;
  private final KeyValueStore openStore;
  private final Lifecycle lifecycle = new Lifecycle();
  private final EngineOptions options;
  private final KeySpace keys;
  private final Optional<AdapterPath> adapterPath;
  private final OpenOlts open = new OpenOlts();
  private final ListenerCalls listener;
  private final StatusTracker status;
  private final OpenWatches watches = new OpenWatches(lifecycle);

  private Ponkeeper(KeyValueStore store, PonkeeperOptions options) {
    this.options = options.forEngine();
    this.listener = new ListenerCalls(options.listener());
    this.status =
        new StatusTracker(
            this.options.clock(),
            listener,
            run -> Thread.ofVirtual().name("ponkeeper-status").start(run),
            open::loaded);
    this.store = new ObservedStore(store, status, options.callTimeout());
    this.openStore =
        new LimitedStore(
            new ObservedStore(new OpenStore(store, lifecycle), status, options.callTimeout()),
            this.options.limits());
    this.keys = new KeySpace(options.basePath(), options.templatePath());
    this.adapterPath = options.adapterPath().map(path -> AdapterPath.of(path, keys));
  }

  /** Opens a Ponkeeper on the store with {@link PonkeeperOptions#DEFAULTS}; reads nothing yet. */
  public static Ponkeeper on(KeyValueStore store) {
    requireNonNull(store, "store");
    return on(store, PonkeeperOptions.DEFAULTS);
  }

  /**
   * Opens a Ponkeeper on the store; reads nothing yet.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code PATH_INVALID} if a path of the
   *     options is not valid, {@code ADAPTER_DATA_INVALID} if VOLTHA or Ponkeeper has keys at the
   *     adapter's path
   */
  public static Ponkeeper on(KeyValueStore store, PonkeeperOptions options) {
    requireNonNull(store, "store");
    requireNonNull(options, "options");
    Ponkeeper ponkeeper = new Ponkeeper(store, options);
    ponkeeper.listener.tell(listener -> listener.opened(ponkeeper.status::status));
    return ponkeeper;
  }

  /**
   * An OLT, whether it is in the store or not; always the same object for the same OLT, as long as
   * it is referenced. The loaded data of an OLT in the store stays in memory. For an OLT that is
   * not in the store nothing is kept in memory, and each call reads the store.
   */
  public Olt olt(Technology technology, OltId olt) {
    requireNonNull(technology, "technology");
    requireNonNull(olt, "olt");
    lifecycle.requireOpen();
    return open.get(new OpenOlts.OltKey(technology, olt), this::open);
  }

  /**
   * An OLT by its device id.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code NAME_INVALID} if it is not a valid
   *     device id
   */
  public Olt olt(Technology technology, String device) {
    requireNonNull(technology, "technology");
    requireNonNull(device, "device");
    return olt(technology, new OltId(device));
  }

  /** The OLTs in the store. */
  public Olts olts() {
    lifecycle.requireOpen();
    return new Olts(openStore, keys, options);
  }

  /** Searches over all OLTs: for ids, owners, ONUs, UNI ports and instances. */
  public Search search() {
    lifecycle.requireOpen();
    return new Search(openStore, keys, options, open, lifecycle);
  }

  /** Creates and deletes of many instances, on any number of OLTs. */
  public Bulk bulk() {
    lifecycle.requireOpen();
    return new Bulk(this, options, false);
  }

  /** Tells what changes in the store. */
  public Changes changes() {
    lifecycle.requireOpen();
    return new Changes(openStore, keys, watches);
  }

  /** Export, import and restore of the store. */
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
   * Whether this Ponkeeper can work, why not, since when, and how old the data in memory is. Makes
   * no request to the store and waits for nothing: it says what the latest calls and watches have
   * shown ({@link Status}). To be told of changes, set a listener: {@link
   * PonkeeperOptions#withListener}.
   */
  public Status status() {
    lifecycle.requireOpen();
    return status.status();
  }

  /**
   * Asks the store whether it answers, without writing. For a Ponkeeper with few calls: the answer,
   * or the failure, counts for the {@linkplain #status() status} as that of any other call. Blocks,
   * at most for the call time-out.
   *
   * @throws org.ponkeeper.error.StoreFailedException if the store does not answer
   */
  public Health checkStore() {
    return CallDeadline.of(options).on(openStore).health();
  }

  /**
   * The adapter's own data: the keys below {@link PonkeeperOptions#withAdapterPath}. They can also
   * be written in the transaction of a create or delete, see {@link Instances}.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code ADAPTER_DATA_INVALID} if the options
   *     have no adapter path
   */
  public StoreView adapterData() {
    lifecycle.requireOpen();
    return openStore.view(AdapterPath.required(adapterPath).prefix());
  }

  /**
   * Makes calls with a common time limit, for a caller who has a deadline of its own, such as a
   * server. All calls of this Ponkeeper that {@code calls} makes on this thread end within the
   * limit together, and each within its own time-out; long work, such as {@link Olt#delete}, also
   * ends at the limit, and what it has committed remains.
   *
   * <pre>{@code
   * Instance instance =
   *     ponkeeper.within(Duration.ofMillis(500), () -> olt.instances().get(template, uniPort));
   * }</pre>
   *
   * <p>A call that the limit ends has the outcome that it has at the call time-out: {@code
   * STORE_UNAVAILABLE} if nothing happened, {@code OUTCOME_UNKNOWN} if its transaction was sent and
   * the store has not answered. A call that begins after the limit fails with {@code
   * STORE_UNAVAILABLE} at once, without asking the store; what is in memory is still read. As after
   * the call time-out, a call may take up to 2 s longer than the limit if the store does not
   * answer.
   *
   * <p>Within another limit, the earlier end counts. The limit is for this thread only, and neither
   * for other Ponkeepers, nor for {@link #close}, nor for a watch that was started in time.
   *
   * @param limit from now on; if it is not greater than 0, no call asks the store
   * @param calls makes the calls; its exceptions are passed on
   * @return what {@code calls} returns
   */
  public <T> T within(Duration limit, Supplier<T> calls) {
    requireNonNull(limit, "limit");
    requireNonNull(calls, "calls");
    lifecycle.requireOpen();
    return options.limits().within(limit, calls);
  }

  /**
   * The time that {@link #within} leaves to calls of this thread, may be 0; empty if this thread
   * has no limit. For calls of another Ponkeeper, or of something else, that are to end within the
   * same limit.
   */
  public Optional<Duration> timeLeft() {
    lifecycle.requireOpen();
    return options.limits().left();
  }

  /**
   * Closes this object, and ends calls in progress. From now on every call of this object and of
   * all objects obtained from it fails with {@link IllegalStateException}, even if it only reads
   * memory; then nothing happened.
   *
   * <p>Blocks until requests in progress end, at most for the call time-out. If the store does not
   * answer, it waits at most about 3 s: then no new transaction begins, the threads that call the
   * store are interrupted, and the waiting callers get the outcome: {@code STORE_UNAVAILABLE} if
   * nothing happened, {@code OUTCOME_UNKNOWN} if it is unknown. A call with several transactions,
   * such as {@link Olt#delete}, ends between two of them with {@link IllegalStateException}; the
   * finished part remains, and another call continues. In {@link Instances#createAll} and {@link
   * Instances#deleteAll} each instance has its own outcome.
   *
   * <p>An interrupt ends the waiting as if the store did not answer; the thread's interrupt status
   * stays set. May be called twice, and from a callback.
   */
  @Override
  public void close() {
    lifecycle.close();
    watches.closeAll();
    open.committers().forEach(OltCommitter::close);
    if (!awaitQuiet(options.callTimeout())) {
      lifecycle.cutOff();
      boolean interrupted = Thread.interrupted();
      awaitQuiet(LAST_WAIT);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    status.end();
    open.committers().forEach(OltCommitter::end);
  }

  private boolean awaitQuiet(Duration most) {
    return lifecycle.awaitQuiet(
        () -> open.committers().stream().allMatch(OltCommitter::isIdle), most, Lifecycle.STALL);
  }

  /** The number of open OLTs, for tests. */
  int openOlts() {
    return open.size();
  }

  private OpenOlts.Opened open(OpenOlts.OltKey key) {
    ClassPreloader.begin();
    ReadKeyMapping readKeys = new ReadKeyMapping(keys, key.technology(), key.olt());
    ChangeTracker tracker = new ChangeTracker();
    WriterQueue turns = new WriterQueue(store, readKeys, options);
    Optional<OltWatch> watch =
        options.watch()
            ? Optional.of(new OltWatch(store, readKeys, tracker, turns, options, status))
            : Optional.empty();
    OltStore olt = new OltStore(openStore, keys, key.technology(), key.olt(), options);
    StateReader loader = new StateReader(store, keys, key.technology(), key.olt());
    OltEvents events = new OltEvents(listener, key.technology(), key.olt(), options.nanoClock());
    StateCache cache = new StateCache(store, loader, tracker, options, lifecycle, events);
    CommitLoop loop =
        new CommitLoop(store, cache, new TxnWriter(readKeys), options, turns, lifecycle, events);
    OltCommitter committer = new OltCommitter(cache, loop, watch, options, lifecycle);
    return open
    .new Opened(new Olt(key.technology(), key.olt(), committer, olt, adapterPath), committer);
  }

  @Override
  public String toString() {
    return "Ponkeeper of " + keys.basePath() + " in " + store;
  }
}
