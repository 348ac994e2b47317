package org.ponkeeper.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.TemplateCodec;
import org.ponkeeper.keyspace.TemplateReading;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.state.Etags;
import org.ponkeeper.state.Template;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/** Reads templates from one view of a store, for one call. */
public final class TemplateReader {

  private final KeyValueStore store;
  private final KeySpace keys;

  public TemplateReader(KeyValueStore store, KeySpace keys) {
    this.store = store;
    this.keys = keys;
  }

  /** The stored template, readable or not; empty if there is none. */
  public Optional<StoredTemplate> find(Technology technology, TechProfileId id) {
    return store.get(keys.template(technology, id)).map(kv -> stored(technology, id, kv));
  }

  /** The stored templates of a technology, ordered by id; other keys between them are ignored. */
  public List<StoredTemplate> list(Technology technology) {
    List<StoredTemplate> templates = new ArrayList<>();
    KeyRange range = keys.templates(technology);
    while (true) {
      List<KeyValue> next = store.list(List.of(range), ScanOptions.ALL.limit(1));
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

  /** How many instances use the template. */
  public TemplateUse use(Technology technology, TechProfileId id) {
    return TemplateUse.read(store, keys, technology, id);
  }

  /** The template as it was read. */
  public static StoredTemplate stored(Technology technology, TechProfileId id, KeyValue kv) {
    return switch (TemplateCodec.readStored(technology, kv.value())) {
      case TemplateReading.Read read -> {
        Template template = Template.of(read.profile(), read.warnings());
        yield new StoredTemplate(
            technology,
            id,
            kv.value(),
            template.isFit() ? StoredTemplate.Condition.USABLE : StoredTemplate.Condition.UNFIT,
            Optional.of(template.profile()),
            template.isFit() ? template.warnings() : template.complaints(),
            Etags.of(kv.key(), kv.version().token(), kv.value()));
      }
      case TemplateReading.Unreadable unreadable ->
          new StoredTemplate(
              technology,
              id,
              kv.value(),
              StoredTemplate.Condition.UNREADABLE,
              Optional.empty(),
              unreadable.complaints(),
              Etags.of(kv.key(), kv.version().token(), kv.value()));
    };
  }

  @Override
  public String toString() {
    return "templates below " + keys.templatePath();
  }
}
