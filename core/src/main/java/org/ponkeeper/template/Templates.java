package org.ponkeeper.template;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.engine.CallDeadline;
import org.ponkeeper.engine.EngineOptions;
import org.ponkeeper.engine.RestoreMark;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateLinter;
import org.ponkeeper.olt.Etag;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Diagnostic;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.ValueChange;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.Template;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.survey.TemplateReader;
import org.ponkeeper.survey.TemplateUse;
import org.ponkeeper.wire.ProfileDifference;

/**
 * The templates of a store. Thread-safe; calls block while the store is called.
 *
 * <p>Before a template is changed, the instances that use it are counted: those of this base path,
 * and those that Ponkeeper does not maintain but that may use the template. These are instances of
 * the older format, those with another name of the technology, and those of other stacks that read
 * this template path (at most {@value org.ponkeeper.olt.ForeignKeys#MOST_COUNTED} of each prefix).
 * An instance created between the count and the change is not counted.
 */
public final class Templates {

  private final KeyValueStore store;
  private final KeySpace keys;
  private final EngineOptions options;

  /** For the facade only: the parameter types are not exported. */
  @SuppressWarnings("exports")
  public Templates(KeyValueStore store, KeySpace keys, EngineOptions options) {
    this.store = store;
    this.keys = keys;
    this.options = options;
  }

  /** Whether to change a template that instances use. */
  public enum WhenInUse {
    /** The call is refused with {@code TEMPLATE_IN_USE}. */
    REFUSE,
    /** The call proceeds. */
    PROCEED
  }

  /** The effect of applying a template. */
  public enum Effect {
    /** There was no template before. */
    CREATED,
    /** Another template was replaced. */
    REPLACED,
    /** The same document was already stored; nothing was written. */
    UNCHANGED
  }

  /**
   * Result of {@link #apply}.
   *
   * @param effect what it did
   * @param profile the template
   * @param instances how many instances use the template
   * @param warnings the rules that the template breaks without being invalid
   */
  public record Applied(
      Effect effect, TechProfile profile, long instances, List<Diagnostic> warnings) {}

