package org.ponkeeper;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ponkeeper.engine.CallDeadline;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.Lifecycle;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.ParallelReads;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.engine.StateReader;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.olt.KnownOlt;
import org.ponkeeper.olt.SearchHit;
import org.ponkeeper.olt.SearchProblem;
import org.ponkeeper.olt.SearchResult;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.state.OltState;
import org.ponkeeper.state.SearchQuery;
import org.ponkeeper.state.StateSearch;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.survey.StoreSurvey;

/**
 * Searches over the OLTs of a store. Finds ids with their owners: instances, and claims by a name.
 * An instance is found with the name of the owner of its ONU's id, which usually is the serial
 * number.
 *
 * <pre>{@code
 * ponkeeper.search().on(olt).onPon(3).id(ResourceType.GEM_PORT_ID, 1024);
 * ponkeeper.search().owner(new OwnerName("ALCL00001234"));
 * ponkeeper.search().find("olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}");
 * }</pre>
 *
 * <p>An OLT that is loaded as a whole ({@link Olt#load}) is searched in memory. Of the others only
 * what is needed is read, and nothing is kept in memory. Each OLT is searched as it is at one
 * instant.
 *
 * <p><b>Ids.</b> An id is looked for where it is taken in the pool, and where the pool is missing
 * or cannot be read. So an id that is owned but not taken, which is an error that {@link Olt#audit}
 * reports, may not be found.
 *
 * <p><b>Threads.</b> Immutable and thread-safe. The searches block while the store is read, at most
 * for the call time-out, and throw {@link org.ponkeeper.error.StoreFailedException} if that fails.
 * Several OLTs that are not loaded are read side by side: on the caller's thread and on one of the
 * {@linkplain PonkeeperOptions#withExecutor executor}. Nothing found is an empty result, not an
 * error.
 */
public final class Search {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final KeyValueStore store;
  private final KeySpace keys;
  private final EngineOptions options;
  private final OpenOlts open;
  private final Lifecycle lifecycle;
  private final Scope scope;

  /**
   * Where to search.
   *
   * @param inMemory whether only loaded OLTs are searched
   */
  private record Scope(
      Optional<Technology> technology,
      Optional<OltId> olt,
      OptionalInt pon,
      Set<ResourceType> types,
      boolean inMemory) {

    boolean includes(OpenOlts.OltKey key) {
      return technology.filter(t -> t != key.technology()).isEmpty()
          && olt.filter(o -> !o.equals(key.olt())).isEmpty();
    }

    PonSelection pons() {
      return pon.isPresent()
          ? new PonSelection.Pons(Set.of(pon.getAsInt()))
          : new PonSelection.All();
    }
  }

  Search(
      KeyValueStore store,
      KeySpace keys,
      EngineOptions options,
      OpenOlts open,
      Lifecycle lifecycle) {
    this(
        store,
        keys,
        options,
        open,
        lifecycle,
        new Scope(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            EnumSet.allOf(ResourceType.class),
            false));
  }

  private Search(
      KeyValueStore store,
      KeySpace keys,
      EngineOptions options,
      OpenOlts open,
      Lifecycle lifecycle,
      Scope scope) {
    this.store = store;
    this.keys = keys;
    this.options = options;
    this.open = open;
    this.lifecycle = lifecycle;
    this.scope = scope;
  }

  private Search with(Scope narrower) {
    return new Search(store, keys, options, open, lifecycle, narrower);
  }

  /** The same search, only in OLTs of this technology. */
  public Search in(Technology technology) {
    requireNonNull(technology, "technology");
    return with(
        new Scope(
            Optional.of(technology), scope.olt(), scope.pon(), scope.types(), scope.inMemory()));
  }

  /** The same search, only in this OLT. */
  public Search on(OltId olt) {
    requireNonNull(olt, "olt");
    return with(
        new Scope(
            scope.technology(), Optional.of(olt), scope.pon(), scope.types(), scope.inMemory()));
  }

  /**
   * The same search, only on PONs with this number.
   *
   * @param pon 0 to 255
   * @throws org.ponkeeper.error.InvalidRequestException {@code ID_OUT_OF_LEGAL_SPACE}
   */
  public Search onPon(int pon) {
    int number = new PonId(new OltId("any"), pon).number();
    return with(
        new Scope(
            scope.technology(),
            scope.olt(),
            OptionalInt.of(number),
            scope.types(),
            scope.inMemory()));
  }

