package org.ponkeeper.survey;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.olt.ForeignKeys;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;

/**
 * Counts the instances that use a template, including those that Ponkeeper does not maintain. An
 * instance whose template is not certain is counted.
 *
 * <ul>
 *   <li>everything below the template's id among the resource instances, in any form;
 *   <li>everything below it among the instances of the older format, with or without an OLT in the
 *       path;
 *   <li>the same under another name of the technology, if no template is stored under that name;
 *   <li>the same of other stacks, if all stacks read this template path.
 * </ul>
 */
public final class TemplateUse {

  private static final int SHOWN = 5;

  private final KeyValueStore view;
  private final List<String> others = new ArrayList<>();
  private final SortedMap<OltId, Long> byOlt = new TreeMap<>();
  private long instances;

  private TemplateUse(KeyValueStore view) {
    this.view = view;
  }

  public static TemplateUse read(
      KeyValueStore view, KeySpace keys, Technology technology, TechProfileId id) {
    TemplateUse use = new TemplateUse(view);
    KeyRange range = keys.instances(technology, id);
    List<KeyValue> found = view.list(List.of(range), ScanOptions.KEYS_ONLY);
    for (KeyValue kv : found) {
      keys.parseInstance(technology, kv.key())
          .ifPresent(path -> use.byOlt.merge(path.uniPort().olt(), 1L, Long::sum));
    }
    use.instances = use.byOlt.values().stream().mapToLong(Long::longValue).sum();
    use.addOthers(range, found.size() - use.instances);
    use.addOthers(keys.older(range));
    KeyRange beside = keys.belowTemplate(technology, id);
    if (!beside.equals(keys.older(range))) {
      use.addOthers(beside);
    }
    for (OtherName name :
        OtherNames.of(keys, technology, ranges -> StoreSurvey.first(view, ranges))) {
      if (view.get(name.there(keys.template(technology, id))).isEmpty()) {
        use.addOthers(name.there(range));
        use.addOthers(name.there(keys.older(range)));
      }
    }
    if (keys.isTemplatePathOfAll()) {
      for (String basePath : StoreSurvey.stacks(view, keys)) {
        KeySpace otherStack = new KeySpace(basePath, keys.templatePath());
        StoreSurvey.ifPermitted(() -> {
          use.addOthers(otherStack.instances(technology, id));
          use.addOthers(otherStack.older(otherStack.instances(technology, id)));
        });
      }
    }
    return use;
  }

  /** The number of instances; of those that Ponkeeper does not maintain, a lower bound. */
  public long instances() {
    return instances;
  }

  /** The number of instances of each OLT, without those that Ponkeeper does not maintain. */
  public SortedMap<OltId, Long> byOlt() {
    return byOlt;
  }

  /** The places of the instances that Ponkeeper does not maintain; "" if there are none. */
  public String others() {
    String more = others.size() > SHOWN ? ", … (" + others.size() + " prefixes)" : "";
    return others.stream().limit(SHOWN).collect(joining(", ")) + more;
  }

  private void addOthers(KeyRange range) {
    ScanOptions most = ScanOptions.KEYS_ONLY.limit(ForeignKeys.MOST_COUNTED);
    addOthers(range, view.list(List.of(range), most).size());
  }

  private void addOthers(KeyRange range, long count) {
    if (count > 0) {
      instances += count;
      others.add(count + " below " + range.startInclusive());
    }
  }
}
