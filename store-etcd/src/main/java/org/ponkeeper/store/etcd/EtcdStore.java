package org.ponkeeper.store.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Health;
import org.ponkeeper.store.History;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.StoreClosedException;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.store.Version;
import org.ponkeeper.store.WatchDelivery;
import org.ponkeeper.store.WatchEvent;

/**
 * A store in etcd, 3.4 or newer. A {@link Version} is etcd's mod revision.
 *
 * <p><b>Sharing.</b> Any number of processes and other programs may use the etcd at the same time.
 * Keys that are not UTF-8 or longer than {@link Key#MAX_BYTES} are ignored; a scan counts those
 * that it skipped.
 *
 * <p><b>Blocking.</b> A call blocks at most for {@link EtcdOptions#deadline}, and each of its
 * requests for {@link EtcdOptions#attempt}. A request that was certainly not sent, and every read,
 * is tried with each other member after a failure. {@link org.ponkeeper.store.RetryingStore}
 * retries failures of all members, so wrap the store in one. An interrupt ends a call at once, and
 * the thread's interrupt status stays set. Suitable for virtual threads.
 *
 * <p><b>Restores.</b> Before a new connection is used, it is compared with the newest transaction
 * that this store has seen. If etcd no longer has it, it was restored or is another one: then a new
 * {@link #history} begins.
 *
 * <p><b>Errors.</b> See the table in {@code docs/stores.md}; with the facts {@code store} and
 * {@code reason}. {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#STORE_DENIED} and {@link
 * ErrorCode#STORE_FULL}: nothing happened. {@link ErrorCode#OUTCOME_UNKNOWN}: the commit may have
 * been sent, and no answer shows its outcome.
 *
 * <p><b>Snapshots</b> use no resources in etcd, and in this process only the data being read, at
 * most a page of {@value EtcdSnapshot#MAX_PAGE} keys or 32 MiB. Their instant is that of the first
 * answer, and they continue at it after a lost connection. {@link
 * org.ponkeeper.store.SnapshotLostException} means that etcd compacted it, or has another history.
 *
 * <p><b>Watching.</b> A watch continues after every loss of a connection or member. It delivers
 * {@link org.ponkeeper.store.WatchEvent.Resync} only if etcd compacted changes that were not
 * delivered yet, or if it cannot be verified that etcd continues the same history.
 *
 * <p>Thread-safe.
 */
public final class EtcdStore implements KeyValueStore {

  private final EtcdOptions options;
  private final EtcdMembers members;
  private final EtcdTokens tokens;
  private final EtcdCalls calls;
  private final Set<EtcdWatch<?>> watches;
  private final EtcdHistories histories;
  private final EtcdRpc rpc;
  private final AtomicBoolean closed;

  /** The deadline of all calls, in addition to their own; only for a view. */
  private final Optional<Deadline> end;

  private EtcdStore(EtcdOptions options, EtcdMembers members) {
    this.options = options;
    this.members = members;
    this.histories = new EtcdHistories(options.url());
    this.rpc = new EtcdRpc(members, histories, options);
    this.tokens = new EtcdTokens(rpc, options.user());
    this.calls = new EtcdCalls(rpc, tokens, options);
    this.watches = ConcurrentHashMap.newKeySet();
    this.closed = new AtomicBoolean();
    this.end = Optional.empty();
  }

  private EtcdStore(EtcdStore of, Deadline end) {
    this.options = of.options;
    this.members = of.members;
    this.histories = of.histories;
    this.rpc = of.rpc;
    this.tokens = of.tokens;
    this.calls = of.calls;
    this.watches = of.watches;
    this.closed = of.closed;
    this.end = Optional.of(end);
  }

  /**
   * Opens the etcd at a URL, like {@link #open(EtcdOptions)}.
   *
   * @param url in the form of {@link EtcdUrl}: {@code etcd://host:port[,host:port...]}
   * @throws org.ponkeeper.error.InvalidRequestException {@link ErrorCode#STORE_URL_INVALID} if it
   *     is not valid
   */
  public static EtcdStore open(String url) {
    return open(EtcdUrl.parse(url));
  }