  /** The same search, only for ids of this type. */
  public Search ofType(ResourceType type) {
    requireNonNull(type, "type");
    return with(
        new Scope(
            scope.technology(), scope.olt(), scope.pon(), EnumSet.of(type), scope.inMemory()));
  }

  /**
   * The same search, only in OLTs that are loaded as a whole: for an adapter that has loaded all of
   * them and does not want to wait for the store. Reads the store only for what other writers are
   * known to have changed.
   */
  public Search inMemory() {
    return with(new Scope(scope.technology(), scope.olt(), scope.pon(), scope.types(), true));
  }

  /**
   * Searches for a text as a person writes it: an id of any type, the name of a UNI port or of an
   * ONU, the path of an instance, or an owner's name. A number is searched as an id and as a name.
   *
   * @throws org.ponkeeper.error.InvalidRequestException {@code UNI_PORT_MALFORMED} if the text has
   *     a slash and is none of these names; {@code TECHNOLOGY_UNKNOWN}; {@code
   *     ID_OUT_OF_LEGAL_SPACE}; {@code NAME_INVALID}
   */
  public SearchResult find(String text) {
    requireNonNull(text, "text");
    if (text.contains("/")) {
      return findPath(text);
    }
    OwnerName owner = new OwnerName(text);
    if (!NUMBER.matcher(text).matches()) {
      return owner(owner);
    }
    int id = Integer.parseInt(text);
    return run(List.of(new SearchQuery.ById(scope.types(), id), new SearchQuery.ByOwner(owner)));
  }

  private SearchResult findPath(String text) {
    if (!text.startsWith("olt-{")) {
      return instance(InstancePath.parse(text));
    }
    return text.contains("/uni-") ? uniPort(UniPort.parse(text)) : onu(OnuId.parse(text));
  }

  /**
   * The owners of an id: instances and claims; of an ONU id also all instances on the ONU. An id
   * that is taken without a known owner is found too.
   *
   * @param id 0 or greater
   */
  public SearchResult id(ResourceType type, int id) {
    requireNonNull(type, "type");
    return id < 0
        ? new SearchResult(List.of(), List.of(), List.of())
        : run(List.of(new SearchQuery.ById(Set.of(type), id)));
  }

  /** The ids that an owner claims, and the instances of the ONUs whose ids it claims. */
  public SearchResult owner(OwnerName owner) {
    requireNonNull(owner, "owner");
    return run(List.of(new SearchQuery.ByOwner(owner)));
  }

  /** The instances on an ONU, and the claim to its id. */
  public SearchResult onu(OnuId onu) {
    requireNonNull(onu, "onu");
    return on(onu, Optional.empty());
  }

  /** The instances on a UNI port, of every template. */
  public SearchResult uniPort(UniPort uniPort) {
    requireNonNull(uniPort, "uniPort");
    return on(uniPort, Optional.empty());
  }

  /** The instance at a path. */
  public SearchResult instance(InstancePath path) {
    requireNonNull(path, "path");
    if (scope.technology().filter(t -> t != path.technology()).isPresent()) {
      return new SearchResult(List.of(), List.of(), List.of());
    }
    return in(path.technology()).on(path.uniPort(), Optional.of(path.template()));
  }

  private SearchResult on(OnuOrUni of, Optional<TechProfileId> template) {
    OltId olt = of.onu().pon().olt();
    if (scope.olt().filter(only -> !only.equals(olt)).isPresent()) {
      return new SearchResult(List.of(), List.of(), List.of());
    }
    return on(olt).run(List.of(new SearchQuery.ByOnu(of, template)));
  }

  /**
   * Where a query is to be searched.
   *
   * @param olts the OLTs that may have it
   * @param skipped the OLTs that cannot be searched, because their technology is unknown
   */
  private record Places(SearchQuery query, List<OpenOlts.OltKey> olts, Set<OltId> skipped) {}

