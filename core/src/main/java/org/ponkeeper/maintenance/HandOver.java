package org.ponkeeper.maintenance;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ponkeeper.audit.GoIncompatibilities;
import org.ponkeeper.decide.FillPools;
import org.ponkeeper.engine.ChunkedWork;
import org.ponkeeper.engine.OltCall;
import org.ponkeeper.engine.OltCommitter;
import org.ponkeeper.engine.OltStore;
import org.ponkeeper.engine.PonSelection;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.FindingKind;
import org.ponkeeper.olt.GoIncompatibility;
import org.ponkeeper.olt.GoVersion;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.olt.WorkProgress;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.OnuMapType;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.Diagnostics;
import org.ponkeeper.state.OltState;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.survey.TemplateReader;
import org.ponkeeper.wire.ProfileDifference;
import org.ponkeeper.work.OltAdoption;

/**
 * Prepares an OLT for use by VOLTHA's Go library, and reports whether it is ready: its pools have
 * the length that library expects, its templates are where that library reads them, and the audit
 * finds no problems.
 *
 * <p><b>How it works.</b> Conditional transactions extend the pools to full length; they change no
 * owner of an id. From the first of them on, the OLT's record says that new pools have full length
 * too. An OLT without a record is registered first, with its existing data. A template is only
 * copied to a place where there is none. Other Ponkeepers may use the OLT meanwhile, but must be
 * stopped before the Go library starts, because it writes pools without conditions. After an
 * interruption, any process can run it again.
 *
 * <p>Thread-safe; calls block until the work is done.
 */
public final class HandOver {

  private final OltStore at;
  private final OltCommitter committer;

  /** How the openolt adapter's state is treated: its per-ONU maps, {@code tp_id} and more. */
  public enum AdapterStateUse {
    /** It is not read: the software that takes over does not keep such state. */
    IGNORE,
    /** It is compared with the instances; each difference is an error. */
    CHECK,
    /** It is corrected to match the instances, and maintained from now on. */
    ALIGN
  }

  /**
   * How an OLT is handed over.
   *
   * @param templatePath where the Go library reads templates, without a slash at its end
   * @param copyTemplates whether templates missing at {@code templatePath} are copied to it;
   *     templates that exist there with other values are never changed
   * @param adapterState how the openolt adapter's state is treated
   * @param version the version that takes over, if known: it is checked that this version accepts
   *     each template and reads the OLT's pool key layout
   */
  public record Options(
      String templatePath,
      boolean copyTemplates,
      AdapterStateUse adapterState,
      Optional<GoVersion> version) {

    public Options {
      requireNonNull(templatePath, "templatePath");
      requireNonNull(adapterState, "adapterState");
      requireNonNull(version, "version");
    }

    /** Options that copy no template, compare the openolt adapter's state, and name no version. */
    public static Options of(String templatePath) {
      return new Options(templatePath, false, AdapterStateUse.CHECK, Optional.empty());
    }

    /** The same options, but with missing templates copied. */
    public Options copyingTemplates() {
      return new Options(templatePath, true, adapterState, version);
    }
  }

  /** Called by the facade, which alone can: the types are not exported. */
  @SuppressWarnings("exports")
  public HandOver(OltStore at, OltCommitter committer) {
    this.at = at;
    this.committer = committer;
  }

  /**
   * A template of the OLT's technology, as found at the Go library's template path.
   *
   * @param id the template
   * @param instances the number of instances of the OLT that use it
   * @param place what is stored at that path
   * @param remark details in one sentence; empty if there are none
   */
  public record TemplateThere(TechProfileId id, long instances, Place place, String remark) {

    /** Whether the Go library would silently use different values for existing instances. */
    public boolean isInTheWay() {
      return instances > 0 && place.isWrong;
    }
  }