  /**
   * Opens the store without sending a request; the first call shows whether etcd can be reached.
   *
   * @return the store; the caller closes it
   * @throws org.ponkeeper.error.InvalidRequestException {@link ErrorCode#STORE_URL_INVALID} if a
   *     file for TLS cannot be used
   */
  public static EtcdStore open(EtcdOptions options) {
    return new EtcdStore(options, new EtcdMembers(EtcdChannels.make(options)));
  }

  @Override
  public Optional<KeyValue> get(Key key) {
    try (Snapshot snapshot = snapshot()) {
      return snapshot.get(key);
    }
  }

  @Override
  public Snapshot snapshot() {
    requireOpen();
    return new EtcdSnapshot(this);
  }

  @Override
  public KeyValueStore within(Duration time) {
    return new EtcdStore(this, sooner(Deadline.after(time.toNanos(), TimeUnit.NANOSECONDS)));
  }

  private Deadline sooner(Deadline deadline) {
    return end.isPresent() ? deadline.minimum(end.get()) : deadline;
  }

  @Override
  public History history() {
    return histories.current().history();
  }

  @Override
  public TxnResult commit(Txn txn) {
    return commit(txn, deadline());
  }

  private TxnResult commit(Txn txn, Deadline end) {
    TxnRequest request = EtcdMessages.request(txn);
    while (true) {
      requireOpen();
      KnownHistory known = histories.current();
      Set<Key> stale = ofOtherHistories(txn.conditions(), known.history());
      if (!stale.isEmpty()) {
        return new TxnResult.Conflict(stale);
      }
      long before = known.seen();
      try {
        Answer<TxnResponse> answer =
            calls.call(EtcdRequest.commit(KVGrpc.getTxnMethod(), request, known), end);
        if (answer.message().getSucceeded()) {
          return new TxnResult.Committed(version(request, answer));
        }
        histories.learn(answer, answer.message().getHeader(), Optional.empty());
        return new TxnResult.Conflict(changed(txn, end));
      } catch (HistoryReplacedException e) {
        // Nothing was sent, so the call can try again.
      } catch (RpcFailedException e) {
        throw failedCommit(e, txn, known, before, end);
      }
    }
  }

  private static Set<Key> ofOtherHistories(List<Condition> conditions, History history) {
    Set<Key> keys = new HashSet<>();
    for (Condition condition : conditions) {
      if (condition instanceof Condition.AtVersion at && at.version().history() != history) {
        keys.add(at.key());
      }
    }
    return keys;
  }

  /** The version of the transaction just committed. */
  private Version version(TxnRequest made, Answer<TxnResponse> answer) {
    ResponseHeader header = answer.message().getHeader();
    boolean certain = histories.learn(answer, header, Anchor.ofCommit(made, header));
    History history = certain ? answer.known().history() : histories.unknown();
    return new Version(history, header.getRevision());
  }

  /**
   * The keys that caused the conflict, as far as they can be found. They are read afterwards: if
   * each transaction returned them itself, it would be half as long again.
   */
  private Set<Key> changed(Txn txn, Deadline end) {
    try {
      Answer<TxnResponse> answer =
          calls.call(
              EtcdRequest.read(
                  KVGrpc.getTxnMethod(), EtcdMessages.found(txn.conditions()), Optional.empty()),
              end);
      History history = answer.known().history();
      return EtcdMessages.broken(txn.conditions(), answer.message(), history);
    } catch (RpcFailedException | HistoryReplacedException e) {
      return Set.of();
    }
  }

  private PonkeeperException failedCommit(
      RpcFailedException e, Txn txn, KnownHistory known, long before, Deadline end) {
    if (txn.mutations().isEmpty()) {
      return e.ofRead(options);
    }
    return e.failure() == EtcdFailure.NO_SPACE
            && CommitCheck.isUntouched(calls, txn, known, before, end)
        ? e.as(ErrorCode.STORE_FULL, options)
        : e.ofCommit(options);
  }

  @Override
  public Subscription watch(KeyRange range, Position from, Consumer<WatchEvent> onEvent) {
    return watch(range, from, new EventMapping.Changes(), onEvent);
  }

  @Override
  public Subscription watchCommits(KeyRange range, Position from, Consumer<CommitEvent> onEvent) {
    return watch(range, from, new EventMapping.Commits(), onEvent);
  }