  private SearchResult run(List<SearchQuery> queries) {
    lifecycle.requireOpen();
    CallDeadline deadline = CallDeadline.of(options);
    List<Places> places =
        all(queries.stream().map(query -> places(query, deadline)).toList(), deadline);
    List<Supplier<StateSearch>> searches = new ArrayList<>();
    for (Places place : places) {
      for (OpenOlts.OltKey key : place.olts()) {
        searches.add(() ->
            new StateSearch(state(key, place.query(), deadline), scope.pon()).run(place.query()));
      }
    }
    List<SearchHit> hits = new ArrayList<>();
    List<SearchProblem> problems = new ArrayList<>();
    for (StateSearch found : all(searches, deadline)) {
      found.hits().stream().filter(hit -> scope.types().contains(hit.type())).forEach(hits::add);
      problems.addAll(found.problems());
    }
    hits.sort(SearchHit.ORDER);
    Set<OltId> skipped = new TreeSet<>();
    places.forEach(place -> skipped.addAll(place.skipped()));
    return new SearchResult(hits.stream().distinct().toList(), problems, List.copyOf(skipped));
  }

  /** Memory is searched faster than another thread starts. */
  private <T> List<T> all(List<Supplier<T>> parts, CallDeadline deadline) {
    return scope.inMemory()
        ? parts.stream().map(Supplier::get).toList()
        : ParallelReads.all(parts, options, lifecycle, deadline);
  }

  private OltState state(OpenOlts.OltKey key, SearchQuery query, CallDeadline deadline) {
    Optional<OltCommitter> loaded = open.committer(key).filter(OltCommitter::isLoaded);
    if (loaded.isPresent()) {
      return loaded.get().stateWith(new PonSelection.All(), deadline);
    }
    return new StateReader(deadline.on(store), keys, key.technology(), key.olt())
        .find(query, scope.pons());
  }

  private Supplier<Places> places(SearchQuery query, CallDeadline deadline) {
    return () -> {
      Set<OltId> skipped = new TreeSet<>();
      return new Places(query, olts(query, deadline, skipped), skipped);
    };
  }

  /** The OLTs to search. */
  private List<OpenOlts.OltKey> olts(SearchQuery query, CallDeadline deadline, Set<OltId> skipped) {
    if (scope.inMemory()) {
      return open.keys().stream()
          .filter(scope::includes)
          .filter(key -> open.committer(key).filter(OltCommitter::isLoaded).isPresent())
          .toList();
    }
    if (scope.olt().isPresent() && scope.technology().isPresent()) {
      return List.of(new OpenOlts.OltKey(scope.technology().get(), scope.olt().get()));
    }
    KeyValueStore view = deadline.on(store);
    return switch (query) {
      case SearchQuery.ByOnu byOnu -> {
        List<OpenOlts.OltKey> all = new ArrayList<>();
        for (Technology technology : Technology.values()) {
          all.add(new OpenOlts.OltKey(technology, byOnu.of().onu().pon().olt()));
        }
        yield all.stream().filter(scope::includes).toList();
      }
      case SearchQuery.ByOwner byOwner -> claimants(view, byOwner.owner());
      case SearchQuery.ById byId -> known(view, skipped);
    };
  }

  /** The OLTs on which the owner has a claim; reads keys only. */
  private List<OpenOlts.OltKey> claimants(KeyValueStore view, OwnerName owner) {
    ScanOptions claims = ScanOptions.KEYS_ONLY.hint(keys.claimsOf(owner));
    return view.list(List.of(keys.claims()), claims).stream()
        .filter(claims::needs)
        .map(KeyValue::key)
        .flatMap(key -> keys.parseClaimOlt(key).stream())
        .map(of -> new OpenOlts.OltKey(of.technology(), of.olt()))
        .filter(scope::includes)
        .distinct()
        .toList();
  }

  private List<OpenOlts.OltKey> known(KeyValueStore view, Set<OltId> skipped) {
    List<OpenOlts.OltKey> all = new ArrayList<>();
    for (KnownOlt known : StoreSurvey.read(view, keys).olts()) {
      Optional<OpenOlts.OltKey> key =
          known.technology().map(technology -> new OpenOlts.OltKey(technology, known.olt()));
      if (key.isEmpty() && scope.olt().filter(o -> !o.equals(known.olt())).isEmpty()) {
        skipped.add(known.olt());
      }
      key.filter(scope::includes).ifPresent(all::add);
    }
    return all;
  }

  @Override
  public String toString() {
    return "search below " + keys.basePath();
  }
}
