package org.ponkeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.Request;
import org.ponkeeper.plan.Stored;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the requests of an OLT and makes each batch true by one transaction; on a conflict or an
 * unknown outcome reads again and decides again.
 *
 * <p>What it has in memory may be read by any thread; everything else is for one thread at a time,
 * which {@link OltCommitter} sees to.
 */
final class CommitLoop {

  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

  /** How long to wait before a state is decided on again: up to 1 ms first, 100 ms at most. */
  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(1), Duration.ofMillis(100));

  /**
   * What is in memory.
   *
   * @param state the state as it was last loaded or committed
   * @param loaded which of the OLT's PONs are in it
   * @param confirmed when the store said so
   */
  private record Memory(OltState state, Scope loaded, Confirmed confirmed) {}

  /**
   * How much longer than the time of its requests a commit may take, and the reading of what came
   * of it: what was begun in time ends with the truth and not with an unknown outcome.
   */
  private static final Duration LAST_ANSWER = Duration.ofMillis(750);

  private final KeyValueStore store;
  private final OltLoader loader;
  private final TxnWriter writer;
  private final PonkeeperOptions options;
  private final News news;
  private final WriterTurns turns;
  private final Lifecycle lifecycle;

  private static final Scope NOTHING = new Scope.Pons(Set.of());

  private volatile Optional<Memory> memory = Optional.empty();

  /** What the next load reads besides what it is asked for, while nothing is in memory. */
  private volatile Scope nextLoad = NOTHING;

  /** When the last attempt began to read and decide; a conflict ends with reading again. */
  private long attemptBegunNanos;

  /** Whether the store had nothing of the OLT when it was last read. */
  private volatile boolean unknown;

  CommitLoop(
      KeyValueStore store,
      OltLoader loader,
      TxnWriter writer,
      PonkeeperOptions options,
      News news,
      WriterTurns turns,
      Lifecycle lifecycle) {
    this.store = store;
    this.loader = loader;
    this.writer = writer;
    this.options = options;
    this.news = news;
    this.turns = turns;
    this.lifecycle = lifecycle;
  }

  /** The state in memory, if the scope is loaded and nothing is known to be newer. */
  Optional<OltState> inMemory(Scope scope) {
    return memory
        .filter(m -> m.loaded().includes(scope))
        .map(Memory::state)
        .filter(this::isCurrent);
  }

  /** Whether nothing is known to be newer, and the store still has the history of the state. */
  private boolean isCurrent(OltState state) {
    return isOfThisHistory(state) && !news.isNewerThan(state);
  }

  private boolean isOfThisHistory(OltState state) {
    return state.history() == store.history();
  }

  /**
   * The state in memory, if the PON is loaded and nothing is known to be newer, else null. Makes no
   * object while there are no news: adapters look up instances with each flow.
   */
  @Nullable OltState inMemory(int pon) {
    Memory now = memory.orElse(null);
    return now != null && now.loaded().includes(pon) && isCurrent(now.state()) ? now.state() : null;
  }

  /** What is loaded, or must be with the next load. */
  Scope loaded() {
    return memory.map(Memory::loaded).orElse(nextLoad);
  }

  /**
   * When the store last said that what is in memory is so, of the PON with the oldest such time.
   */
  Instant confirmedAt() {
    return memory.map(m -> m.confirmed().oldest(m.state().pons().keySet())).orElse(Instant.EPOCH);
  }

  /** When the store last said that what is in memory of the PON is so. */
  Instant confirmedAt(int pon) {
    return memory
        .filter(m -> m.loaded().includes(pon))
        .map(m -> m.confirmed().of(pon))
        .orElse(Instant.EPOCH);
  }

  /** Something may have changed that no watch reported: what is in memory is read again. */
  void missedSome() {
    news.missedSome();
  }

  /** Whether nothing is in memory. */
  boolean isEmpty() {
    return memory.isEmpty();
  }

  /** Whether the store had nothing of the OLT when it was last read; then nothing is in memory. */
  boolean isUnknown() {
    return unknown;
  }

  /**
   * Whether the store has a record or a pool of the OLT; asks the store, until the deadline.
   *
   * @throws PonkeeperException if it fails
   */
  boolean isInStore(long deadlineNanos) {
    try {
      return loaderUntil(deadlineNanos).isInStore();
    } catch (StoreClosedException e) {
      throw Unavailable.storeClosed(e);
    }
  }

  /** Forgets what is in memory; the next request or reader loads it. */
  void forget() {
    memory = Optional.empty();
    news.remembered(Optional.empty());
  }

  /** Reads the scope anew, with all that is loaded, until the deadline. */
  OltState load(Scope scope, long deadlineNanos) {
    return load(scope, templatesInMemory(), deadlineNanos);
  }

  private OltState load(Scope scope, Set<TechProfileId> templates, long deadlineNanos) {
    Scope wanted = loaded().plus(scope);
    News.Edition edition = news.edition();
    OltState state =
        read(wanted, Optional.empty(), () -> loaderUntil(deadlineNanos).load(wanted, templates));
    news.forgetAll(edition);
    return state;
  }

  /**
   * The state with the scope loaded; reads what is missing, and what others changed, until the
   * deadline.
   */
  OltState fresh(Scope scope, long deadlineNanos) {
    Scope loaded = loaded();
    boolean covered = memory.isPresent() && loaded.includes(scope);
    return covered ? freshen(memory.get().state(), deadlineNanos) : load(scope, deadlineNanos);
  }

  private OltLoader loaderUntil(long deadlineNanos) {
    return loader.within(timeUntil(deadlineNanos));
  }

  private Duration timeUntil(long deadlineNanos) {
    return Duration.ofNanos(Math.max(1, deadlineNanos - options.nanoClock().getAsLong()));
  }

  /** When the last of the requests must have its answer. */
  private static long lastDeadline(List<Asked<?>> requests) {
    long last = requests.getFirst().deadlineNanos();
    for (Asked<?> asked : requests) {
      last = asked.deadlineNanos() - last > 0 ? asked.deadlineNanos() : last;
    }
    return last;
  }

  /** Reads the PONs again of which others are known to have changed something. */
  private OltState freshen(OltState state, long deadlineNanos) {
    if (news.isIncomplete() || !isOfThisHistory(state)) {
      return load(loaded(), deadlineNanos);
    }
    News.Edition edition = news.edition();
    Set<Fact> stale = news.staleIn(state);
    OltState fresh =
        stale.isEmpty()
            ? state
            : reload(state, loaded(), ponsOf(state, stale), Set.of(), deadlineNanos);
    news.forget(edition);
    return fresh;
  }

  /**
   * Whether the request can be decided on what is in memory, with nobody to wait for: then at most
   * one call to the store is made by {@link #tryAtOnce}.
   */
  boolean canTryAtOnce(Request<?> request) {
    Memory now = memory.orElse(null);
    return now != null
        && now.loaded().includes(new Scope.Pons(request.pons()))
        && now.state().templates().keySet().containsAll(request.templates())
        && isCurrent(now.state())
        && turns.isFree();
  }

  /**
   * Decides the request on what is in memory and tries to make it true, within its time.
   *
   * @return what {@link #goOn} goes on with; empty if the request has its answer
   */
  Optional<Tried> tryAtOnce(Asked<?> asked) {
    Batch batch = Batch.decide(memory.orElseThrow().state(), List.of(asked), 1);
    if (!batch.begin()) {
      return Optional.empty();
    }
    Tried tried = commit(batch);
    if (tried.isMade()) {
      conclude(tried);
      return Optional.empty();
    }
    return Optional.of(tried);
  }

  /** Answers the request of a first try. */
  void goOn(Tried tried) {
    serve(tried.batch().requests(), Optional.of(tried));
  }

  /** Answers all of the requests, in as many transactions as it takes. */
  void serve(List<Asked<?>> requests) {
    serve(requests, Optional.empty());
  }

  private void serve(List<Asked<?>> requests, Optional<Tried> first) {
    try {
      serveInTurn(requests, first);
    } finally {
      turns.giveBack();
    }
  }

  private void serveInTurn(List<Asked<?>> requests, Optional<Tried> first) {
    List<Asked<?>> open = new ArrayList<>(requests);
    Optional<Tried> next = first;
    int most = options.maxBatch();
    int conflictsInRow = 0;
    while (true) {
      Optional<Tried> tried = next.isPresent() ? next : tryNext(open, most);
      next = Optional.empty();
      if (tried.isEmpty()) {
        return;
      }
      Batch batch = tried.get().batch();
      switch (conclude(tried.get())) {
        case Attempt.Made made -> {
          open.removeAll(batch.requests());
          conflictsInRow = 0;
          turns.giveBack();
        }
        case Attempt.Again again -> {
          open.removeIf(Asked::isAnswered);
          beforeNext(++conflictsInRow);
        }
        case Attempt.Failed failed -> {
          if (batch.requests().size() > 1 && mayMindJustOne(failed.error())) {
            most = 1;
          } else {
            long now = options.nanoClock().getAsLong();
            batch.requests().forEach(asked -> asked.fail(failed.error(), now));
            open.removeAll(batch.requests());
          }
        }
      }
    }
  }

  /** Decides as many of the requests as may be, and tries; empty if none of them is left. */
  private Optional<Tried> tryNext(List<Asked<?>> open, int most) {
    while (true) {
      letOthersGoFirst(open);
      attemptBegunNanos = options.nanoClock().getAsLong();
      expire(open);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      Optional<OltState> state = stateFor(open);
      if (state.isEmpty()) {
        return Optional.empty();
      }
      Batch batch = Batch.decide(state.get(), open, most);
      if (batch.begin()) {
        return Optional.of(commit(batch));
      }
    }
  }

  /** What the store said to the transaction of a batch. */
  sealed interface Tried {
    /** The batch. */
    Batch batch();

    /** Whether it is true now. */
    default boolean isMade() {
      return this instanceof Answered answered && answered.result() instanceof TxnResult.Committed;
    }

    /** The store answered to a transaction that was sent after {@code before}. */
    record Answered(Batch batch, TxnResult result, Instant before) implements Tried {}

    /** The store failed. */
    record Failed(Batch batch, PonkeeperException error) implements Tried {}
  }

  /** What is to be done after a try. */
  private sealed interface Attempt {
    /** Nothing: it was made, and everybody has his answer. */
    record Made() implements Attempt {}

    /** Decide again: something changed, or nobody knows; the state was read again. */
    record Again() implements Attempt {}

    /** Another attempt would not help. */
    record Failed(PonkeeperException error) implements Attempt {}
  }

  /** Sends the transaction of a batch that {@linkplain Batch#begin begins}. */
  private Tried commit(Batch batch) {
    try {
      if (lifecycle.isCutOff()) {
        throw Unavailable.closed();
      }
      Instant before = options.clock().instant();
      Txn txn = writer.write(batch.base(), batch.readSet(), batch.changes());
      if (txn.mutations().size() < batch.changes().size()) {
        batch.overruled();
      }
      Duration time = timeUntil(lastDeadline(batch.requests())).plus(LAST_ANSWER);
      TxnResult result = store.within(time).commit(txn);
      lifecycle.progressed();
      if (result instanceof TxnResult.Conflict) {
        batch.conflicted(options.nanoClock().getAsLong());
      }
      return new Tried.Answered(batch, result, before);
    } catch (StoreClosedException e) {
      batch.notMade();
      return new Tried.Failed(batch, Unavailable.storeClosed(e));
    } catch (StoreFailedException e) {
      if (e.outcome() == StoreFailedException.Outcome.UNKNOWN) {
        batch.outcomeUnknown();
      } else {
        batch.notMade();
      }
      return new Tried.Failed(batch, e);
    } catch (PonkeeperException e) {
      batch.notMade();
      return new Tried.Failed(batch, e);
    }
  }

  private Attempt conclude(Tried tried) {
    return switch (tried) {
      case Tried.Answered(Batch batch, TxnResult.Committed committed, Instant before) -> {
        made(batch, committed, before);
        yield new Attempt.Made();
      }
      case Tried.Answered(Batch batch, TxnResult.Conflict conflict, Instant before) ->
          again(batch, writer.factsOf(batch.base(), batch.readSet(), conflict.keys()));
      case Tried.Failed(Batch batch, StoreFailedException e)
          when e.outcome() == StoreFailedException.Outcome.UNKNOWN ->
          again(batch, Set.of());
      case Tried.Failed(Batch batch, PonkeeperException e) -> new Attempt.Failed(e);
    };
  }

  /** The transaction is made: whatever goes wrong now, that is the answer. */
  private void made(Batch batch, TxnResult.Committed committed, Instant before) {
    try {
      if (batch.changesRecord()
          || batch.isOverruled()
          || memory.isEmpty()
          || committed.version().history() != batch.base().history()) {
        // It may concern PONs of which no news were kept until now. Or all that was relied on was
        // absent, and so it was in a new history too.
        forget();
        if (batch.changesRecord()) {
          unknown = false;
          // All of the OLT was read for that; the next request reads it in one load, not by PONs.
          nextLoad = new Scope.All();
        }
      } else {
        OltState state = batch.committedAt(committed.version().token());
        remember(state, loaded(), memory.get().confirmed().with(batch.confirmed(state), before));
      }
    } catch (RuntimeException | Error fault) {
      LOG.error("what was committed is read again, because it could not be kept in memory", fault);
      forget();
    }
    batch.answer();
  }

  private Attempt again(Batch batch, Set<Fact> changed) {
    try {
      OltState state = readAgain(batch, changed);
      if (state.history() != batch.base().history()) {
        batch.requests().forEach(Asked::storeReplaced);
      }
      return new Attempt.Again();
    } catch (PonkeeperException e) {
      return new Attempt.Failed(e);
    }
  }

  /** Whether a store may refuse a batch for the sake of one request in it. */
  private static boolean mayMindJustOne(PonkeeperException error) {
    return switch (error.code()) {
      case STORE_UNAVAILABLE, OUTCOME_UNKNOWN -> false;
      default -> true;
    };
  }

  /**
   * Reads the PONs anew whose keys changed; if nobody can tell which, all that the batch is about.
   */
  private OltState readAgain(Batch batch, Set<Fact> changed) {
    Set<Integer> pons = ponsOf(batch.base(), changed);
    if (changed.isEmpty()) {
      batch.requests().forEach(asked -> pons.addAll(asked.request().pons()));
    }
    long deadline = lastDeadline(batch.requests()) + LAST_ANSWER.toNanos();
    return reload(batch.base(), loaded(), pons, Set.of(), deadline);
  }

  /** The PONs that must be read again because the facts changed; the rest is read anyway. */
  private static Set<Integer> ponsOf(OltState state, Set<Fact> changed) {
    Set<Integer> pons = new TreeSet<>();
    for (Fact fact : changed) {
      switch (fact) {
        case Fact.OfInstance f -> pons.add(f.path().uniPort().pon().number());
        case Fact.OfPool f -> pons.addAll(state.registration().ponsOf(f.id()));
        case Fact.OfClaim f -> pons.add(f.key().pon());
        case Fact.OfAdapterList f -> pons.add(f.id().of().onu().pon().number());
        case Fact.OfRecord f -> {}
        case Fact.OfReservedIds f -> {}
        case Fact.OfTemplate f -> {}
        case Fact.OfAdapter f -> {}
      }
    }
    return pons;
  }

  /** The state with all that the requests need; empty if it could not be read and all were told. */
  private Optional<OltState> stateFor(List<Asked<?>> requests) {
    Set<Integer> pons = new TreeSet<>();
    Set<TechProfileId> templates = new TreeSet<>();
    for (Asked<?> asked : requests) {
      pons.addAll(asked.request().pons());
      templates.addAll(asked.request().templates());
    }
    Scope loaded = loaded();
    Scope wanted = loaded.plus(new Scope.Pons(pons));
    long deadline = lastDeadline(requests);
    try {
      if (memory.isEmpty()) {
        return Optional.of(load(wanted, templates, deadline));
      }
      OltState state = freshen(memory.get().state(), deadline);
      templates.removeAll(state.templates().keySet());
      if (loaded.includes(wanted) && templates.isEmpty()) {
        return Optional.of(state);
      }
      pons.removeAll(state.pons().keySet());
      Set<Integer> missing = loaded instanceof Scope.All ? Set.of() : pons;
      return Optional.of(reload(state, wanted, missing, templates, deadline));
    } catch (PonkeeperException e) {
      long now = options.nanoClock().getAsLong();
      requests.forEach(asked -> asked.fail(e, now));
      return Optional.empty();
    }
  }

  private Set<TechProfileId> templatesInMemory() {
    return memory.map(m -> m.state().templates().keySet()).orElse(Set.of());
  }

  /** Reads these PONs anew, and whatever else no longer is as the state has it. */
  private OltState reload(
      OltState state,
      Scope wanted,
      Set<Integer> pons,
      Set<TechProfileId> templates,
      long deadlineNanos) {
    return read(
        wanted,
        Optional.of(pons),
        () -> loaderUntil(deadlineNanos).reload(state, loaded(), pons, templates));
  }

  /**
   * Reads state from the store, and remembers it.
   *
   * @param pons the PONs that are surely read; empty for all
   */
  private OltState read(Scope loaded, Optional<Set<Integer>> pons, Supplier<OltState> load) {
    if (lifecycle.isCutOff()) {
      throw Unavailable.closed();
    }
    Instant before = options.clock().instant();
    news.beginReading();
    try {
      OltState state = load.get();
      lifecycle.progressed();
      Optional<Confirmed> confirmed =
          memory.filter(m -> m.state().history() == state.history()).map(Memory::confirmed);
      remember(
          state,
          loaded,
          pons.isPresent() && confirmed.isPresent()
              ? confirmed.get().with(pons.get(), before)
              : Confirmed.all(before));
      return state;
    } catch (StoreClosedException e) {
      throw Unavailable.storeClosed(e);
    } finally {
      news.endReading();
    }
  }

  /** Keeps a state in memory, unless the store has nothing of the OLT. */
  private void remember(OltState state, Scope loaded, Confirmed confirmed) {
    unknown = state.registration().isUnknown();
    if (unknown) {
      forget();
      return;
    }
    // An OLT without a record is always loaded as a whole.
    boolean registered = state.record() instanceof Stored.Present<OltRecord>;
    memory = Optional.of(new Memory(state, registered ? loaded : new Scope.All(), confirmed));
    nextLoad = NOTHING;
    news.remembered(Optional.of(state));
  }

  private void expire(List<Asked<?>> open) {
    long now = options.nanoClock().getAsLong();
    open.removeIf(asked -> {
      boolean past = asked.isPast(now);
      if (past) {
        asked.expire(now);
      }
      return past || asked.isGivenUp();
    });
  }

  private void letOthersGoFirst(List<Asked<?>> open) {
    OptionalLong until = open.stream().mapToLong(Asked::deadlineNanos).min();
    if (until.isPresent()) {
      uninterrupted(() -> turns.letOthersGoFirst(until.getAsLong()));
    }
  }

  /**
   * The first conflict in a row is answered at once, the next ones after a pause with full jitter;
   * who has asked for a turn need not pause.
   */
  private void beforeNext(int conflictsInRow) {
    if (conflictsInRow >= WriterTurns.PATIENT_CONFLICTS) {
      turns.ask(Duration.ofNanos(options.nanoClock().getAsLong() - attemptBegunNanos));
    }
    if (conflictsInRow > 1 && !turns.isAsked()) {
      uninterrupted(
          () -> options.sleeper().sleep(BACKOFF.pause(conflictsInRow - 1, options.random())));
    }
  }

  /** Something that waits. */
  private interface Wait {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Wait wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      // The thread belongs to the executor; the requests go on until their deadlines.
      Thread.currentThread().interrupt();
    }
  }
}