  /**
   * Result of {@link #plan}: what {@link #apply} would do.
   *
   * @param effect what it would do
   * @param profile the template
   * @param instances how many instances use the template
   * @param instancesByOlt how many of them each OLT has; without those that Ponkeeper does not
   *     maintain
   * @param changesShape whether the shape of existing instances would change; {@code apply} then
   *     refuses unless told to {@linkplain WhenInUse#PROCEED proceed}. False if there are no
   *     instances
   * @param changes the values that would change, in the order of the template; at most {@value
   *     ProfileDifference#MOST}. Empty if there was no readable template
   * @param warnings the rules that the template breaks without being invalid
   */
  public record Planned(
      Effect effect,
      TechProfile profile,
      long instances,
      SortedMap<OltId, Long> instancesByOlt,
      boolean changesShape,
      List<ValueChange> changes,
      List<Diagnostic> warnings) {
    public Planned {
      instancesByOlt = Collections.unmodifiableSortedMap(new TreeMap<>(instancesByOlt));
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Stores a template after a strict check. Refuses if the shape of existing instances would
   * change.
   *
   * @param document the template as JSON, at most 1 MiB
   * @throws InvalidRequestException as {@link #apply(Technology, TechProfileId, Bytes, WhenInUse)}
   * @throws RefusedException likewise
   * @throws StoreFailedException of any code
   */
  public Applied apply(Technology technology, TechProfileId id, Bytes document) {
    return apply(technology, id, document, WhenInUse.REFUSE);
  }

  /**
   * Checks a template strictly, then stores it.
   *
   * @param document the template as JSON, at most 1 MiB
   * @param whenInUse what to do if the shape of existing instances would change: how many GEM ports
   *     they have, which Alloc-IDs are shared, which GEM ports are multicast
   * @throws InvalidRequestException {@code TEMPLATE_INVALID} with every error found; the artifact
   *     ponkeeper-template-lint also reports warnings
   * @throws RefusedException {@code OLT_BUSY} during a restore; {@code TEMPLATE_IN_USE} with the
   *     number of instances; {@code CONTENTION}
   * @throws StoreFailedException of any code
   */
  public Applied apply(
      Technology technology, TechProfileId id, Bytes document, WhenInUse whenInUse) {
    return apply(technology, id, document, whenInUse, Optional.empty());
  }

  /**
   * Checks a template strictly, then replaces the one that was read with it. If the same document
   * is already stored, nothing changes; so this is safe to repeat.
   *
   * @param etag from {@link StoredTemplate#etag}
   * @throws InvalidRequestException as {@link #apply(Technology, TechProfileId, Bytes, WhenInUse)}
   * @throws RefusedException likewise; {@code TEMPLATE_NOT_FOUND} if there is none; {@code
   *     ETAG_MISMATCH} if another one is stored now
   * @throws StoreFailedException of any code
   */
  public Applied apply(
      Technology technology, TechProfileId id, Bytes document, WhenInUse whenInUse, Etag etag) {
    return apply(technology, id, document, whenInUse, Optional.of(requireNonNull(etag, "etag")));
  }

  private Applied apply(
      Technology technology,
      TechProfileId id,
      Bytes document,
      WhenInUse whenInUse,
      Optional<Etag> ifMatch) {
    requireNonNull(whenInUse, "whenInUse");
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    requireNonNull(document, "document");
    TemplateReport report = TemplateLinter.check(technology, Optional.of(id), document);
    TechProfile profile = accepted(report);
    CallDeadline deadline = CallDeadline.of(options);
    TemplateUse use = reader(deadline).use(technology, id);
    long instances = use.instances();
    Key key = keys.template(technology, id);
    return work(deadline)
        .make(snapshot -> {
          Condition notRestoring = RestoreMark.read(snapshot, keys).absent();
          Optional<KeyValue> current = snapshot.get(key);
          Planned plan = plan(report, profile, current, document, use);
          if (plan.effect() != Effect.UNCHANGED && ifMatch.isPresent()) {
            requireMatch(
                technology,
                id,
                current.orElseThrow(() -> Template.notFound(technology, id)),
                ifMatch);
          }
          if (plan.changesShape() && whenInUse == WhenInUse.REFUSE) {
            throw inUse(technology, id, use)
                .with("reason", "the new template would change the shape of these instances");
          }
          Applied applied = new Applied(plan.effect(), profile, instances, plan.warnings());
          return plan.effect() == Effect.UNCHANGED
              ? Step.done(applied)
              : Step.of(
                  applied,
                  List.of(Condition.unchanged(key, current), notRestoring),
                  List.of(new Mutation.Put(key, document)));
        });
  }

  /**
   * Reports what {@link #apply} would do, without changing anything.
   *
   * @param document the template as JSON, at most 1 MiB
   * @throws InvalidRequestException {@code TEMPLATE_INVALID} as {@link #apply}
   * @throws StoreFailedException if the store failed
   */
  public Planned plan(Technology technology, TechProfileId id, Bytes document) {
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    requireNonNull(document, "document");
    TemplateReport report = TemplateLinter.check(technology, Optional.of(id), document);
    TechProfile profile = accepted(report);
    CallDeadline deadline = CallDeadline.of(options);
    TemplateUse use = reader(deadline).use(technology, id);
    Optional<KeyValue> current = deadline.on(store).get(keys.template(technology, id));
    return plan(report, profile, current, document, use);
  }

  private static Planned plan(
      TemplateReport report,
      TechProfile profile,
      Optional<KeyValue> current,
      Bytes document,
      TemplateUse use) {
    long instances = use.instances();
    if (current.isPresent() && current.get().value().equals(document)) {
      return new Planned(
          Effect.UNCHANGED, profile, instances, use.byOlt(), false, List.of(), report.warnings());
    }
    Optional<TechProfile> before =
        current.flatMap(kv -> TemplateCodec.profile(report.technology(), kv.value()));
    boolean changesShape =
        instances > 0 && before.map(stored -> !stored.sameShapeAs(profile)).orElse(true);
    return new Planned(
        current.isPresent() ? Effect.REPLACED : Effect.CREATED,
        profile,
        instances,
        use.byOlt(),
        changesShape,
        before.map(stored -> ProfileDifference.between(stored, profile)).orElse(List.of()),
        report.warnings());
  }

  /**
   * Deletes a template that no instance uses.
   *
   * @throws RefusedException as {@link #delete(Technology, TechProfileId, WhenInUse)}
   * @throws StoreFailedException of any code
   */
  public void delete(Technology technology, TechProfileId id) {
    delete(technology, id, WhenInUse.REFUSE);
  }

  /**
   * Deletes a template.
   *
   * @param whenInUse what to do if instances use it; without their template, instances are shown
   *     with the built-in default, or with their ids only
   * @throws RefusedException {@code OLT_BUSY} during a restore; {@code TEMPLATE_NOT_FOUND}; {@code
   *     TEMPLATE_IN_USE} with the number of instances; {@code CONTENTION}
   * @throws StoreFailedException of any code
   */
  public void delete(Technology technology, TechProfileId id, WhenInUse whenInUse) {
    delete(technology, id, whenInUse, Optional.empty());
  }

  /**
   * Deletes a template as {@link #delete(Technology, TechProfileId, WhenInUse)} does, but only if
   * it is the one that was read. Succeeds if there is none: so it is safe to repeat.
   *
   * @param etag from {@link StoredTemplate#etag}
   * @throws RefusedException {@code OLT_BUSY} during a restore; {@code ETAG_MISMATCH} if another
   *     one is stored now; {@code TEMPLATE_IN_USE}; {@code CONTENTION}
   * @throws StoreFailedException of any code
   */
  public void delete(Technology technology, TechProfileId id, WhenInUse whenInUse, Etag etag) {
    delete(technology, id, whenInUse, Optional.of(requireNonNull(etag, "etag")));
  }

  private void delete(
      Technology technology, TechProfileId id, WhenInUse whenInUse, Optional<Etag> ifMatch) {
    requireNonNull(whenInUse, "whenInUse");
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    CallDeadline deadline = CallDeadline.of(options);
    TemplateUse use = reader(deadline).use(technology, id);
    long instances = use.instances();
    Key key = keys.template(technology, id);
    boolean[] tried = {false};
    work(deadline)
        .make(snapshot -> {
          Condition notRestoring = RestoreMark.read(snapshot, keys).absent();
          Optional<KeyValue> current = snapshot.get(key);
          if (current.isEmpty()) {
            if (tried[0] || ifMatch.isPresent()) {
              return Step.done(id);
            }
            throw Template.notFound(technology, id);
          }
          requireMatch(technology, id, current.get(), ifMatch);
          if (instances > 0 && whenInUse == WhenInUse.REFUSE) {
            throw inUse(technology, id, use).remedy("delete the instances first");
          }
          tried[0] = true;
          return Step.of(
              id,
              List.of(Condition.unchanged(key, current), notRestoring),
              List.of(new Mutation.Delete(key)));
        });
  }

  /**
   * The stored template, readable or not; empty if there is none.
   *
   * @throws StoreFailedException if the store failed
   */
  public Optional<StoredTemplate> find(Technology technology, TechProfileId id) {
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    return reader(CallDeadline.of(options)).find(technology, id);
  }

  /**
   * The stored template, readable or not.
   *
   * @throws RefusedException {@code TEMPLATE_NOT_FOUND}
   * @throws StoreFailedException if the store failed
   */
  public StoredTemplate get(Technology technology, TechProfileId id) {
    requireNonNull(technology, "technology");
    requireNonNull(id, "id");
    return find(technology, id).orElseThrow(() -> Template.notFound(technology, id));
  }

  /**
   * The stored templates of a technology, ordered by id; other keys between them are ignored.
   *
   * @throws StoreFailedException if the store failed
   */
  public List<StoredTemplate> list(Technology technology) {
    requireNonNull(technology, "technology");
    return reader(CallDeadline.of(options)).list(technology);
  }

  private TemplateReader reader(CallDeadline deadline) {
    return new TemplateReader(deadline.on(store), keys);
  }

  private TransactionRunner work(CallDeadline deadline) {
    return new TransactionRunner(store, options, deadline);
  }

  private static void requireMatch(
      Technology technology, TechProfileId id, KeyValue current, Optional<Etag> ifMatch) {
    Etag present = Etags.of(current.key(), current.version().token(), current.value());
    Etags.requireMatch(ifMatch, Optional.of(present), "template " + id + " of " + technology);
  }

  private static TechProfile accepted(TemplateReport report) {
    if (report.isRefused()) {
      throw new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
          .with(
              "complaints",
              report.refusals().stream().map(Diagnostic::toString).collect(joining("; ")));
    }
    return report.profile().orElseThrow();
  }

  private static RefusedException inUse(Technology technology, TechProfileId id, TemplateUse use) {
    RefusedException inUse =
        new RefusedException(ErrorCode.TEMPLATE_IN_USE)
            .with("technology", technology)
            .with("template", id)
            .with("instances", use.instances());
    return use.others().isEmpty() ? inUse : inUse.with("ignored", use.others());
  }

  @Override
  public String toString() {
    return "templates below " + keys.templatePath();
  }
}
