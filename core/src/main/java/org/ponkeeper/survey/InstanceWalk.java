package org.ponkeeper.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.OtherName;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * Finds the templates and OLTs that have instances. Reads only a few keys of each, however many
 * instances there are.
 */
public final class InstanceWalk {

  private final KeySpace keys;
  private final Function<KeyRange, Optional<Key>> first;
  private final UnaryOperator<KeyRange> where;

  private InstanceWalk(
      KeySpace keys, Function<KeyRange, Optional<Key>> first, UnaryOperator<KeyRange> where) {
    this.keys = keys;
    this.first = first;
    this.where = where;
  }

  /**
   * A walk over the resource instances.
   *
   * @param first returns the first key of a range
   */
  public static InstanceWalk ofInstances(KeySpace keys, Function<KeyRange, Optional<Key>> first) {
    return new InstanceWalk(keys, first, range -> range);
  }

  /** A walk over the instances of the older format. */
  public static InstanceWalk ofOlder(KeySpace keys, Function<KeyRange, Optional<Key>> first) {
    return new InstanceWalk(keys, range -> first.apply(range).map(keys::successor), keys::older);
  }

  /** A walk over the resource instances stored under another name of the technology. */
  public static InstanceWalk ofInstances(OtherName name, Function<KeyRange, Optional<Key>> first) {
    return new InstanceWalk(
        name.keys(), range -> first.apply(range).map(name::present), name::there);
  }

  /** A walk over the instances of the older format stored under another name. */
  public static InstanceWalk ofOlder(OtherName name, Function<KeyRange, Optional<Key>> first) {
    KeySpace keys = name.keys();
    return new InstanceWalk(
        keys,
        range -> first.apply(range).map(name::present).map(keys::successor),
        range -> name.there(keys.older(range)));
  }

  /** The templates with at least one key below their id. */
  public List<TechProfileId> templates(Technology technology) {
    List<TechProfileId> templates = new ArrayList<>();
    Optional<Key> key = first(keys.instances(technology));
    while (key.isPresent()) {
      String text = keys.instanceTemplateText(technology, key.get()).orElseThrow();
      keys.parseTemplateId(text).ifPresent(templates::add);
      key = first(keys.instancesAfter(technology, text));
    }
    return templates;
  }

  /** The OLTs with at least one key below a template. */
  Set<OltId> olts(Technology technology) {
    Set<OltId> olts = new TreeSet<>();
    for (TechProfileId template : templates(technology)) {
      Optional<Key> key = first(keys.instances(technology, template));
      while (key.isPresent()) {
        String segment = keys.instanceOltSegment(technology, template, key.get()).orElseThrow();
        if (segment.startsWith("olt-{") && segment.endsWith("}")) {
          String device = segment.substring("olt-{".length(), segment.length() - 1);
          if (OltId.isLegal(device)) {
            olts.add(new OltId(device));
          }
        }
        key = first(keys.instancesAfterOlt(technology, template, segment));
      }
    }
    return olts;
  }

  /** The ranges that contain all instances of the OLT, one for each template; some may be empty. */
  public List<KeyRange> rangesOf(Technology technology, OltId olt) {
    return templates(technology).stream()
        .map(template -> rangeOf(technology, template, olt))
        .toList();
  }

  /** The range that contains all instances of the template on the OLT. */
  public KeyRange rangeOf(Technology technology, TechProfileId template, OltId olt) {
    return where.apply(keys.instances(technology, template, olt));
  }

  /** The range below the template of keys without an OLT in their path. */
  public KeyRange rangeWithoutOlt(Technology technology, TechProfileId template) {
    return where.apply(keys.instancesWithoutOlt(technology, template));
  }

  private Optional<Key> first(KeyRange range) {
    return first.apply(where.apply(range));
  }
}
