package org.ponkeeper.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.decide.Request;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.monitor.OltLoad;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.ReadKey;
import org.ponkeeper.state.Stored;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.StoreClosedException;

/**
 * The data of an OLT in memory: the newest state that was loaded or committed, and when the store
 * last confirmed it. The state is returned only while no newer changes are known, and while the
 * store still has the history of the state.
 *
 * <p><b>Threads.</b> Any thread may read. Methods that load or change the state are for one thread
 * at a time, which {@link OltCommitter} ensures.
 */
public final class StateCache {

  private static final PonSelection NOTHING = new PonSelection.Pons(Set.of());

  /**
   * The content of the cache.
   *
   * @param state the state as it was last loaded or committed
   * @param loaded the PONs that are loaded
   * @param confirmed when the store confirmed it
   */
  private record Entry(OltState state, PonSelection loaded, Confirmed confirmed) {}

  private final KeyValueStore store;
  private final StateReader loader;
  private final ChangeTracker tracker;
  private final EngineOptions options;
  private final Lifecycle lifecycle;
  private final OltEvents events;

  private volatile Optional<Entry> entry = Optional.empty();

  /**
   * While nothing is in memory, the PONs that the next load reads in addition to the requested
   * ones.
   */
  private volatile PonSelection nextLoad = NOTHING;

  /** Whether the store had no data of the OLT when it was last read. */
  private volatile boolean unknown;

  public StateCache(
      KeyValueStore store,
      StateReader loader,
      ChangeTracker tracker,
      EngineOptions options,
      Lifecycle lifecycle,
      OltEvents events) {
    this.store = store;
    this.loader = loader;
    this.tracker = tracker;
    this.options = options;
    this.lifecycle = lifecycle;
    this.events = events;
  }

  // ---- for any thread

  /** The state, if the selected PONs are loaded and no newer changes are known. */
  Optional<OltState> find(PonSelection scope) {
    return entry.filter(e -> e.loaded().includes(scope)).map(Entry::state).filter(this::isCurrent);
  }

  /** The state if every PON is loaded, also if newer changes are known. */
  Optional<OltState> inMemory() {
    return entry.filter(e -> e.loaded().includes(new PonSelection.All())).map(Entry::state);
  }

  /**
   * The state, or null if the PON is not loaded or newer changes are known. Allocates nothing while
   * nothing changes: adapters look up instances with each flow.
   */
  @Nullable OltState find(int pon) {
    Entry now = entry.orElse(null);
    return now != null && now.loaded().includes(pon) && isCurrent(now.state()) ? now.state() : null;
  }

  /** The state, if the request can be decided on it. */
  Optional<OltState> findFor(Request<?> request) {
    return find(new PonSelection.Pons(request.pons()))
        .filter(state -> state.templates().keySet().containsAll(request.templates()));
  }

  /** The PONs that are loaded, or that the next load will read. */
  PonSelection loaded() {
    return entry.map(Entry::loaded).orElse(nextLoad);
  }

  /** Whether nothing is in memory. */
  boolean isEmpty() {
    return entry.isEmpty();
  }

  /** Whether the store had no data of the OLT when it was last read; then nothing is in memory. */
  boolean isUnknown() {
    return unknown;
  }

  /**
   * The earliest time at which the store last confirmed a loaded PON; {@link Instant#EPOCH} if
   * nothing is in memory.
   */
  Instant confirmedAt() {
    return entry.map(e -> e.confirmed().oldest(e.state().pons().keySet())).orElse(Instant.EPOCH);
  }

  /** When the store last confirmed the PON's data; {@link Instant#EPOCH} if it is not loaded. */
  Instant confirmedAt(int pon) {
    return entry
        .filter(e -> e.loaded().includes(pon))
        .map(e -> e.confirmed().of(pon))
        .orElse(Instant.EPOCH);
  }

  /** Changes may have been missed by the watch: all data must be read again. */
  void missedSome() {
    tracker.missedSome();
  }

  private boolean isCurrent(OltState state) {
    return isOfThisHistory(state) && !tracker.isNewerThan(state);
  }

  private boolean isOfThisHistory(OltState state) {
    return state.history() == store.history();
  }

  // ---- for one thread at a time

  /**
   * Whether the store has a record or a pool of the OLT; reads the store, until the deadline.
   *
   * @throws PonkeeperException if this fails
   */
  boolean isInStore(long deadlineNanos) {
    try {
      return loaderUntil(deadlineNanos).isInStore();
    } catch (StoreClosedException e) {
      throw StoreErrors.storeClosed(e);
    }
  }

  /** Drops the data in memory; the next request or reader loads it again. */
  void forget() {
    entry = Optional.empty();
    tracker.remembered(Optional.empty());
  }

  /** Drops the data in memory, because the OLT's record was written; all of it is loaded next. */
  void recordChanged() {
    forget();
    unknown = false;
    nextLoad = new PonSelection.All();
  }

  /** Reads the selected PONs and all loaded data again, until the deadline. */
  OltState loadAgain(PonSelection scope, long deadlineNanos) {
    return load(
        entry.isEmpty() ? OltLoad.Reason.MISSING : OltLoad.Reason.REQUESTED, scope, deadlineNanos);
  }

  private OltState load(OltLoad.Reason reason, PonSelection scope, long deadlineNanos) {
    Set<TechProfileId> templates = entry.map(e -> e.state().templates().keySet()).orElse(Set.of());
    return load(reason, scope, templates, deadlineNanos);
  }

