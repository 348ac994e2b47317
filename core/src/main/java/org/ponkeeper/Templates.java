package org.ponkeeper;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateLinter;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.plan.TemplateState;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.Complaint;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.profile.TemplateReport;
import org.ponkeeper.profile.ValueChange;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;
import org.ponkeeper.store.TxnResult;
import org.ponkeeper.wire.ProfileDifference;

/**
 * The templates of a store. Thread-safe; calls block for the time that the store takes.
 *
 * <p>How many instances use a template is counted before it is changed, among those of this base
 * path; an instance that is created between the count and the change is not in it.
 */
public final class Templates {

  /** How often a change is tried when others change the same template. */
  private static final int MAX_ATTEMPTS = 10;

  private final KeyValueStore store;
  private final KeySpace keys;

  Templates(KeyValueStore store, KeySpace keys) {
    this.store = store;
    this.keys = keys;
  }

  /** What applying a template did. */
  public enum Effect {
    /** There was none. */
    CREATED,
    /** There was another. */
    REPLACED,
    /** The same document was there; nothing was written. */
    UNCHANGED
  }

  /**
   * The answer to {@link #apply}.
   *
   * @param effect what it did
   * @param profile the template
   * @param instances how many instances use the template
   * @param warnings the rules that the template breaks all the same
   */
  public record Applied(
      Effect effect, TechProfile profile, long instances, List<Complaint> warnings) {}

  /**
   * The answer to {@link #plan}: what {@link #apply} would do.
   *
   * @param effect what it would do
   * @param profile the template
   * @param instances how many instances use the template
   * @param changesShape whether the instances would change their shape, so that it is refused
   *     without {@code force}; false if there are none
   * @param changes the values that would change, in the order of the template; at most {@value
   *     ProfileDifference#MOST}. Empty if there was no template that can be read
   * @param warnings the rules that the template breaks all the same
   */
  public record Planned(
      Effect effect,
      TechProfile profile,
      long instances,
      boolean changesShape,
      List<ValueChange> changes,
      List<Complaint> warnings) {}

  /**
   * Stores a template, after a strict check.
   *
   * @param document the template as JSON, at most 1 MiB
   * @param force whether to store it even if instances in use change their shape: how many GEM
   *     ports they have, which Alloc-IDs are shared, which GEM ports are multicast
   * @throws InvalidRequestException {@code TEMPLATE_INVALID} with every complaint for which it is
   *     refused; {@link TemplateLint} tells of warnings too
   * @throws RefusedException {@code TEMPLATE_IN_USE} with the number of instances; {@code
   *     CONTENTION}
   * @throws StoreFailedException of any code
   */
  public Applied apply(Technology technology, TechProfileId id, Bytes document, boolean force) {
    TemplateReport report = TemplateLinter.check(technology, Optional.of(id), document);
    TechProfile profile = accepted(report);
    long instances = countInstances(technology, id);
    Key key = keys.template(technology, id);
    return change(
        key,
        current -> {
          Planned plan = plan(report, profile, current, document, instances);
          if (plan.changesShape() && !force) {
            throw inUse(technology, id, instances).with("reason", "it would change their shape");
          }
          Applied applied = new Applied(plan.effect(), profile, instances, plan.warnings());
          return new Step<>(
              applied,
              plan.effect() == Effect.UNCHANGED
                  ? List.of()
                  : List.of(new Mutation.Put(key, document)));
        });
  }

  /**
   * Says what {@link #apply} would do, and does nothing.
   *
   * @param document the template as JSON, at most 1 MiB
   * @throws InvalidRequestException {@code TEMPLATE_INVALID} as {@link #apply}
   * @throws StoreFailedException if the store failed
   */
  public Planned plan(Technology technology, TechProfileId id, Bytes document) {
    TemplateReport report = TemplateLinter.check(technology, Optional.of(id), document);
    TechProfile profile = accepted(report);
    long instances = countInstances(technology, id);
    return plan(report, profile, store.get(keys.template(technology, id)), document, instances);
  }

  private static Planned plan(
      TemplateReport report,
      TechProfile profile,
      Optional<KeyValue> current,
      Bytes document,
      long instances) {
    if (current.isPresent() && current.get().value().equals(document)) {
      return new Planned(Effect.UNCHANGED, profile, instances, false, List.of(), report.warnings());
    }
    Optional<TechProfile> before = current.flatMap(kv -> state(report.technology(), kv).readable());
    boolean changesShape =
        instances > 0 && before.map(stored -> !stored.sameShapeAs(profile)).orElse(true);
    return new Planned(
        current.isPresent() ? Effect.REPLACED : Effect.CREATED,
        profile,
        instances,
        changesShape,
        before.map(stored -> ProfileDifference.between(stored, profile)).orElse(List.of()),
        report.warnings());
  }

