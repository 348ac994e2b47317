package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * Decides which keys a backup contains, and which OLT each of them belongs to. The only place for
 * this.
 *
 * <p>A backup contains the keys of technology profiles, of resources and of Ponkeeper, and the
 * adapter's {@code tp_id} keys; or, on request, everything below the base path and the template
 * path. Both include the keys below the paths that the adapters name. A backup never contains
 * writer-queue entries and restore marks, which are temporary. Immutable.
 */
public final class BackupKeys {

  /** Follows {@code <basePath>/openolt/}: {@code {<device>}/{<pon>,<onu>,<uni>}/tp_id}. */
  private static final Pattern TP_ID =
      Pattern.compile("\\{[^{}/]+}/\\{[0-9]+,[0-9]+,[0-9]+}/tp_id");

  private final KeySpace keys;
  private final List<KeyRange> whole;
  private final List<KeyRange> ranges;

  /**
   * A key as a backup names it.
   *
   * @throws IllegalArgumentException if it cannot be a key
   */
  public static Key key(String text) {
    return new Key(text);
  }

  private BackupKeys(KeySpace keys, List<String> prefixes, List<String> also) {
    this.keys = keys;
    List<KeyRange> all = new ArrayList<>();
    prefixes.forEach(prefix -> all.add(KeyRange.prefix(prefix)));
    for (String path : also) {
      KeySpace.check("path of an adapter's own data", path);
      all.add(KeyRange.prefix(path + "/"));
    }
    this.whole = outermost(all);
    all.add(KeyRange.prefix(keys.openOlt()));
    this.ranges = outermost(all);
  }

  /** The keys of technology profiles, resources and Ponkeeper, and the {@code tp_id} keys. */
  public static BackupKeys own(KeySpace keys, List<String> also) {
    return new BackupKeys(keys, keys.ownPrefixes(), also);
  }

  /** Everything below the base path and the template path. */
  public static BackupKeys everything(KeySpace keys, List<String> also) {
    return new BackupKeys(keys, List.of(keys.basePath() + "/", keys.templatePath() + "/"), also);
  }

  /** The ranges that are not contained in another one, in key order. */
  static List<KeyRange> outermost(List<KeyRange> ranges) {
    List<KeyRange> outer = new ArrayList<>();
    for (KeyRange range : KeyRange.sorted(ranges)) {
      // If one prefix contains another, the contained one sorts after it.
      boolean lies = !outer.isEmpty() && outer.getLast().contains(new Key(range.startInclusive()));
      if (!lies) {
        outer.add(range);
      }
    }
    return List.copyOf(outer);
  }

  /** The paths and layout of the keys. */
  public KeySpace keySpace() {
    return keys;
  }

  /**
   * The ranges that contain every key of the backup, in key order, without overlaps. They may
   * contain other keys: see {@link #contains}.
   */
  public List<KeyRange> ranges() {
    return ranges;
  }

  /** The parts of the ranges within a span, in key order. */
  public List<KeyRange> rangesWithin(KeyRange span) {
    List<KeyRange> within = new ArrayList<>();
    for (KeyRange range : ranges) {
      range.intersection(span).ifPresent(within::add);
    }
    return within;
  }

  /** Whether only some keys of the range belong to the backup. */
  public boolean isShared(KeyRange range) {
    return !whole.contains(range);
  }

  /** The keys below the base path and the template path that are in no range of the backup. */
  public List<KeyRange> others() {
    List<KeyRange> others = new ArrayList<>();
    for (KeyRange path : outermost(List.of(keys.basePathRange(), keys.templatePathRange()))) {
      others.addAll(path.without(ranges));
    }
    return others;
  }

  /** Whether one of the ranges contains the key. */
  public boolean isInRanges(Key key) {
    return ranges.stream().anyMatch(range -> range.contains(key));
  }

  /** Whether the key belongs to the backup. */
  public boolean contains(Key key) {
    if (isOfTheMoment(key)) {
      return false;
    }
    return whole.stream().anyMatch(range -> range.contains(key))
        || KeySpace.rest(key, keys.openOlt())
            .filter(text -> TP_ID.matcher(text).matches())
            .isPresent();
  }

  /** Whether the key is temporary, such as a restore mark. */
  public boolean isOfTheMoment(Key key) {
    return key.text().startsWith(keys.turnsPath()) || key.equals(keys.restore());
  }

  /**
   * The group to show for a key outside the backup: the base or template path and the next segment.
   */
  public String group(Key key) {
    String path =
        key.text().startsWith(keys.basePath() + "/") ? keys.basePath() : keys.templatePath();
    int slash = key.text().indexOf('/', path.length() + 1);
    return slash < 0 ? key.text() : key.text().substring(0, slash);
  }

  /**
   * The OLT that the key belongs to, if any: by its record, a claim, an instance of either format,
   * or a resource key.
   *
   * @return the technology is empty if the key does not contain it
   */
  public Optional<KeySpace.PoolOwner> oltOf(Key key) {
    Optional<KeySpace.RecordOwner> record = keys.parseOltRecord(key);
    if (record.isPresent()) {
      return owner(Optional.of(record.get().technology()), record.get().olt().device());
    }
    return KeySpace.rest(key, keys.claimsPath())
        .map(text -> text.split("/", 3))
        .filter(parts -> parts.length == 3)
        .flatMap(parts -> owner(parts[0], Optional.of(parts[1])))
        .or(() -> KeySpace.rest(key, keys.instancesPath()).flatMap(BackupKeys::ofInstance))
        .or(() -> KeySpace.rest(key, keys.olderPath()).flatMap(BackupKeys::ofInstance))
        .or(() -> KeySpace.rest(key, keys.resourceManager()).flatMap(BackupKeys::ofResource));
  }

  /** The OLTs that this one may be, with each possible technology. */
  public static Set<KeySpace.RecordOwner> withTechnology(KeySpace.PoolOwner olt) {
    Set<KeySpace.RecordOwner> all = new LinkedHashSet<>();
    for (Technology technology : Technology.values()) {
      if (olt.technology().map(t -> t == technology).orElse(true)) {
        all.add(new KeySpace.RecordOwner(technology, olt.olt()));
      }
    }
    return all;
  }

  private static Optional<KeySpace.PoolOwner> ofInstance(String text) {
    String[] parts = text.split("/", 4);
    return parts.length == 4 && parts[2].startsWith("olt-")
        ? owner(parts[0], KeySpace.braced(parts[2].substring("olt-".length())))
        : Optional.empty();
  }

  private static Optional<KeySpace.PoolOwner> ofResource(String text) {
    String[] parts = text.split("/", 3);
    Optional<String> first = KeySpace.braced(parts[0]);
    if (first.isEmpty() || parts.length < 2) {
      return Optional.empty();
    }
    return first.flatMap(Technology::find).isPresent()
        ? owner(first.get(), parts.length == 3 ? KeySpace.braced(parts[1]) : Optional.empty())
        : owner(Optional.empty(), first.get());
  }

  private static Optional<KeySpace.PoolOwner> owner(String technology, Optional<String> device) {
    Optional<Technology> of = Technology.find(technology);
    return of.isPresent() && device.isPresent() ? owner(of, device.get()) : Optional.empty();
  }

  private static Optional<KeySpace.PoolOwner> owner(
      Optional<Technology> technology, String device) {
    return OltId.isLegal(device)
        ? Optional.of(new KeySpace.PoolOwner(technology, new OltId(device)))
        : Optional.empty();
  }
}
