package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ponkeeper.olt.ForeignKeys.Kind;
import org.ponkeeper.olt.ForeignKeys.ReadAt;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/**
 * Classifies every key below the prefixes of technology profiles and resources: whether Ponkeeper
 * maintains it, and if not, why. Pure: looks only at the key. Immutable.
 *
 * <p>A class comes with a span of keys of the same class. So a walk over a store needs only one
 * read for each span, however many keys it has. For other keys within an OLT's resources see {@link
 * #unusualResources}.
 */
public final class KeyClassifier {

  private static final Pattern MAP_OF_ONU = Pattern.compile("\\{[0-9]+,[0-9]+(?:,[0-9]+)?}");

  private static final int MAX_NAME_LENGTH = 40;

  /** Another name has this many first characters in common with the present one, ignoring case. */
  private static final int LIKE = 2;

  private final KeySpace keys;
  private final String templates;
  private final String older;

  /** A classifier of the keys of these paths. */
  public KeyClassifier(KeySpace keys) {
    this.keys = keys;
    this.templates = keys.templatePath() + "/";
    this.older = keys.olderPath();
  }

  /** The ranges of the keys that have a class, in key order and without overlaps. */
  public List<KeyRange> ranges() {
    return BackupKeys.outermost(keys.ownPrefixes().stream().map(KeyRange::prefix).toList());
  }

  /**
   * The class of a key.
   *
   * @throws IllegalArgumentException if the key is in none of the {@link #ranges}
   */
  public KeyClass classify(Key key) {
    KeyPath path = new KeyPath(key);
    if (path.skip(keys.instancesPath())) {
      return instance(path);
    }
    if (path.skip(keys.resourceManager())) {
      return resource(path);
    }
    if (path.skip(keys.ownPath())) {
      return own(path);
    }
    if (path.skip(templates) || path.skip(older)) {
      return profile(path);
    }
    throw new IllegalArgumentException("not a key of technology profiles or resources: " + key);
  }

  /**
   * The technology with this other name, for example XGS-PON for xgspon; empty for a present name.
   */
  public static Optional<Technology> meantBy(String name) {
    if (name.length() > MAX_NAME_LENGTH || Technology.find(name).isPresent()) {
      return Optional.empty();
    }
    return Arrays.stream(Technology.values())
        .filter(technology ->
            technology.text().regionMatches(true, 0, name, 0, LIKE)
                && letters(technology.text()).equals(letters(name)))
        .findFirst();
  }

  /** The ranges that may contain other names of the technology, and few other keys. */
  public List<KeyRange> otherNames(Technology technology) {
    String start = technology.text().substring(0, LIKE);
    String lower = start.toLowerCase(Locale.ROOT);
    List<KeyRange> ranges = new ArrayList<>();
    for (String prefix :
        new TreeSet<>(
            List.of(templates, older, keys.instancesPath(), keys.resourceManager() + "{"))) {
      for (char first : new char[] {start.charAt(0), lower.charAt(0)}) {
        for (char second : new char[] {start.charAt(1), lower.charAt(1)}) {
          KeyRange alike = KeyRange.prefix(prefix + first + second);
          ranges.addAll(alike.without(present(prefix)));
        }
      }
    }
    return ranges;
  }

  private static List<KeyRange> present(String prefix) {
    String end = prefix.endsWith("{") ? "}/" : "/";
    return Arrays.stream(Technology.values())
        .map(technology -> KeyRange.prefix(prefix + technology + end))
        .toList();
  }

  /** The other name of its technology in the key. */
  public OtherName nameOf(KeyClass.Foreign foreign) {
    String path = foreign.prefix().substring(0, foreign.prefix().length() - 1);
    String segment = path.substring(path.lastIndexOf('/') + 1);
    return new OtherName(
        keys, foreign.technology().orElseThrow(), KeySpace.braced(segment).orElse(segment));
  }

