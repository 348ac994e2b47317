package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.decide.CreateInstance;
import org.ponkeeper.decide.DeleteInstance;
import org.ponkeeper.decide.Request;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.AdapterPath;
import org.ponkeeper.olt.CreateRequest;
import org.ponkeeper.olt.CreateResult;
import org.ponkeeper.olt.DeleteRequest;
import org.ponkeeper.olt.DeleteResult;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.Outcome;
import org.ponkeeper.olt.Tagged;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.OltErrors;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.PonState;
import org.ponkeeper.state.StoredInstance;
import org.ponkeeper.store.Mutation;

/**
 * The instances of an OLT: one for each service of each subscriber.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #create} and {@link #delete} block until the outcome is
 * known, at most for the call time-out. {@link #find}, {@link #findTagged}, {@link #get} and the
 * lists read from memory and block only if a PON has not been loaded yet; their results were valid
 * at {@link Olt#confirmedAt(int)}.
 *
 * <p><b>Errors.</b> Every error is a {@link org.ponkeeper.error.PonkeeperException}. Nothing
 * happened, except after {@code OUTCOME_UNKNOWN}: then the change was made completely or not at
 * all. A UNI port of another OLT is an {@link IllegalArgumentException}.
 */
public final class Instances {

  /**
   * The maximum number of requests of {@link #createAll} and {@link #deleteAll} that wait at the
   * same time.
   */
  public static final int AT_ONCE = 1024;

  private final Technology technology;
  private final OltId olt;
  private final OltCommitter committer;
  private final Optional<AdapterPath> adapterPath;

  Instances(
      Technology technology, OltId olt, OltCommitter committer, Optional<AdapterPath> adapterPath) {
    this.technology = technology;
    this.olt = olt;
    this.committer = committer;
    this.adapterPath = adapterPath;
  }

  /**
   * Creates an instance, or returns the existing one. The instance and its ids are written in one
   * transaction. Safe to repeat.
   *
   * @return the instance. If this call created it, its queues are known; an existing one may be
   *     {@linkplain Instance#isResolved unresolved}
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE} if the technology has no such ONU
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}, {@code
   *     OLT_BUSY}, {@code TEMPLATE_NOT_FOUND}, {@code TEMPLATE_UNFIT}, {@code POOL_EXHAUSTED},
   *     {@code MULTICAST_GEM_PORT_TAKEN}, {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code
   * @throws CorruptDataException {@code TEMPLATE_UNREADABLE}, or {@code CORRUPT_DATA} if a value
   *     that the decision needs cannot be read
   */
  public CreateResult create(TechProfileId template, UniPort uniPort) {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    return create(CreateRequest.of(template, uniPort));
  }

  /**
   * Creates an instance with the options of the request; otherwise like {@link
   * #create(TechProfileId, UniPort)}.
   *
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if the adapter's data violates a
   *     rule of {@link CreateRequest#withAdapterData}, or the adapter's function failed; nothing
   *     was created
   */
  public CreateResult create(CreateRequest request) {
    requireOurs(requireNonNull(request, "request").uniPort());
    return committer.submit(creation(request));
  }

  /**
   * Creates many instances, or returns the existing ones, for example when an adapter starts a
   * whole OLT. They are written in as few transactions as possible. Each has its own outcome: a
   * refused one does not affect the others.
   *
   * <p>Blocks at most for the call time-out for each {@value #AT_ONCE} instances. Order them by
   * PON, so that the instances of a transaction share pools.
   *
   * @param requests the instances to create, on this OLT
   * @return the outcomes, in the order of {@code requests}; the errors are those of {@link
   *     #create(CreateRequest)}
   */
  public List<Outcome<CreateResult>> createAll(List<CreateRequest> requests) {
    requireNonNull(requests, "requests").forEach(request -> requireOurs(request.uniPort()));
    return all(requests, this::creation);
  }

  /**
   * Deletes an instance and frees its ids in one transaction; an Alloc-ID only if no other instance
   * uses it. Succeeds if there is no such instance. Safe to repeat, unless others may have created
   * it anew meanwhile: a request with an {@linkplain DeleteRequest#ifMatch(Etag) etag} never
   * deletes that.
   *
   * @throws RefusedException {@code OLT_NOT_REGISTERED}, {@code PON_NOT_REGISTERED}, {@code
   *     OLT_BUSY}, {@code CONTENTION}
   * @throws org.ponkeeper.error.StoreFailedException of any code
   * @throws CorruptDataException {@code CORRUPT_DATA} if an instance of the same ONU or a pool
   *     cannot be read
   */
  public DeleteResult delete(TechProfileId template, UniPort uniPort) {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    return delete(DeleteRequest.of(template, uniPort));
  }