  /**
   * Deletes a template.
   *
   * @param force whether to delete it even if instances use it; they are shown by the built-in
   *     default then, or with their ids alone
   * @throws RefusedException {@code TEMPLATE_NOT_FOUND}; {@code TEMPLATE_IN_USE} with the number of
   *     instances; {@code CONTENTION}
   * @throws StoreFailedException of any code
   */
  public void delete(Technology technology, TechProfileId id, boolean force) {
    long instances = countInstances(technology, id);
    Key key = keys.template(technology, id);
    boolean[] tried = {false};
    change(
        key,
        current -> {
          if (current.isEmpty() && !tried[0]) {
            throw notFound(technology, id);
          }
          if (instances > 0 && !force) {
            throw inUse(technology, id, instances)
                .remedy("delete the instances first; --force deletes the template all the same");
          }
          tried[0] = true;
          return new Step<>(
              id, current.isPresent() ? List.of(new Mutation.Delete(key)) : List.of());
        });
  }

  /**
   * The template, if one is stored, readable or not.
   *
   * @throws StoreFailedException if the store failed
   */
  public Optional<StoredTemplate> find(Technology technology, TechProfileId id) {
    return store.get(keys.template(technology, id)).map(kv -> stored(technology, id, kv));
  }

  /**
   * The template, readable or not.
   *
   * @throws RefusedException {@code TEMPLATE_NOT_FOUND}
   * @throws StoreFailedException if the store failed
   */
  public StoredTemplate get(Technology technology, TechProfileId id) {
    return find(technology, id).orElseThrow(() -> notFound(technology, id));
  }

  /**
   * The stored templates of a technology by id; other keys that lie among them are passed over.
   *
   * @throws StoreFailedException if the store failed
   */
  public List<StoredTemplate> list(Technology technology) {
    List<StoredTemplate> templates = new ArrayList<>();
    KeyRange range = keys.templates(technology);
    while (true) {
      List<KeyValue> next = store.list(List.of(range), ScanOptions.EVERYTHING.limit(1));
      if (next.isEmpty()) {
        templates.sort((a, b) -> a.id().compareTo(b.id()));
        return List.copyOf(templates);
      }
      KeyValue kv = next.getFirst();
      Optional<TechProfileId> id = keys.parseTemplate(technology, kv.key());
      id.ifPresent(found -> templates.add(stored(technology, found, kv)));
      range = keys.templatesAfter(technology, kv.key());
    }
  }

  private record Step<T>(T answer, List<Mutation> mutations) {}

  /** Reads the key, lets the step decide, and writes if the key still is as it was read. */
  private <T> T change(Key key, Function<Optional<KeyValue>, Step<T>> decide) {
    for (int attempt = 1; ; attempt++) {
      Optional<KeyValue> current = store.get(key);
      Step<T> step = decide.apply(current);
      if (step.mutations().isEmpty()) {
        return step.answer();
      }
      Condition condition = Condition.unchanged(key, current);
      try {
        if (store.commit(new Txn(List.of(condition), step.mutations()))
            instanceof TxnResult.Committed) {
          return step.answer();
        }
        if (attempt == MAX_ATTEMPTS) {
          throw new RefusedException(ErrorCode.CONTENTION).with("conflicts", attempt);
        }
      } catch (StoreFailedException e) {
        // Both changes may be repeated: what is there afterwards is the answer.
        if (e.outcome() != StoreFailedException.Outcome.UNKNOWN || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static TechProfile accepted(TemplateReport report) {
    if (report.isRefused()) {
      throw new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
          .with(
              "complaints",
              report.refusals().stream().map(Complaint::toString).collect(joining("; ")));
    }
    return report.profile().orElseThrow();
  }

  private long countInstances(Technology technology, TechProfileId id) {
    return store.list(List.of(keys.instances(technology, id)), ScanOptions.KEYS_ONLY).stream()
        .filter(kv -> keys.parseInstance(technology, kv.key()).isPresent())
        .count();
  }

  /** The template that was read. */
  static StoredTemplate stored(Technology technology, TechProfileId id, KeyValue kv) {
    return switch (state(technology, kv)) {
      case TemplateState.Fit fit ->
          new StoredTemplate(
              technology,
              id,
              kv.value(),
              StoredTemplate.Condition.USABLE,
              Optional.of(fit.profile()),
              fit.warnings());
      case TemplateState.Unfit unfit ->
          new StoredTemplate(
              technology,
              id,
              kv.value(),
              StoredTemplate.Condition.UNFIT,
              Optional.of(unfit.profile()),
              unfit.complaints());
      case TemplateState.Unreadable unreadable ->
          new StoredTemplate(
              technology,
              id,
              kv.value(),
              StoredTemplate.Condition.UNREADABLE,
              Optional.empty(),
              unreadable.complaints());
      case TemplateState.Absent absent -> throw new IllegalStateException("it was read");
    };
  }

  private static TemplateState state(Technology technology, KeyValue kv) {
    return switch (TemplateCodec.readStored(technology, kv.value())) {
      case TemplateReading.Read read -> TemplateState.of(read.profile(), read.warnings());
      case TemplateReading.Unreadable unreadable ->
          new TemplateState.Unreadable(unreadable.complaints());
    };
  }

  private static RefusedException notFound(Technology technology, TechProfileId id) {
    return new RefusedException(ErrorCode.TEMPLATE_NOT_FOUND)
        .with("technology", technology)
        .with("template", id);
  }

  private static RefusedException inUse(Technology technology, TechProfileId id, long instances) {
    return new RefusedException(ErrorCode.TEMPLATE_IN_USE)
        .with("technology", technology)
        .with("template", id)
        .with("instances", instances);
  }
}