  private OltState load(
      OltLoad.Reason reason, PonSelection scope, Set<TechProfileId> templates, long deadlineNanos) {
    PonSelection wanted = loaded().plus(scope);
    ChangeTracker.Mark mark = tracker.mark();
    OltState state =
        read(
            reason,
            wanted,
            Optional.empty(),
            () -> loaderUntil(deadlineNanos).load(wanted, templates));
    tracker.forgetAll(mark);
    return state;
  }

  /**
   * The state with the selected PONs; reads what is not loaded, and what other writers changed,
   * until the deadline.
   */
  OltState fresh(PonSelection scope, long deadlineNanos) {
    return entry.isPresent() && loaded().includes(scope)
        ? freshen(entry.get().state(), deadlineNanos)
        : load(OltLoad.Reason.MISSING, scope, deadlineNanos);
  }

  /**
   * The same with these PONs and templates; of other data only changes by other writers are read.
   */
  OltState fresh(Set<Integer> pons, Set<TechProfileId> templates, long deadlineNanos) {
    PonSelection wanted = loaded().plus(new PonSelection.Pons(pons));
    if (entry.isEmpty()) {
      return load(OltLoad.Reason.MISSING, wanted, templates, deadlineNanos);
    }
    OltState state = freshen(entry.get().state(), deadlineNanos);
    Set<TechProfileId> missing = new TreeSet<>(templates);
    missing.removeAll(state.templates().keySet());
    if (loaded().includes(wanted) && missing.isEmpty()) {
      return state;
    }
    Set<Integer> missingPons = new TreeSet<>(pons);
    missingPons.removeAll(state.pons().keySet());
    return reload(
        OltLoad.Reason.MISSING,
        state,
        wanted,
        loaded() instanceof PonSelection.All ? Set.of() : missingPons,
        missing,
        deadlineNanos);
  }

  /**
   * After a conflict or a lost reply, reads these PONs again, and everything else that has changed.
   */
  OltState afterTransaction(OltState state, Set<Integer> pons, long deadlineNanos) {
    return reload(OltLoad.Reason.AFTER_TRANSACTION, state, loaded(), pons, Set.of(), deadlineNanos);
  }

  private OltState reload(
      OltLoad.Reason reason,
      OltState state,
      PonSelection wanted,
      Set<Integer> pons,
      Set<TechProfileId> templates,
      long deadlineNanos) {
    return read(
        reason,
        wanted,
        Optional.of(pons),
        () -> loaderUntil(deadlineNanos).reload(state, loaded(), pons, templates));
  }

  /** Reads the PONs again in which other writers are known to have changed something. */
  private OltState freshen(OltState state, long deadlineNanos) {
    if (tracker.isIncomplete() || !isOfThisHistory(state)) {
      return load(OltLoad.Reason.CHANGED, loaded(), deadlineNanos);
    }
    ChangeTracker.Mark mark = tracker.mark();
    Set<ReadKey> stale = tracker.staleIn(state);
    OltState fresh =
        stale.isEmpty()
            ? state
            : reload(
                OltLoad.Reason.CHANGED,
                state,
                loaded(),
                state.ponsOf(stale),
                Set.of(),
                deadlineNanos);
    tracker.forget(mark);
    return fresh;
  }

  /**
   * Keeps the state after a commit.
   *
   * @param confirmed the PONs whose data the transaction confirms
   * @param sent a time before the transaction was sent
   */
  void committed(OltState state, Set<Integer> confirmed, Instant sent) {
    entry.ifPresent(e -> remember(state, e.loaded(), e.confirmed().with(confirmed, sent)));
  }

  /**
   * Reads state from the store, and keeps it.
   *
   * @param pons the PONs that are certainly read; empty for all
   */
  private OltState read(
      OltLoad.Reason reason,
      PonSelection loaded,
      Optional<Set<Integer>> pons,
      Supplier<OltState> load) {
    if (lifecycle.isCutOff()) {
      throw StoreErrors.closed();
    }
    Instant before = options.clock().instant();
    tracker.beginReading();
    try {
      OltState state = events.load(reason, load);
      lifecycle.progressed();
      Optional<Confirmed> confirmed =
          entry.filter(e -> e.state().history() == state.history()).map(Entry::confirmed);
      remember(
          state,
          loaded,
          pons.isPresent() && confirmed.isPresent()
              ? confirmed.get().with(pons.get(), before)
              : Confirmed.all(before));
      return state;
    } catch (StoreClosedException e) {
      throw StoreErrors.storeClosed(e);
    } finally {
      tracker.endReading();
    }
  }

  /** Keeps a state in memory, unless the store has no data of the OLT. */
  private void remember(OltState state, PonSelection loaded, Confirmed confirmed) {
    unknown = state.registration().isUnknown();
    if (unknown) {
      forget();
      return;
    }
    // An OLT without a record is always loaded as a whole.
    boolean registered = state.record() instanceof Stored.Present;
    entry = Optional.of(new Entry(state, registered ? loaded : new PonSelection.All(), confirmed));
    nextLoad = NOTHING;
    tracker.remembered(Optional.of(state));
  }

  private StateReader loaderUntil(long deadlineNanos) {
    long left = deadlineNanos - options.nanoClock().getAsLong();
    return loader.within(Duration.ofNanos(Math.max(1, left)));
  }
}