  /**
   * Deletes an instance with the options of the request; otherwise like {@link
   * #delete(TechProfileId, UniPort)}.
   *
   * @throws RefusedException {@code ETAG_MISMATCH} if it is not the instance of {@link
   *     DeleteRequest#ifMatch(Etag)}
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if the adapter's data violates a
   *     rule of {@link DeleteRequest#withAdapterData}; nothing was deleted
   */
  public DeleteResult delete(DeleteRequest request) {
    requireOurs(requireNonNull(request, "request").uniPort());
    return committer.submit(deletion(request));
  }

  /**
   * Deletes many instances, with the batching of {@link #createAll}; absent ones count as deleted.
   *
   * @param requests the instances to delete, on this OLT
   * @return the outcomes, in the order of {@code requests}; the errors are those of {@link
   *     #delete(DeleteRequest)}
   */
  public List<Outcome<DeleteResult>> deleteAll(List<DeleteRequest> requests) {
    requireNonNull(requests, "requests").forEach(request -> requireOurs(request.uniPort()));
    return all(requests, this::deletion);
  }

  private <R, T> List<Outcome<T>> all(List<R> requests, Function<R, Request<T>> command) {
    committer.requireOpen();
    List<Outcome<T>> outcomes = new ArrayList<>(requests.size());
    for (int from = 0; from < requests.size(); from += AT_ONCE) {
      List<R> some = requests.subList(from, Math.min(requests.size(), from + AT_ONCE));
      outcomes.addAll(begin(some, command).outcomes());
    }
    return outcomes;
  }

  /** Submits creations; does not block. */
  OltCommitter.Submitted<CreateResult> beginCreate(List<CreateRequest> requests) {
    return begin(requests, this::creation);
  }

  /** Submits deletions; does not block. */
  OltCommitter.Submitted<DeleteResult> beginDelete(List<DeleteRequest> requests) {
    return begin(requests, this::deletion);
  }

  private <R, T> OltCommitter.Submitted<T> begin(
      List<R> requests, Function<R, Request<T>> command) {
    List<Request<T>> legal = new ArrayList<>();
    List<Optional<InvalidRequestException>> errors = new ArrayList<>();
    for (R request : requests) {
      try {
        legal.add(command.apply(request));
        errors.add(Optional.empty());
      } catch (InvalidRequestException e) {
        errors.add(Optional.of(e));
      }
    }
    OltCommitter.Submitted<T> submitted = committer.submitAll(legal);
    return () -> {
      Iterator<Outcome<T>> answers = submitted.outcomes().iterator();
      return errors.stream()
          .map(error -> error.<Outcome<T>>map(Outcome.Failed::new).orElseGet(answers::next))
          .toList();
    };
  }

  private CreateInstance creation(CreateRequest request) {
    int onu = request.uniPort().onu().number();
    if (onu > technology.lastOnuId()) {
      throw new InvalidRequestException(ErrorCode.ID_OUT_OF_LEGAL_SPACE)
          .with("ONU", onu)
          .with("legal", "0-" + technology.lastOnuId() + " for " + technology);
    }
    return new CreateInstance(
        path(request.template(), request.uniPort()),
        request.fallsBackToDefault(),
        instance -> checked(request.adapterData().apply(instance)));
  }

  private DeleteInstance deletion(DeleteRequest request) {
    return new DeleteInstance(
        path(request.template(), request.uniPort()),
        request.ifMatch(),
        checked(request.adapterData()));
  }

  private List<Mutation> checked(List<Mutation> adapterData) {
    return adapterData.isEmpty()
        ? adapterData
        : AdapterPath.required(adapterPath).checked(adapterData);
  }

  /**
   * The instance; empty if there is none.
   *
   * @throws CorruptDataException {@code CORRUPT_DATA} if the stored instance cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if its PON could not be loaded
   */
  public Optional<Instance> find(TechProfileId template, UniPort uniPort) {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    return Optional.ofNullable(inMemory(template, uniPort));
  }

  /**
   * The instance with its etag; empty if there is none. Errors as {@link #find}.
   *
   * <p>The etag is of the stored instance: a change of its template does not change it.
   */
  public Optional<Tagged<Instance>> findTagged(TechProfileId template, UniPort uniPort) {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    requireOurs(uniPort);
    StoredInstance entry = committer.stateWith(uniPort.pon().number()).at(template, uniPort);
    return Optional.ofNullable(entry)
        .map(found ->
            switch (found) {
              case StoredInstance.Present present -> tagged(present);
              case StoredInstance.Unreadable unreadable -> throw unreadable.error();
            });
  }

