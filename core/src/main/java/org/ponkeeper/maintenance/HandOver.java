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
 * Makes an OLT ready for VOLTHA's Go library, and says whether it is: pools of that library's
 * length, templates where it looks for them, nothing amiss in the store.
 *
 * <p><b>How it works.</b> Pools are made full by guarded transactions that change no owner of an
 * id; from the first on, the OLT's record says that new pools are full too. An OLT without a record
 * is registered first, as it is found. A template is copied only to where none is. Other Ponkeepers
 * may work on the OLT meanwhile, but must have ended before the Go library begins: it writes pools
 * without conditions. Interrupted, it can be run again, in whatever process.
 *
 * <p>Thread-safe; calls block for as long as the work takes.
 */
public final class HandOver {

  private final OltStore at;
  private final OltCommitter committer;

  /** What is done about the openolt adapter's state: its per-ONU maps, {@code tp_id} and more. */
  public enum AdapterStateUse {
    /** Nothing, and it is not looked at: what follows does not keep any. */
    IGNORE,
    /** It is compared with the instances; what differs is in the way. */
    CHECK,
    /** It is corrected with the instances, and kept so from now on. */
    ALIGN
  }

  /**
   * How an OLT is handed over.
   *
   * @param templatePath where the Go library reads templates, without a slash at its end
   * @param copyTemplates whether templates that are missing there are copied; those that are there
   *     with other values never change
   * @param adapterState what is done about the openolt adapter's state
   * @param version the version that follows, if it is known: whether it takes each template, and
   *     reads pools in the layout that the OLT is on
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

    /**
     * No template is copied, the openolt adapter's state is compared, and it is not known which
     * version follows.
     */
    public static Options of(String templatePath) {
      return new Options(templatePath, false, AdapterStateUse.CHECK, Optional.empty());
    }

    /** The same, with templates that are missing there copied. */
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
   * A template of the OLT's technology, as who reads another template path finds it.
   *
   * @param id the template
   * @param instances how many instances of the OLT are of it
   * @param place what is there
   * @param remark more about that, in one sentence; empty if there is nothing to say
   */
  public record TemplateThere(TechProfileId id, long instances, Place place, String remark) {

    /** Whether the Go library would take something else for instances in use, and not say so. */
    public boolean isInTheWay() {
      return instances > 0 && place.isWrong;
    }
  }

  /** What is at a template's place, compared with what Ponkeeper reads. */
  public enum Place {
    /** The same. */
    THERE(false),
    /** It was missing, and was copied or would be. */
    COPIED(false),
    /** Nothing, as here: both take the built-in default. */
    BUILT_IN(false),
    /** Nothing, but there is something here: the Go library would take its default. */
    MISSING(true),
    /** Something with other values. */
    DIFFERENT(true),
    /** Something that the version that follows refuses: it would take its default. */
    REFUSED(true),
    /** Something from which no instance can be created: the Go library would take its default. */
    UNFIT(true),
    /** Something that cannot be read: the Go library would take its default. */
    UNREADABLE(true);

    private final boolean isWrong;

    Place(boolean isWrong) {
      this.isWrong = isWrong;
    }
  }

  /**
   * What was done and what was found.
   *
   * @param registered whether the OLT had no record
   * @param layout under which keys the OLT's pools are
   * @param padded how many pools were made longer, or had reserved ids taken in them
   * @param made how many pools were missing and were made
   * @param templatePath where the templates were looked for
   * @param templates those in use on the OLT and those stored of its technology, by id
   * @param findings what the audit says afterwards
   * @param unknown what the store holds that the Go library does not look at
   * @param adapterState what is to do, or was done, about the openolt adapter's state; empty where
   *     it was not looked at
   * @param layoutProblem why the version that follows does not find the pools; empty if it does, or
   *     is not known
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

    /** How many errors stand in the way. */
    public long errors() {
      return templates.stream().filter(TemplateThere::isInTheWay).count()
          + findings.stream().filter(this::isInTheWay).count()
          + layoutProblem.stream().count();
    }

    /** Whether what is found would harm a service later, or does already. */
    private boolean isInTheWay(Finding finding) {
      return finding.severity() == Finding.Severity.ERROR
          || (adapterState.isPresent() && isOfAdapterState(finding));
    }

    /** Whether the openolt adapter's state is not in line with the instances. */
    public boolean needsAlignment() {
      return adapterState.isPresent() && findings.stream().anyMatch(HandOver::isOfAdapterState);
    }

    /** Whether the Go library can go on from here. */
    public boolean isReady() {
      return errors() == 0;
    }
  }

  /**
   * The openolt adapter's state.
   *
   * @param isKept whether the OLT's record says, or would say, that it is kept
   * @param lists how many maps and {@code tp_id} were, or would be, corrected
   * @param onuInfos how many {@code onu_gem_info} likewise
   * @param withoutInfo the ONUs with services of which the adapter has none. None is made: the
   *     store does not tell their serial numbers, and the adapter makes it when it finds the ONU
   * @param unreadableInfos the ONUs of which it cannot be read; it is left alone
   * @param unknownPorts the ONUs of which it lacks UNI ports whose numbers the store does not tell;
   *     the adapter adds them with the flows
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
   * Says what {@link #run} would do and find, and does nothing.
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
    // A pool that is missing is made with the ids taken that have an owner.
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
   * Makes the OLT ready.
   *
   * @param progress told after each chunk of pools, and then after each PON whose adapter state is
   *     in line
   * @throws InvalidRequestException {@code PATH_INVALID} if that cannot be a path
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if there is nothing, or what there is does
   *     not tell how to register it; {@code OLT_BUSY}; {@code CONTENTION}
   * @throws CorruptDataException if the record or the reserved ids cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to its end
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

  /** Registers the OLT; gives the request that goes on from there. */
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

  /** Copies what is missing there; gives what was copied. */
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
   * Every template that is stored here, or that instances of the OLT are of, as it is there.
   *
   * @param wouldCopy whether what is missing would be copied
   * @param copied what was copied
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
            pon.entries().forEach(slot -> instances.merge(slot.path().template(), 1L, Long::sum)));
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

  /** The same, unless the version that follows refuses what is there. */
  private TemplateThere taken(
      TemplateThere found, Optional<StoredTemplate> there, Optional<GoVersion> version) {
    if (there.isEmpty()
        || version.isEmpty()
        || (found.place() != Place.THERE && found.place() != Place.COPIED)) {
      return found;
    }
    List<String> refused =
        TemplateCodec.takenBySome(at.technology(), there.get().document()).stream()
            .filter(complaint -> version.get().refuses(complaint.rule()))
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

  /** In how far the other one differs from ours; empty if it does not. */
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