  /** The template at the Go library's path, compared with the one that Ponkeeper reads. */
  public enum Place {
    /** Both are the same. */
    THERE(false),
    /** It was missing, and was or would be copied. */
    COPIED(false),
    /** Neither is stored: both use the built-in default. */
    BUILT_IN(false),
    /**
     * Not stored at the Go library's path, but at Ponkeeper's: the Go library would use its
     * default.
     */
    MISSING(true),
    /** It has other values. */
    DIFFERENT(true),
    /** The version that takes over refuses it, and would use its default. */
    REFUSED(true),
    /** No instance can be created from it: the Go library would use its default. */
    UNFIT(true),
    /** It cannot be read: the Go library would use its default. */
    UNREADABLE(true);

    private final boolean isWrong;

    Place(boolean isWrong) {
      this.isWrong = isWrong;
    }
  }

  /**
   * The result: what was changed, and what was found.
   *
   * @param registered whether the OLT was registered because it had no record
   * @param layout the key layout of the OLT's pools
   * @param padded the number of pools that were extended, or in which reserved ids were taken
   * @param made the number of missing pools that were created
   * @param templatePath the Go library's template path
   * @param templates the templates in use on the OLT and those stored for its technology, by id
   * @param findings the findings of an audit afterwards
   * @param unknown stored data that the Go library does not read
   * @param adapterState what is to be corrected, or was corrected, in the openolt adapter's state;
   *     empty if it was not read
   * @param layoutProblem why the version that takes over does not find the pools; empty if it finds
   *     them, or if no version is given
   */
  public record Report(
      boolean registered,
      PoolKeyLayout layout,
      int padded,
      int made,
      String templatePath,
      List<TemplateThere> templates,
      List<Finding> findings,
      List<GoIncompatibility> unknown,
      Optional<AdapterState> adapterState,
      Optional<String> layoutProblem) {
    public Report {
      templates = List.copyOf(templates);
      findings = List.copyOf(findings);
      unknown = List.copyOf(unknown);
    }

    /** The number of errors that prevent the hand-over. */
    public long errors() {
      return templates.stream().filter(TemplateThere::isInTheWay).count()
          + findings.stream().filter(this::isInTheWay).count()
          + layoutProblem.stream().count();
    }

    /** Whether the problem harms a service now or would do so later. */
    private boolean isInTheWay(Finding finding) {
      return finding.severity() == Finding.Severity.ERROR
          || (adapterState.isPresent() && isOfAdapterState(finding));
    }

    /** Whether the openolt adapter's state differs from the instances. */
    public boolean needsAlignment() {
      return adapterState.isPresent() && findings.stream().anyMatch(HandOver::isOfAdapterState);
    }

    /** Whether the Go library can take over. */
    public boolean isReady() {
      return errors() == 0;
    }
  }

  /**
   * The openolt adapter's state.
   *
   * @param isKept whether the OLT's record says, or would say, that it is maintained
   * @param lists the number of maps and {@code tp_id} that were, or would be, corrected
   * @param onuInfos the number of {@code onu_gem_info} that were, or would be, corrected
   * @param withoutInfo the ONUs that have services but no {@code onu_gem_info}. None is created,
   *     because the store does not contain their serial numbers; the adapter creates it when it
   *     discovers the ONU
   * @param unreadableInfos the ONUs whose {@code onu_gem_info} cannot be read; it is not changed
   * @param unknownPorts the ONUs whose {@code onu_gem_info} lacks UNI ports whose numbers the store
   *     does not contain; the adapter adds them with the flows
   */
  public record AdapterState(
      boolean isKept,
      long lists,
      long onuInfos,
      List<OnuId> withoutInfo,
      List<OnuId> unreadableInfos,
      List<OnuId> unknownPorts) {
    public AdapterState {
      withoutInfo = List.copyOf(withoutInfo);
      unreadableInfos = List.copyOf(unreadableInfos);
      unknownPorts = List.copyOf(unknownPorts);
    }

    private static AdapterState of(boolean isKept, AdapterStateWork.Summary summary) {
      return new AdapterState(
          isKept,
          summary.lists(),
          summary.onuInfos(),
          List.copyOf(summary.withoutInfo()),
          List.copyOf(summary.unreadableInfos()),
          List.copyOf(summary.unknownPorts()));
    }
  }