  private <E> Subscription watch(
      KeyRange range, Position from, EventMapping<E> events, Consumer<E> onEvent) {
    requireOpen();
    Optional<EtcdMessages.Span> span = EtcdMessages.span(range);
    if (span.isEmpty()) {
      return () -> {};
    }
    EtcdWatch<E> watch =
        new EtcdWatch<>(
            members,
            rpc,
            tokens,
            histories,
            options,
            span.get(),
            from,
            events,
            new WatchDelivery<>(onEvent),
            watches::remove);
    watches.add(watch);
    boolean stands = false;
    try {
      Deadline end = deadline();
      watch.start().get(end.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
      stands = true;
      return watch;
    } catch (ExecutionException e) {
      requireOpen();
      if (e.getCause() instanceof RpcFailedException failed) {
        throw failed.ofRead(options);
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw notConfirmed(Status.DEADLINE_EXCEEDED.withCause(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notConfirmed(Status.CANCELLED.withCause(e));
    } finally {
      if (!stands) {
        watch.close();
      }
    }
  }

  private PonkeeperException notConfirmed(Status status) {
    return RpcFailedException.notSent(status.withDescription("the watch was not confirmed"))
        .ofRead(options);
  }

  @Override
  public Health health() {
    Deadline end = deadline();
    try {
      StatusResponse status =
          ask(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), end);
      long start = System.nanoTime();
      // Only a linearizable read shows that there is a leader; any key will do.
      probe(end);
      Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
      return new Health(engine(status), roundTrip, OptionalLong.of(status.getDbSizeInUse()));
    } catch (RpcFailedException e) {
      throw e.ofRead(options);
    }
  }

  /** With the active alarms, which explain why writes fail. */
  private static String engine(StatusResponse status) {
    StringBuilder engine = new StringBuilder("etcd ").append(status.getVersion());
    for (String error : status.getErrorsList()) {
      engine.append(", ").append(error);
    }
    return engine.toString();
  }

  private void probe(Deadline end) throws RpcFailedException {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(EtcdMessages.bytes(new Key("health")))
            .setCountOnly(true)
            .build();
    try {
      ask(KVGrpc.getRangeMethod(), request, end);
    } catch (RpcFailedException e) {
      // The user may have no permission for that key; but etcd answered.
      if (e.failure() != EtcdFailure.PERMISSION_DENIED) {
        throw e;
      }
    }
  }

  /** The deadline of a call that begins now. */
  Deadline deadline() {
    return sooner(Deadline.after(options.deadline().toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Sends a request whose answer has no versions. */
  private <Q, A> A ask(MethodDescriptor<Q, A> method, Q request, Deadline end)
      throws RpcFailedException {
    requireOpen();
    try {
      return calls.call(EtcdRequest.plain(method, request), end).message();
    } catch (HistoryReplacedException e) {
      throw new IllegalStateException(e); // the request relies on none
    }
  }

  /**
   * A read of a snapshot.
   *
   * @param of the history that the snapshot reads from; empty for its first read
   */
  Answer<RangeResponse> read(RangeRequest request, Optional<KnownHistory> of)
      throws RpcFailedException, HistoryReplacedException {
    Deadline end = deadline();
    EtcdRequest<RangeRequest, RangeResponse> read =
        EtcdRequest.read(KVGrpc.getRangeMethod(), request, of);
    while (true) {
      requireOpen();
      Answer<RangeResponse> answer =
          of.isEmpty() ? calls.call(read, end) : calls.patiently(read, end);
      ResponseHeader header = answer.message().getHeader();
      Optional<Anchor> newest =
          Anchor.ofRead(answer.message().getKvsList(), !request.getKeysOnly(), header);
      if (histories.learn(answer, header, newest)) {
        return answer;
      }
    }
  }

  /** The error of a call that only read. */
  PonkeeperException failed(RpcFailedException e) {
    return e.ofRead(options);
  }

  void requireOpen() {
    if (closed.get()) {
      throw new StoreClosedException();
    }
  }

  /**
   * Ends calls in progress, as if the connection had broken, and frees connections and threads;
   * blocks for that, at most 2 s. May be called twice.
   */
  @Override
  public void close() {
    closed.set(true);
    List.copyOf(watches).forEach(EtcdWatch::close);
    members.close();
  }

  @Override
  public String toString() {
    return options.url();
  }
}