  /**
   * The instance.
   *
   * @throws RefusedException {@code INSTANCE_NOT_FOUND}; {@code OLT_NOT_REGISTERED} if the store
   *     has no data of the OLT
   * @throws CorruptDataException {@code CORRUPT_DATA} if the stored instance cannot be read
   * @throws org.ponkeeper.error.StoreFailedException if its PON could not be loaded
   */
  public Instance get(TechProfileId template, UniPort uniPort) {
    requireNonNull(template, "template");
    requireNonNull(uniPort, "uniPort");
    Instance instance = inMemory(template, uniPort);
    if (instance != null) {
      return instance;
    }
    if (committer.stateWith(uniPort.pon().number()).registration().isUnknown()) {
      throw OltErrors.notRegistered(technology, olt);
    }
    throw new RefusedException(ErrorCode.INSTANCE_NOT_FOUND)
        .with("instance", path(template, uniPort));
  }

  /**
   * All readable instances of the OLT, ordered by PON, ONU, UNI and template; {@link
   * Olt#loadProblems()} reports the others.
   *
   * @throws org.ponkeeper.error.StoreFailedException if a PON could not be loaded
   */
  public List<Instance> list() {
    return list(all(), entry -> true);
  }

  /** The instances of {@link #list()} with their etags, as they were at one instant. */
  public List<Tagged<Instance>> listTagged() {
    return list(all(), entry -> true, Instances::tagged);
  }

  private Iterable<PonState> all() {
    return committer.stateWith(new PonSelection.All()).pons().values();
  }

  /**
   * All readable instances of a PON, ordered by ONU, UNI and template; errors as {@link #list()}.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public List<Instance> list(int pon) {
    return list(onPon(pon), entry -> true);
  }

  /**
   * The instances of {@link #list(int)} with their etags, as they were at one instant.
   *
   * @param pon the number of the PON, 0 to 255
   * @throws InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public List<Tagged<Instance>> listTagged(int pon) {
    return list(onPon(pon), entry -> true, Instances::tagged);
  }

  private List<PonState> onPon(int pon) {
    int number = new PonId(olt, pon).number();
    OltState state = committer.stateWith(new PonSelection.Pons(Set.of(number)));
    return List.of(state.pons().getOrDefault(number, PonState.EMPTY));
  }

  /** All readable instances of a template on an ONU, ordered by UNI; errors as {@link #list()}. */
  public List<Instance> list(TechProfileId template, OnuId onu) {
    requireNonNull(template, "template");
    requireNonNull(onu, "onu");
    requireOurs(onu.pon().olt());
    return list(
        onPon(onu.pon().number()),
        entry ->
            entry.path().template().equals(template)
                && entry.path().uniPort().onu().number() == onu.number());
  }

  private static List<Instance> list(Iterable<PonState> pons, Predicate<StoredInstance> which) {
    return list(pons, which, StoredInstance.Present::instance);
  }

  private static <T> List<T> list(
      Iterable<PonState> pons,
      Predicate<StoredInstance> which,
      Function<StoredInstance.Present, T> as) {
    List<T> instances = new ArrayList<>();
    for (PonState pon : pons) {
      pon.readable().filter(which).map(as).forEach(instances::add);
    }
    return instances;
  }

  private static Tagged<Instance> tagged(StoredInstance.Present entry) {
    return new Tagged<>(entry.instance(), Etags.of(entry).orElseThrow());
  }

  private @Nullable Instance inMemory(TechProfileId template, UniPort uniPort) {
    requireOurs(uniPort.olt());
    StoredInstance entry = committer.stateWith(uniPort.pon().number()).at(template, uniPort);
    return entry == null ? null : entry.readable();
  }

  private InstancePath path(TechProfileId template, UniPort uniPort) {
    requireOurs(uniPort.olt());
    return new InstancePath(technology, template, uniPort);
  }

  private void requireOurs(UniPort uniPort) {
    requireOurs(uniPort.olt());
  }

  private void requireOurs(OltId other) {
    if (!olt.equals(other)) {
      throw new IllegalArgumentException("of OLT " + other + ", not of " + olt);
    }
  }

  @Override
  public String toString() {
    return "instances of " + technology + " OLT " + olt;
  }
}