  private static boolean isOfAdapterState(Finding finding) {
    return switch (finding.kind()) {
      case MAPPED_NOT_OWNED, ADAPTER_STATE_DIFFERS -> true;
      case MAPPED_TO_WRONG_ONU, MAPPED_NOT_TAKEN ->
          finding.onuMap().orElseThrow().type() != OnuMapType.FLOW_IDS;
      default -> false;
    };
  }

  /**
   * Reports what {@link #run} would change and find, and changes nothing.
   *
   * @throws org.ponkeeper.error.PonkeeperException as {@link #run}
   */
  public Report plan(Options options) {
    requireNonNull(options, "options");
    KeySpace theirs = new KeySpace(at.keys().basePath(), options.templatePath());
    OltCall call = new OltCall(committer, at);
    OltState state = call.reloadAll();
    FillPools.Plan fill = planned(state);
    List<Finding> findings = new ArrayList<>(findings(options, call));
    // A missing pool is created with all ids taken that have an owner.
    Set<PoolId> made = Set.copyOf(fill.step().made());
    findings.removeIf(
        f -> f.kind() == FindingKind.OWNED_NOT_TAKEN && made.contains(f.pool().orElseThrow()));
    boolean aligns = options.adapterState() == AdapterStateUse.ALIGN;
    if (aligns) {
      findings.removeIf(HandOver::isOfAdapterState);
    }
    Optional<AdapterState> adapterState =
        options.adapterState() == AdapterStateUse.IGNORE
            ? Optional.empty()
            : fill.after()
                .registration()
                .record()
                .map(record ->
                    AdapterState.of(
                        aligns || record.adapterState(),
                        new AdapterStateWork(at, call).plan(record)));
    return report(
        fill.after(),
        fill.step(),
        templates(state, theirs, options.copyTemplates(), Set.of(), options, call),
        theirs,
        findings,
        adapterState,
        options);
  }

  private List<Finding> findings(Options options, OltCall call) {
    return new Audit(committer, at)
        .findings(call, options.adapterState() != AdapterStateUse.IGNORE);
  }

  /**
   * Prepares the OLT.
   *
   * @param progress called after each chunk of pools, and then after each PON whose adapter state
   *     was corrected
   * @throws InvalidRequestException {@code PATH_INVALID} if the template path is not a legal path
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if the store has no data of the OLT, or not
   *     enough to register it; {@code OLT_BUSY}; {@code CONTENTION}
   * @throws CorruptDataException if the record or the reserved ids cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; running it again completes the
   *     work
   */
  public Report run(Options options, Consumer<WorkProgress> progress) {
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");
    KeySpace theirs = new KeySpace(at.keys().basePath(), options.templatePath());
    OltCall call = new OltCall(committer, at);
    OltState before = call.reloadAll();
    FillPools.Step planned = planned(before).step();
    FillPools fill = new FillPools(pons(before));
    if (planned.registers()) {
      new OltAdoption(at, call).takeOver(before, fill);
      fill = registered(fill, call);
    }
    FillPools rest = fill;
    ChunkedWork.run(planned.pools(), progress, () -> call.submit(rest).pools());
    Set<TechProfileId> copied = options.copyTemplates() ? copy(theirs, call) : Set.of();
    Optional<AdapterState> adapterState = adapterState(options, call, progress);
    List<Finding> findings = findings(options, call);
    OltState after = call.state(new PonSelection.All());
    return report(
        after,
        planned,
        templates(after, theirs, false, copied, options, call),
        theirs,
        findings,
        adapterState,
        options);
  }