  /** The text in lower case, without word separators. */
  private static String letters(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  // ---- templates and, below them, instances of both formats

  private KeyClass instance(KeyPath path) {
    String name = path.next();
    Optional<Technology> technology = Technology.find(name);
    if (technology.isEmpty()) {
      return otherName(path, name);
    }
    return path.isAtEnd() || keys.parseTemplateId(path.next()).isEmpty() || path.isAtEnd()
        ? path.foreign(Kind.FOREIGN, technology, "not the key of an instance")
        : port(path, technology.get());
  }

  private KeyClass profile(KeyPath path) {
    String name = path.next();
    Optional<Technology> technology = Technology.find(name);
    if (technology.isEmpty()) {
      return otherName(path, name);
    }
    if (path.isAtEnd() || keys.parseTemplateId(path.next()).isEmpty()) {
      return path.foreign(Kind.FOREIGN, technology, "not the key of a template or an instance");
    }
    boolean isTemplate = path.isAtEnd();
    if (isTemplate && path.startsWith(templates)) {
      return new KeyClass.Known(path.span());
    }
    if (isTemplate) {
      String templatePath = older.substring(0, older.length() - 1);
      return path.foreign(Kind.OTHER_PATH, technology, "a template that is not read")
          .readAt(new ReadAt.TemplatePath(templatePath));
    }
    if (path.startsWith(older) || path.peek().startsWith("pon-{")) {
      return port(path, technology.get());
    }
    return path.foreign(
        Kind.OTHER_PATH, technology, "instances of the older format of another base path");
  }

  private static KeyClass otherName(KeyPath path, String name) {
    Optional<Technology> meant = meantBy(name);
    return meant.isPresent() && !path.isAtEnd()
        ? path.foreign(
            Kind.OTHER_SPELLING, meant, "the technology is %s today".formatted(meant.get()))
        : path.foreign(Kind.FOREIGN, meant, "no technology has this name");
  }

  private static KeyClass port(KeyPath path, Technology of) {
    Optional<Technology> technology = Optional.of(of);
    if (path.peek().startsWith("pon-{")) {
      return path.foreign(
          path.below("pon-{"),
          Kind.OLDER_LAYOUT,
          technology,
          "no OLT in the path, as before April 2020; see docs/moving.md");
    }
    String segment = path.next();
    if (!segment.startsWith("olt-{") || !segment.endsWith("}") || path.isAtEnd()) {
      return path.foreign(Kind.FOREIGN, technology, "not the path of a UNI port");
    }
    return ofDevice(path, technology, segment.substring("olt-{".length(), segment.length() - 1));
  }

  private static KeyClass ofDevice(KeyPath path, Optional<Technology> technology, String device) {
    return OltId.isLegal(device)
        ? new KeyClass.OfOlt(path.span(), technology, new OltId(device))
        : path.foreign(
            Kind.FOREIGN, technology, "the device name has characters other than a-z, 0-9 and -");
  }

  // ---- resource_manager/...

  private KeyClass resource(KeyPath path) {
    String first = path.next();
    if (first.equals("config")) {
      path.next();
      return path.key().equals(keys.reservedGemPortIds())
          ? new KeyClass.Known(path.span())
          : path.foreign(Kind.FOREIGN, Optional.empty(), "a list of reserved ids that is not read");
    }
    if (first.equals("resource_ranges") && !path.isAtEnd()) {
      return new KeyClass.Known(path.span());
    }
    Optional<String> name = KeySpace.braced(first);
    if (name.isEmpty() || path.isAtEnd()) {
      return withoutBraces(path, KeyClassifier.technologyOf(first));
    }
    Optional<Technology> technology = Technology.find(name.get());
    if (technology.isPresent()) {
      return ofTechnology(path, technology);
    }
    if (isDeviceOrRanges(path.peek())) {
      return otherName(path, name.get());
    }
    KeyClass device = ofDevice(path, Optional.empty(), name.get());
    return device instanceof KeyClass.OfOlt olt ? inOlt(path, olt) : device;
  }

  private static Optional<Technology> technologyOf(String name) {
    return Technology.find(name).or(() -> meantBy(name));
  }

  /** Whether the segment can follow a technology but not a device. */
  private static boolean isDeviceOrRanges(String segment) {
    return segment.equals("resource_ranges")
        || (KeySpace.braced(segment).isPresent() && !MAP_OF_ONU.matcher(segment).matches());
  }

  private KeyClass ofTechnology(KeyPath path, Optional<Technology> technology) {
    String second = path.next();
    if (second.equals("resource_ranges") && !path.isAtEnd()) {
      return new KeyClass.Known(path.span());
    }
    Optional<String> name = KeySpace.braced(second);
    if (name.isEmpty() || path.isAtEnd()) {
      return withoutBraces(path, technology);
    }
    KeyClass device = ofDevice(path, technology, name.get());
    return device instanceof KeyClass.OfOlt olt ? inOlt(path, olt) : device;
  }

  private static KeyClass withoutBraces(KeyPath path, Optional<Technology> technology) {
    boolean isPool =
        Arrays.stream(ResourceType.values())
            .anyMatch(type -> path.key().text().contains("/" + KeySpace.poolName(type) + "/"));
    return isPool
        ? path.foreign(Kind.OLDER_LAYOUT, technology, "pools under keys without braces")
        : path.foreign(Kind.FOREIGN, technology, "not the key of an OLT's resources");
  }

  /** Classifies a key within the resources of an OLT: as the OLT's if its form is known. */
  private static KeyClass inOlt(KeyPath path, KeyClass.OfOlt olt) {
    String segment = path.next();
    boolean isPool = isPoolName(segment) && !path.isAtEnd();
    boolean hasBrace = path.peek().startsWith("{");
    if (isPool && !hasBrace) {
      return path.foreignIn(
          olt, path.before("{"), Kind.OLDER_LAYOUT, "pools whose index has no braces");
    }
    boolean isOfOnu =
        !path.isAtEnd()
            && (MAP_OF_ONU.matcher(segment).matches()
                || (segment.equals("flow_id_info") && hasBrace));
    return isPool || isOfOnu
        ? olt
        : path.foreignIn(olt, path.span(), Kind.FOREIGN, "neither a pool nor a map of an ONU");
  }

  private static boolean isPoolName(String text) {
    return Arrays.stream(ResourceType.values())
        .anyMatch(type -> KeySpace.poolName(type).equals(text));
  }

  /**
   * The part of an OLT's span where keys of unknown form come after its pools, maps and flow infos:
   * a read there skips all of those. A key before them is the first key of the span. Keys between
   * them are found only by the audit, which reads all keys. Empty for other spans.
   */
  public Optional<KeyRange> unusualResources(KeyClass.OfOlt olt) {
    String prefix = olt.span().startInclusive();
    return prefix.startsWith(keys.resourceManager())
        // After "{0" to "{9", with which maps begin.
        ? Optional.of(new KeyRange(prefix + "{:", olt.span().endExclusive()))
        : Optional.empty();
  }

  // ---- ponkeeper/...

  private KeyClass own(KeyPath path) {
    return switch (path.next()) {
      case "olts" -> record(path);
      case "claims" -> claim(path);
      case "turns" -> new KeyClass.Known(path.span());
      case "trial", "restore" ->
          path.isAtEnd()
              ? new KeyClass.Known(path.span())
              : path.foreign(Kind.FOREIGN, Optional.empty(), "not a key of this Ponkeeper");
      default -> path.foreign(Kind.FOREIGN, Optional.empty(), "not a key of this Ponkeeper");
    };
  }

  private KeyClass record(KeyPath path) {
    Optional<KeySpace.RecordOwner> owner = keys.parseOltRecord(path.key());
    if (owner.isPresent()) {
      Optional<Technology> technology = Optional.of(owner.get().technology());
      return new KeyClass.OfOlt(KeyRange.of(path.key()), technology, owner.get().olt());
    }
    Optional<Technology> technology = technologyOf(path.next());
    return path.foreign(
        KeyRange.of(path.key()), Kind.FOREIGN, technology, "not the record of an OLT");
  }

  private static KeyClass claim(KeyPath path) {
    Optional<Technology> technology = Technology.find(path.next());
    if (technology.isEmpty() || path.isAtEnd()) {
      return path.foreign(Kind.FOREIGN, technology, "not a claim");
    }
    String device = path.next();
    return path.isAtEnd()
        ? path.foreign(Kind.FOREIGN, technology, "not a claim")
        : ofDevice(path, technology, device);
  }

  // ---- other base paths

  /** The first segments of technology profiles and resources, after any base path. */
  private static final List<String> MARKERS =
      List.of("ponkeeper/", "resource_instances/", "resource_manager/", "technology_profiles/");

  /**
   * The ranges that may contain data of other stacks, in key order: below the base path and below
   * VOLTHA's, and below paths that begin like VOLTHA's, such as {@code service/voltha_voltha}.
   */
  public List<KeyRange> stackRanges() {
    KeyRange voltha = KeyRange.prefix(KeySpace.DEFAULT_BASE_PATH);
    List<KeyRange> ranges = new ArrayList<>();
    for (KeyRange range : BackupKeys.outermost(List.of(voltha, keys.basePathRange()))) {
      List<KeyRange> ours = new ArrayList<>(ranges());
      ours.add(KeyRange.prefix(keys.basePath() + "/openolt/"));
      ranges.addAll(range.without(ours));
    }
    return ranges;
  }

  /**
   * A place where another stack may have its data.
   *
   * @param span every key of the place
   * @param basePath the base path of such a stack
   */
  public record Stack(KeyRange span, String basePath) {

    /** The prefixes of its keys of technology profiles and resources. */
    public List<String> prefixes() {
      return MARKERS.stream()
          .map(marker -> basePath + "/" + marker)
          .filter(prefix -> span.contains(new Key(prefix)))
          .toList();
    }
  }

  /** The place of a key in {@link #stackRanges}. */
  public Stack stackOf(Key key) {
    KeyPath path = new KeyPath(key);
    String base = keys.basePath();
    if (!path.skip(base + "/")) {
      // service/voltha, or a path that begins with it
      path.skip("service/");
      base = "service/" + path.next();
    }
    String child = path.next();
    return MARKERS.contains(child + "/")
        ? new Stack(path.span(), base)
        : new Stack(path.span(), base + "/" + child);
  }

  /** The class of the keys below a prefix of another stack. */
  public KeyClass.Foreign ofStack(Stack stack, String prefix) {
    boolean isOfTemplates = prefix.endsWith("/technology_profiles/");
    return new KeyClass.Foreign(
        KeyRange.prefix(prefix),
        Kind.OTHER_PATH,
        prefix,
        Optional.empty(),
        Optional.empty(),
        false,
        isOfTemplates ? "of another path" : "of another base path",
        Optional.of(
            isOfTemplates
                ? new ReadAt.TemplatePath(stack.basePath() + "/technology_profiles")
                : new ReadAt.BasePath(stack.basePath())));
  }
}
