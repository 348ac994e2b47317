package org.ponkeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.TxnWriter;
import org.ponkeeper.plan.Fact;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.RecordState;
import org.ponkeeper.plan.Request;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.RetryPolicy;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;

/**
 * Decides the requests of an OLT and makes each batch true by one transaction; on a conflict or an
 * unknown outcome reads again and decides again.
 *
 * <p>What it has in memory may be read by any thread; everything else is for one thread at a time,
 * which {@link OltCommitter} sees to.
 */
final class CommitLoop {

  /** How long to wait before a state is decided on again: up to 1 ms first, 100 ms at most. */
  private static final RetryPolicy BACKOFF =
      RetryPolicy.DEFAULTS.backoff(Duration.ofMillis(1), Duration.ofMillis(100));

  /**
   * What is in memory.
   *
   * @param state the state as it was last loaded or committed
   * @param loaded which of the OLT's PONs are in it
   * @param confirmedAt when the store said so
   */
  private record Memory(OltState state, Scope loaded, Instant confirmedAt) {}

  private final KeyValueStore store;
  private final OltLoader loader;
  private final TxnWriter writer;
  private final PonkeeperOptions options;
  private final News news;
  private final WriterTurns turns;

  private volatile Optional<Memory> memory = Optional.empty();

  CommitLoop(
      KeyValueStore store,
      OltLoader loader,
      TxnWriter writer,
      PonkeeperOptions options,
      News news,
      WriterTurns turns) {
    this.store = store;
    this.loader = loader;
    this.writer = writer;
    this.options = options;
    this.news = news;
    this.turns = turns;
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

  /** What is loaded. */
  Scope loaded() {
    return memory.map(Memory::loaded).orElse(new Scope.Pons(Set.of()));
  }

  /** When the store last said that what is in memory is so. */
  Instant confirmedAt() {
    return memory.map(Memory::confirmedAt).orElse(Instant.EPOCH);
  }

  /** Forgets what is in memory; the next request or reader loads it. */
  void forget() {
    memory = Optional.empty();
  }

  /** Reads the scope anew, with all that is loaded, until the deadline. */
  OltState load(Scope scope, long deadlineNanos) {
    Scope wanted = loaded().plus(scope);
    News.Edition edition = news.edition();
    OltState state = remember(loaderUntil(deadlineNanos).load(wanted, templatesInMemory()), wanted);
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
            : remember(
                loaderUntil(deadlineNanos).reload(state, loaded(), ponsOf(state, stale), Set.of()),
                loaded());
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
   * @return how that ended; {@link #goOn} goes on with what is not {@link Tried#isMade}
   */
  Tried tryAtOnce(Asked<?> asked) {
    Batch batch = Batch.decide(memory.orElseThrow().state(), List.of(asked), 1);
    Tried tried = commit(batch);
    if (tried.isMade()) {
      conclude(tried);
    }
    return tried;
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
            batch.requests().forEach(asked -> asked.fail(failed.error()));
            open.removeAll(batch.requests());
          }
        }
      }
    }
  }

  /** Decides as many of the requests as may be, and tries; empty if none of them is left. */
  private Optional<Tried> tryNext(List<Asked<?>> open, int most) {
    letOthersGoFirst(open);
    expire(open);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    return stateFor(open).map(state -> commit(Batch.decide(state, open, most)));
  }

  /** What the store said to the transaction of a batch. */
  sealed interface Tried {
    /** The batch. */
    Batch batch();

    /** Whether it is true now. */
    default boolean isMade() {
      return this instanceof Answered answered && answered.result() instanceof TxnResult.Committed;
    }

    /** The store answered. */
    record Answered(Batch batch, TxnResult result) implements Tried {}

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

  private Tried commit(Batch batch) {
    try {
      Txn txn = writer.write(batch.base(), batch.facts(), batch.changes());
      Duration time = timeUntil(lastDeadline(batch.requests()));
      TxnResult result = store.within(time).commit(txn);
      return new Tried.Answered(batch, result);
    } catch (PonkeeperException e) {
      return new Tried.Failed(batch, e);
    }
  }

  private Attempt conclude(Tried tried) {
    return switch (tried) {
      case Tried.Answered(Batch batch, TxnResult.Committed committed) -> {
        if (committed.version().history() == batch.base().history()) {
          remember(batch.committedAt(committed.version().token()), loaded());
        } else {
          // All that was relied on was absent, and so it was in the new history too.
          forget();
        }
        batch.answer();
        yield new Attempt.Made();
      }
      case Tried.Answered(Batch batch, TxnResult.Conflict conflict) -> {
        batch.requests().forEach(Asked::conflicted);
        yield again(batch, writer.factsOf(batch.base(), batch.facts(), conflict.keys()));
      }
      case Tried.Failed(Batch batch, StoreFailedException e)
          when e.outcome() == StoreFailedException.Outcome.UNKNOWN -> {
        batch.requests().forEach(asked -> asked.outcomeUnknown(batch.base()));
        yield again(batch, Set.of());
      }
      case Tried.Failed(Batch batch, PonkeeperException e) -> new Attempt.Failed(e);
    };
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
    OltLoader timed = loaderUntil(lastDeadline(batch.requests()));
    return remember(timed.reload(batch.base(), loaded(), pons, Set.of()), loaded());
  }

  /** The PONs that must be read again because the facts changed; the rest is read anyway. */
  private static Set<Integer> ponsOf(OltState state, Set<Fact> changed) {
    Set<Integer> pons = new TreeSet<>();
    for (Fact fact : changed) {
      switch (fact) {
        case Fact.OfInstance f -> pons.add(f.path().uniPort().pon().number());
        case Fact.OfPool f -> pons.addAll(state.registration().ponsOf(f.id()));
        case Fact.OfClaim f -> pons.add(f.key().pon());
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
        return Optional.of(remember(loaderUntil(deadline).load(wanted, templates), wanted));
      }
      OltState state = freshen(memory.get().state(), deadline);
      templates.removeAll(state.templates().keySet());
      if (loaded.includes(wanted) && templates.isEmpty()) {
        return Optional.of(state);
      }
      pons.removeAll(state.pons().keySet());
      Set<Integer> missing = loaded instanceof Scope.All ? Set.of() : pons;
      return Optional.of(
          remember(loaderUntil(deadline).reload(state, loaded, missing, templates), wanted));
    } catch (PonkeeperException e) {
      requests.forEach(asked -> asked.fail(e));
      return Optional.empty();
    }
  }

  private Set<TechProfileId> templatesInMemory() {
    return memory.map(m -> m.state().templates().keySet()).orElse(Set.of());
  }

  private OltState remember(OltState state, Scope loaded) {
    // An OLT without a record is always loaded as a whole.
    boolean registered = state.record().value() instanceof RecordState.Registered;
    memory =
        Optional.of(
            new Memory(state, registered ? loaded : new Scope.All(), options.clock().instant()));
    return state;
  }

  private void expire(List<Asked<?>> open) {
    long now = options.nanoClock().getAsLong();
    open.removeIf(asked -> {
      boolean past = asked.isPast(now);
      if (past) {
        asked.expire();
      }
      return past;
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
      turns.ask();
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