  private Optional<AdapterState> adapterState(
      Options options, OltCall call, Consumer<WorkProgress> progress) {
    AdapterStateWork work = new AdapterStateWork(at, call);
    return switch (options.adapterState()) {
      case IGNORE -> Optional.empty();
      case CHECK ->
          call.stateWithoutPons()
              .registration()
              .record()
              .map(record -> AdapterState.of(record.adapterState(), work.plan(record)));
      case ALIGN -> {
        work.keepFromNowOn();
        AdapterState aligned = AdapterState.of(true, work.align(progress));
        call.refresh();
        yield Optional.of(aligned);
      }
    };
  }

  private FillPools.Plan planned(OltState state) {
    try {
      return FillPools.plan(state);
    } catch (InvalidRequestException e) {
      throw at.unknown(e);
    }
  }

  /** Registers the OLT; returns the request that fills its pools. */
  private FillPools registered(FillPools first, OltCall call) {
    try {
      call.submit(first);
    } catch (InvalidRequestException e) {
      throw at.unknown(e);
    }
    return new FillPools(pons(call.reloadAll()));
  }

  private static Set<Integer> pons(OltState state) {
    return new TreeSet<>(state.registration().pons());
  }

  private Report report(
      OltState state,
      FillPools.Step fill,
      List<TemplateThere> templates,
      KeySpace theirs,
      List<Finding> findings,
      Optional<AdapterState> adapterState,
      Options options) {
    return new Report(
        fill.registers(),
        state.registration().layout(),
        fill.padded().size(),
        fill.made().size(),
        theirs.templatePath(),
        templates,
        findings,
        GoIncompatibilities.of(state),
        adapterState,
        options.version().flatMap(version -> layoutProblem(version, state)));
  }

  private static Optional<String> layoutProblem(GoVersion version, OltState state) {
    PoolKeyLayout layout = state.registration().layout();
    return version.layout() == layout
        ? Optional.empty()
        : Optional.of(
            "the pool keys are %s, and %s reads them %s"
                .formatted(layout.text(), version.title(), version.layout().text()));
  }

  /** Copies the missing templates; returns the ids of the copied ones. */
  private Set<TechProfileId> copy(KeySpace theirs, OltCall call) {
    Set<TechProfileId> copied = new TreeSet<>();
    TransactionRunner work = call.work();
    for (StoredTemplate ours : new TemplateReader(call.store(), at.keys()).list(at.technology())) {
      boolean done = work.make(snapshot -> copy(snapshot, ours.id(), theirs));
      if (done) {
        copied.add(ours.id());
      }
    }
    return copied;
  }

  private Step<Boolean> copy(Snapshot snapshot, TechProfileId id, KeySpace theirs) {
    OltStore.FoundRecord found = at.record(snapshot);
    at.live(found);
    Optional<KeyValue> ours = snapshot.get(at.keys().template(at.technology(), id));
    boolean isFree = snapshot.get(theirs.template(at.technology(), id)).isEmpty();
    if (ours.isEmpty()
        || !isFree
        || TemplateReader.stored(at.technology(), id, ours.get()).condition()
            != StoredTemplate.Condition.USABLE) {
      return Step.done(false);
    }
    return Step.of(
        true,
        List.of(
            found.unchanged(),
            Condition.unchanged(ours.get().key(), ours),
            new Condition.Absent(theirs.template(at.technology(), id))),
        List.of(new Mutation.Put(theirs.template(at.technology(), id), ours.get().value())));
  }

