package org.ponkeeper;

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
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.plan.TemplateState;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.TechProfile;
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
   */
  public record Applied(Effect effect, TechProfile profile, long instances) {}

  /**
   * Stores a template, after a strict check.
   *
   * @param document the template as JSON, at most 1 MiB
   * @param force whether to store it even if instances in use change their shape: how many GEM
   *     ports they have, which Alloc-IDs are shared, which GEM ports are multicast
   * @throws InvalidRequestException {@code TEMPLATE_INVALID} with every complaint
   * @throws RefusedException {@code TEMPLATE_IN_USE} with the number of instances; {@code
   *     CONTENTION}
   * @throws StoreFailedException of any code
   */
  public Applied apply(Technology technology, TechProfileId id, Bytes document, boolean force) {
    TechProfile profile = check(technology, document);
    long instances = countInstances(technology, id);
    Key key = keys.template(technology, id);
    return change(
        key,
        current -> {
          if (current.isPresent() && current.get().value().equals(document)) {
            return new Step<>(new Applied(Effect.UNCHANGED, profile, instances), List.of());
          }
          if (instances > 0 && !force && changesShape(technology, current, profile)) {
            throw inUse(technology, id, instances);
          }
          Effect effect = current.isPresent() ? Effect.REPLACED : Effect.CREATED;
          return new Step<>(
              new Applied(effect, profile, instances), List.of(new Mutation.Put(key, document)));
        });
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
            throw inUse(technology, id, instances);
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
      Condition condition =
          current
              .<Condition>map(kv -> new Condition.AtVersion(key, kv.version()))
              .orElseGet(() -> new Condition.Absent(key));
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

  private static TechProfile check(Technology technology, Bytes document) {
    List<String> complaints;
    switch (TemplateCodec.readStrict(technology, document)) {
      case TemplateReading.Unreadable unreadable -> complaints = unreadable.complaints();
      case TemplateReading.Read read -> {
        complaints = new ArrayList<>(read.profile().complaints());
        complaints.addAll(read.profile().oddities());
        if (complaints.isEmpty()) {
          return read.profile();
        }
      }
    }
    throw new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
        .with("complaints", String.join("; ", complaints));
  }

  private static boolean changesShape(
      Technology technology, Optional<KeyValue> current, TechProfile next) {
    return current
        .flatMap(kv -> state(technology, kv).readable())
        .map(profile -> !profile.sameShapeAs(next))
        .orElse(true);
  }

  private long countInstances(Technology technology, TechProfileId id) {
    return store.list(List.of(keys.instances(technology, id)), ScanOptions.KEYS_ONLY).stream()
        .filter(kv -> keys.parseInstance(technology, kv.key()).isPresent())
        .count();
  }

  private static StoredTemplate stored(Technology technology, TechProfileId id, KeyValue kv) {
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
