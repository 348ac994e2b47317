package org.ponkeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ponkeeper.GuardedWork.Step;
import org.ponkeeper.error.CorruptDataException;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.plan.FillPools;
import org.ponkeeper.plan.Finding;
import org.ponkeeper.plan.OltRecord;
import org.ponkeeper.plan.OltState;
import org.ponkeeper.plan.UnknownToGo;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.profile.Complaints;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.wire.ProfileDifference;

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

  HandOver(OltStore at, OltCommitter committer) {
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
   */
  public record Report(
      boolean registered,
      PoolKeyLayout layout,
      int padded,
      int made,
      String templatePath,
      List<TemplateThere> templates,
      List<Finding> findings,
      List<UnknownToGo> unknown) {
    public Report {
      templates = List.copyOf(templates);
      findings = List.copyOf(findings);
      unknown = List.copyOf(unknown);
    }

    /** How many errors stand in the way. */
    public long errors() {
      return templates.stream().filter(TemplateThere::isInTheWay).count()
          + findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).count();
    }

    /** Whether the Go library can go on from here. */
    public boolean isReady() {
      return errors() == 0;
    }
  }

  /**
   * Says what {@link #run} would do and find, and does nothing.
   *
   * @param templatePath where the Go library reads templates, without a slash at its end
   * @param copyTemplates whether templates that are missing there would be copied
   * @throws org.ponkeeper.error.PonkeeperException as {@link #run}
   */
  public Report plan(String templatePath, boolean copyTemplates) {
    KeySpace theirs = new KeySpace(at.keys().basePath(), templatePath);
    OltCall call = new OltCall(committer, at);
    OltState state = call.reloadAll();
    FillPools.Plan fill = planned(state);
    List<Finding> findings = new ArrayList<>(new Audit(committer, at).findings(call));
    // A pool that is missing is made with the ids taken that have an owner.
    Set<PoolId> made = Set.copyOf(fill.step().made());
    findings.removeIf(f -> f instanceof Finding.OwnedNotTaken owned && made.contains(owned.pool()));
    return report(
        fill.after(),
        fill.step(),
        templates(state, theirs, copyTemplates, Set.of(), call),
        theirs,
        findings);
  }

  /**
   * Makes the OLT ready.
   *
   * @param templatePath where the Go library reads templates, without a slash at its end
   * @param copyTemplates whether templates that are missing there are copied; those that are there
   *     with other values never change
   * @param progress told after each chunk of pools
   * @throws InvalidRequestException {@code PATH_INVALID} if that cannot be a path
   * @throws RefusedException {@code OLT_NOT_REGISTERED} if there is nothing, or what there is does
   *     not tell how to register it; {@code OLT_BUSY}; {@code CONTENTION}
   * @throws CorruptDataException if the record or the reserved ids cannot be read
   * @throws org.ponkeeper.error.StoreFailedException of any code; run it again to its end
   */
  public Report run(String templatePath, boolean copyTemplates, Consumer<WorkProgress> progress) {
    KeySpace theirs = new KeySpace(at.keys().basePath(), templatePath);
    OltCall call = new OltCall(committer, at);
    OltState before = call.reloadAll();
    FillPools.Step planned = planned(before).step();
    long total = (long) planned.padded().size() + planned.made().size();
    FillPools fill = new FillPools(pons(before));
    if (planned.registers()) {
      fill = registered(fill, call);
    }
    int left;
    do {
      left = call.submit(fill).left();
      progress.accept(new WorkProgress(Math.max(0, total - left), total));
    } while (left > 0);
    Set<TechProfileId> copied = copyTemplates ? copy(theirs, call) : Set.of();
    List<Finding> findings = new Audit(committer, at).findings(call);
    OltState after = call.state(new Scope.All());
    return report(after, planned, templates(after, theirs, false, copied, call), theirs, findings);
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

  private static Report report(
      OltState state,
      FillPools.Step fill,
      List<TemplateThere> templates,
      KeySpace theirs,
      List<Finding> findings) {
    return new Report(
        fill.registers(),
        state.registration().layout(),
        fill.padded().size(),
        fill.made().size(),
        theirs.templatePath(),
        templates,
        findings,
        UnknownToGo.of(state));
  }

  /** Copies what is missing there; gives what was copied. */
  private Set<TechProfileId> copy(KeySpace theirs, OltCall call) {
    Set<TechProfileId> copied = new TreeSet<>();
    GuardedWork work = call.work();
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
    OltRecord record = found.record().orElseThrow(at::unknown);
    if (record.life() != OltRecord.Life.LIVE) {
      throw at.busy(record);
    }
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
      OltState state, KeySpace theirs, boolean wouldCopy, Set<TechProfileId> copied, OltCall call) {
    Map<TechProfileId, Long> instances = new TreeMap<>();
    state
        .pons()
        .values()
        .forEach(pon ->
            pon.slots().forEach(slot -> instances.merge(slot.path().template(), 1L, Long::sum)));
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
      templates.add(isCopied ? new TemplateThere(id, count, Place.COPIED, "") : found);
    }
    return templates;
  }

  private static TemplateThere missing(
      TechProfileId id, long instances, Optional<StoredTemplate> ours) {
    if (ours.isEmpty()) {
      return new TemplateThere(
          id, instances, Place.BUILT_IN, "it is stored nowhere: both take the built-in default");
    }
    String remark =
        isUsable(ours)
            ? "the Go library would take its default; it can be copied"
            : "it is not copied, since what Ponkeeper reads cannot be used either: "
                + Complaints.join(ours.get().remarks());
    return new TemplateThere(id, instances, Place.MISSING, remark);
  }

  private static boolean isUsable(Optional<StoredTemplate> template) {
    return template.filter(t -> t.condition() == StoredTemplate.Condition.USABLE).isPresent();
  }

  private TemplateThere compared(
      TechProfileId id, long instances, Optional<StoredTemplate> ours, StoredTemplate other) {
    String remarks = Complaints.join(other.remarks());
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
        : "values that differ, here -> there: %s, the first %s"
            .formatted(changes.size(), changes.getFirst());
  }
}