  /**
   * Compares every template that is stored at Ponkeeper's path or used by the OLT's instances.
   *
   * @param wouldCopy whether missing templates would be copied
   * @param copied the templates that were copied
   */
  private List<TemplateThere> templates(
      OltState state,
      KeySpace theirs,
      boolean wouldCopy,
      Set<TechProfileId> copied,
      Options options,
      OltCall call) {
    Map<TechProfileId, Long> instances = new TreeMap<>();
    state
        .pons()
        .values()
        .forEach(pon ->
            pon.entries()
                .forEach(entry -> instances.merge(entry.path().template(), 1L, Long::sum)));
    TemplateReader here = new TemplateReader(call.store(), at.keys());
    TemplateReader there = new TemplateReader(call.store(), theirs);
    Map<TechProfileId, StoredTemplate> stored = new TreeMap<>();
    here.list(at.technology()).forEach(template -> stored.put(template.id(), template));
    Set<TechProfileId> ids = new TreeSet<>(stored.keySet());
    ids.addAll(instances.keySet());
    List<TemplateThere> templates = new ArrayList<>();
    for (TechProfileId id : ids) {
      long count = instances.getOrDefault(id, 0L);
      Optional<StoredTemplate> ours = Optional.ofNullable(stored.get(id));
      Optional<StoredTemplate> other = there.find(at.technology(), id);
      TemplateThere found =
          other.isPresent() ? compared(id, count, ours, other.get()) : missing(id, count, ours);
      boolean isCopied =
          copied.contains(id) || (wouldCopy && found.place() == Place.MISSING && isUsable(ours));
      TemplateThere then = isCopied ? new TemplateThere(id, count, Place.COPIED, "") : found;
      // A copy has the bytes of ours.
      templates.add(taken(then, isCopied ? ours : other, options.version()));
    }
    return templates;
  }

  /** Returns {@code found}, or REFUSED if the version that takes over refuses the template. */
  private TemplateThere taken(
      TemplateThere found, Optional<StoredTemplate> there, Optional<GoVersion> version) {
    if (there.isEmpty()
        || version.isEmpty()
        || (found.place() != Place.THERE && found.place() != Place.COPIED)) {
      return found;
    }
    List<String> refused =
        TemplateCodec.takenBySome(at.technology(), there.get().document()).stream()
            .filter(diagnostic -> version.get().refuses(diagnostic.rule()))
            .map(Object::toString)
            .toList();
    return refused.isEmpty()
        ? found
        : new TemplateThere(
            found.id(),
            found.instances(),
            Place.REFUSED,
            version.get().title() + " refuses it: " + Diagnostics.join(refused));
  }

  private static TemplateThere missing(
      TechProfileId id, long instances, Optional<StoredTemplate> ours) {
    if (ours.isEmpty()) {
      return new TemplateThere(
          id, instances, Place.BUILT_IN, "it is not stored: both use the built-in default");
    }
    String remark =
        isUsable(ours)
            ? "the Go library would use its default; it can be copied"
            : "it is not copied, because the template that Ponkeeper reads cannot be used either: "
                + Diagnostics.join(ours.get().remarks());
    return new TemplateThere(id, instances, Place.MISSING, remark);
  }

  private static boolean isUsable(Optional<StoredTemplate> template) {
    return template.filter(t -> t.condition() == StoredTemplate.Condition.USABLE).isPresent();
  }

  private TemplateThere compared(
      TechProfileId id, long instances, Optional<StoredTemplate> ours, StoredTemplate other) {
    String remarks = Diagnostics.join(other.remarks());
    return switch (other.condition()) {
      case UNREADABLE -> new TemplateThere(id, instances, Place.UNREADABLE, remarks);
      case UNFIT -> new TemplateThere(id, instances, Place.UNFIT, remarks);
      case USABLE -> {
        String difference = difference(ours, other);
        yield difference.isEmpty()
            ? new TemplateThere(id, instances, Place.THERE, remarks)
            : new TemplateThere(id, instances, Place.DIFFERENT, difference);
      }
    };
  }

  /** How the other template differs from ours; empty if it does not. */
  private String difference(Optional<StoredTemplate> ours, StoredTemplate other) {
    if (ours.isEmpty()) {
      return "nothing is stored at " + at.keys().templatePath() + ", where Ponkeeper reads";
    }
    if (ours.get().profile().isEmpty()) {
      return "what is stored at " + at.keys().templatePath() + " cannot be read";
    }
    var changes = ProfileDifference.between(ours.get().profile().get(), other.profile().get());
    return changes.isEmpty()
        ? ""
        : "different values, here -> there: %s, the first %s"
            .formatted(changes.size(), changes.getFirst());
  }

  @Override
  public String toString() {
    return "hand-over of " + at;
  }
}
