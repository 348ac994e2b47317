package org.ponkeeper.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.engine.RestoreMark;
import org.ponkeeper.engine.TransactionRunner;
import org.ponkeeper.engine.TransactionRunner.Step;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.olt.MovedSharedKeys;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.store.Condition;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.survey.OtherNames;
import org.ponkeeper.survey.StoreSurvey;

/**
 * Moves what all OLTs of a technology share, templates and ranges of models, from another name of
 * the technology to the present one. Each key is moved in its own conditional transaction. A key is
 * kept if it is still in use under the other name, or if the present name has another value.
 */
public final class SharedNames {

  private final KeyValueStore view;
  private final KeySpace keys;
  private final TransactionRunner work;
  private final boolean dry;
  private final List<String> moved = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  public SharedNames(KeyValueStore view, KeySpace keys, TransactionRunner work, boolean dry) {
    this.view = view;
    this.keys = keys;
    this.work = work;
    this.dry = dry;
  }

  /** Moves all keys that can be moved; a dry run only reports them. */
  public MovedSharedKeys run(Technology technology) {
    List<OtherName> names =
        OtherNames.of(keys, technology, ranges -> StoreSurvey.first(view, ranges));
    for (OtherName name : names) {
      for (Key key : templates(name)) {
        TechProfileId id = keys.parseTemplate(technology, name.present(key)).orElseThrow();
        move(key, name.present(key), isUsed(name, id));
      }
      boolean hasOlts = isThere(KeyRange.prefix(name.resources().startInclusive() + "{"));
      KeyRange ranges = name.there(keys.resourceRanges(PoolKeyLayout.WITH_TECHNOLOGY, technology));
      for (KeyValue model : view.list(List.of(ranges), ScanOptions.KEYS_ONLY)) {
        move(model.key(), name.present(model.key()), hasOlts);
      }
    }
    return new MovedSharedKeys(moved, left);
  }

  private List<Key> templates(OtherName name) {
    List<Key> templates = new ArrayList<>();
    Optional<Key> key = StoreSurvey.first(view, List.of(name.templates()));
    while (key.isPresent()) {
      Key present = name.present(key.get());
      if (keys.parseTemplate(name.technology(), present).isPresent()) {
        templates.add(key.get());
      }
      KeyRange rest = name.there(keys.templatesAfter(name.technology(), present));
      key = StoreSurvey.first(view, List.of(rest));
    }
    return templates;
  }

  /** Whether instances of any stack use the template under the other name. */
  private boolean isUsed(OtherName name, TechProfileId id) {
    Technology technology = name.technology();
    List<KeySpace> stacks = new ArrayList<>(List.of(keys));
    if (keys.isTemplatePathOfAll()) {
      StoreSurvey.stacks(view, keys)
          .forEach(path -> stacks.add(new KeySpace(path, keys.templatePath())));
    }
    for (KeySpace stack : stacks) {
      OtherName there = new OtherName(stack, technology, name.name());
      KeyRange instances = stack.instances(technology, id);
      if (isThere(there.there(instances)) || isThere(there.there(stack.older(instances)))) {
        return true;
      }
    }
    return isThere(name.there(keys.belowTemplate(technology, id)));
  }

  private boolean isThere(KeyRange range) {
    return StoreSurvey.first(view, List.of(range)).isPresent();
  }

  private void move(Key from, Key to, boolean isUsed) {
    boolean done =
        !isUsed
            && work.make(snapshot -> {
              Optional<KeyValue> source = snapshot.get(from);
              Optional<KeyValue> target = snapshot.get(to);
              if (source.isEmpty()) {
                return Step.done(true);
              }
              if (target.filter(kv -> !kv.value().equals(source.get().value())).isPresent()) {
                return Step.done(false);
              }
              if (dry) {
                return Step.done(true);
              }
              List<Mutation> mutations = new ArrayList<>(List.of(new Mutation.Delete(from)));
              if (target.isEmpty()) {
                mutations.add(new Mutation.Put(to, source.get().value()));
              }
              return Step.of(
                  true,
                  List.of(
                      Condition.unchanged(source.get()),
                      Condition.unchanged(to, target),
                      RestoreMark.read(snapshot, keys).absent()),
                  mutations);
            });
    (done ? moved : left).add(from.text());
  }
}
