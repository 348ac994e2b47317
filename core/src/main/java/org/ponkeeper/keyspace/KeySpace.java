package org.ponkeeper.keyspace;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OltModel;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.ScanHint;

/**
 * Builds and parses every key; {@code docs/keyspace.md} is the same as a table. Braces are literal.
 * Immutable.
 *
 * @param basePath the stack's path, for example {@code service/voltha}, without a slash at its end
 * @param templatePath the path of the templates, which is the same for all stacks of VOLTHA before
 *     the openolt adapter 4.7.1
 */
public record KeySpace(String basePath, String templatePath) {

  /** VOLTHA's default base path. */
  public static final String DEFAULT_BASE_PATH = "service/voltha";

  /** VOLTHA's default path of templates. */
  public static final String DEFAULT_TEMPLATE_PATH = "service/voltha/technology_profiles";

  private static final int MAX_PATH_LENGTH = 1000;

  /** {@code {<pon>,<onu>}/…} or {@code {<pon>,<onu>,<uni>}/…}, also below {@code flow_id_info/}. */
  private static final Pattern RESOURCE_OF_ONU =
      Pattern.compile("(flow_id_info/)?\\{([0-9]{1,3}),[0-9]+(?:,[0-9]+)?}/.+");

  /**
   * Checks the paths.
   *
   * @throws InvalidRequestException {@code PATH_INVALID} if a path is empty, too long, or begins or
   *     ends with a slash
   */
  public KeySpace {
    check("base path", basePath);
    check("template path", templatePath);
  }

  static void check(String what, String path) {
    if (path.isBlank()
        || path.length() > MAX_PATH_LENGTH
        || path.startsWith("/")
        || path.endsWith("/")) {
      throw new InvalidRequestException(ErrorCode.PATH_INVALID)
          .with(what, path)
          .with("reason", "a path has 1 to 1000 characters and no slash at either end");
    }
  }

  // ---- templates: <templatePath>/<TECH>/<id>

  /** The key of a template. */
  public Key template(Technology technology, TechProfileId id) {
    return new Key(templatesPrefix(technology) + id);
  }

  /** The range of a technology's templates; other keys may be there too, deeper. */
  public KeyRange templates(Technology technology) {
    return KeyRange.prefix(templatesPrefix(technology));
  }

  /** The template's id; empty if it is not the key of a template, which ends after the id. */
  public Optional<TechProfileId> parseTemplate(Technology technology, Key key) {
    return rest(key, templatesPrefix(technology)).flatMap(KeySpace::templateId);
  }

  /** The range after a key's template, past all keys deeper than it. */
  public KeyRange templatesAfter(Technology technology, Key key) {
    String text = firstSegment(rest(key, templatesPrefix(technology)).orElseThrow());
    boolean deeper = key.text().length() > templatesPrefix(technology).length() + text.length();
    // "64" itself sorts before "64/...", and other ids ("64-x") may sort between the two.
    String next =
        deeper
            ? KeyRange.afterPrefix(templatesPrefix(technology) + text + "/").orElseThrow()
            : key.text() + '\0';
    return KeyRange.from(next, templates(technology));
  }

  /** The keys below the key of a template: instances of before June 2021. */
  public KeyRange belowTemplate(Technology technology, TechProfileId id) {
    return KeyRange.prefix(template(technology, id).text() + "/");
  }

  /** Whether stacks with another base path may read the template path. */
  public boolean isTemplatePathOfAll() {
    return templatePath.equals(DEFAULT_TEMPLATE_PATH) || !templatePath.startsWith(basePath + "/");
  }

  /** Every key below the template path. */
  public KeyRange templatePathRange() {
    return KeyRange.prefix(templatePath + "/");
  }

  private String templatesPrefix(Technology technology) {
    return templatePath + "/" + technology + "/";
  }

  // ---- instances: <basePath>/resource_instances/<TECH>/<id>/olt-{D}/pon-{N}/onu-{N}/uni-{N}

  /** The key of an instance. */
  public Key instance(InstancePath path) {
    return new Key(basePath + "/resource_instances/" + path);
  }

  /** The range of all instances of a technology. */
  public KeyRange instances(Technology technology) {
    return KeyRange.prefix(instancesPrefix(technology));
  }

  /** The range of all instances of a template, on any OLT. */
  public KeyRange instances(Technology technology, TechProfileId template) {
    return KeyRange.prefix(instancesPrefix(technology) + template + "/");
  }

  /** The range of the instances of a template on an OLT. */
  public KeyRange instances(Technology technology, TechProfileId template, OltId olt) {
    return KeyRange.prefix(instancesPrefix(technology) + template + "/olt-{" + olt + "}/");
  }

  /** The range of the instances of a template on a PON. */
  public KeyRange instances(Technology technology, TechProfileId template, OltId olt, int pon) {
    return KeyRange.prefix(
        instancesPrefix(technology) + template + "/olt-{" + olt + "}/pon-{" + pon + "}/");
  }

  /** The range of the instances of a template on an ONU. */
  public KeyRange instances(
      Technology technology, TechProfileId template, OltId olt, int pon, int onu) {
    return KeyRange.prefix(
        instances(technology, template, olt, pon).startInclusive() + "onu-{" + onu + "}/");
  }

  /** The range of a template's instances without an OLT in their path, as before April 2020. */
  public KeyRange instancesWithoutOlt(Technology technology, TechProfileId template) {
    return KeyRange.prefix(instancesPrefix(technology) + template + "/pon-{");
  }

  /** The range after a template's instances, to find the next template in use. */
  public KeyRange instancesAfter(Technology technology, String templateText) {
    return KeyRange.from(
        KeyRange.afterPrefix(instancesPrefix(technology) + templateText + "/").orElseThrow(),
        instances(technology));
  }

  /** The range after an OLT among the instances of a template, to find the next OLT. */
  public KeyRange instancesAfterOlt(
      Technology technology, TechProfileId template, String oltSegment) {
    return KeyRange.from(
        KeyRange.afterPrefix(instancesPrefix(technology) + template + "/" + oltSegment + "/")
            .orElseThrow(),
        instances(technology, template));
  }

  /** The text in the place of the template id, in a key of {@code instances(tech)}. */
  public Optional<String> instanceTemplateText(Technology technology, Key key) {
    return rest(key, instancesPrefix(technology)).map(KeySpace::firstSegment);
  }

  /** The template id of a key in {@code instances(tech)}; empty if it has no valid one. */
  public Optional<TechProfileId> parseInstanceTemplate(Technology technology, Key key) {
    return rest(key, instancesPrefix(technology))
        .filter(text -> text.contains("/"))
        .flatMap(text -> templateId(firstSegment(text)));
  }

  /**
   * The keys with the same text up to the slash after the template, for a key of {@code
   * instances(tech)}.
   */
  public KeyRange besideInstance(Technology technology, Key key) {
    String upToTemplate =
        instancesPrefix(technology) + instanceTemplateText(technology, key).orElseThrow();
    return key.text().equals(upToTemplate) ? KeyRange.of(key) : KeyRange.prefix(upToTemplate + "/");
  }

  /** The text in the place of the OLT, in a key of {@code instances(tech, id)}. */
  public Optional<String> instanceOltSegment(
      Technology technology, TechProfileId template, Key key) {
    return rest(key, instancesPrefix(technology) + template + "/").map(KeySpace::firstSegment);
  }

  /** The instance's path; empty if it is not the key of an instance. */
  public Optional<InstancePath> parseInstance(Technology technology, Key key) {
    return rest(key, instancesPrefix(technology))
        .flatMap(text -> {
          int slash = text.indexOf('/');
          if (slash < 0) {
            return Optional.empty();
          }
          Optional<TechProfileId> id = templateId(text.substring(0, slash));
          Optional<UniPort> uni = UniPort.find(text.substring(slash + 1));
          return id.isPresent() && uni.isPresent()
              ? Optional.of(new InstancePath(technology, id.get(), uni.get()))
              : Optional.empty();
        });
  }

  /** A parser of the keys of the OLT's instances. */
  public InstancePaths instancePaths(Technology technology, OltId olt) {
    return new InstancePaths(instancesPrefix(technology), technology, olt);
  }

  private String instancesPrefix(Technology technology) {
    return instancesPath() + technology + "/";
  }

  String instancesPath() {
    return basePath + "/resource_instances/";
  }

  // ---- older instances:
  // <basePath>/technology_profiles/<TECH>/<id>/olt-{D}/pon-{N}/onu-{N}/uni-{N}

  /** The range of the older format that corresponds to a range of instances. */
  public KeyRange older(KeyRange instances) {
    return new KeyRange(
        olderText(instances.startInclusive()), instances.endExclusive().map(this::olderText));
  }

  /** The instance's key in the older format. */
  public Key older(Key instance) {
    return new Key(olderText(instance.text()));
  }

  /** The present key of an instance, from its key in the older format. */
  public Key successor(Key older) {
    return new Key(instancesPath() + rest(older, olderPath()).orElseThrow());
  }

  private String olderText(String text) {
    return olderPath() + text.substring(instancesPath().length());
  }

  String olderPath() {
    return basePath + "/technology_profiles/";
  }

  // ---- pools: <basePath>/resource_manager/[{TECH}/]{device}/<type>_pool/{index}

  /** The key of a pool. */
  public Key pool(PoolKeyLayout layout, Technology technology, OltId olt, PoolId id) {
    return new Key(poolsPrefix(layout, technology, olt, id.type()) + "{" + id.index() + "}");
  }

  /** The range of an OLT's pools of one type. */
  public KeyRange pools(PoolKeyLayout layout, Technology technology, OltId olt, ResourceType type) {
    return KeyRange.prefix(poolsPrefix(layout, technology, olt, type));
  }

  /** The ranges of an OLT's pools, one for each type. */
  public List<KeyRange> poolsOf(PoolKeyLayout layout, Technology technology, OltId olt) {
    return Arrays.stream(ResourceType.values())
        .map(type -> pools(layout, technology, olt, type))
        .toList();
  }

  /** The pool's id; empty if it is not the key of a pool. */
  public Optional<PoolId> parsePool(
      PoolKeyLayout layout, Technology technology, OltId olt, ResourceType type, Key key) {
    return parsePool(pools(layout, technology, olt, type), type, key);
  }

  /** The same for keys of a range of pools, which is computed once for all of them. */
  public Optional<PoolId> parsePool(KeyRange pools, ResourceType type, Key key) {
    return rest(key, pools.startInclusive())
        .filter(text -> text.length() > 2 && text.startsWith("{") && text.endsWith("}"))
        .flatMap(text -> number(text.substring(1, text.length() - 1)))
        .filter(index -> index <= PonId.LAST)
        .map(index -> new PoolId(type, index));
  }

  /** The range of an OLT's pools and other resource keys. */
  public KeyRange resourcesOf(PoolKeyLayout layout, Technology technology, OltId olt) {
    return KeyRange.prefix(resourcesPrefix(layout, technology, olt));
  }

  /** Parses a resource key of an OLT; empty if it is not one. */
  public Optional<ResourceKey> parseResource(
      PoolKeyLayout layout, Technology technology, OltId olt, Key key) {
    return rest(key, resourcesPrefix(layout, technology, olt))
        .map(text -> {
          for (ResourceType type : ResourceType.values()) {
            Optional<PoolId> pool = parsePool(layout, technology, olt, type, key);
            if (pool.isPresent()) {
              return new ResourceKey.Pool(pool.get());
            }
          }
          Matcher m = RESOURCE_OF_ONU.matcher(text);
          if (!m.matches() || Integer.parseInt(m.group(2)) > PonId.LAST) {
            return new ResourceKey.Other();
          }
          int pon = Integer.parseInt(m.group(2));
          return m.group(1) == null ? new ResourceKey.OfOnu(pon) : new ResourceKey.FlowInfo(pon);
        });
  }

  /** The key in another layout of a resource key of the OLT. */
  public Key inLayout(
      PoolKeyLayout to, Key key, PoolKeyLayout from, Technology technology, OltId olt) {
    return new Key(
        resourcesPrefix(to, technology, olt)
            + rest(key, resourcesPrefix(from, technology, olt)).orElseThrow());
  }

  private String poolsPrefix(
      PoolKeyLayout layout, Technology technology, OltId olt, ResourceType type) {
    return resourcesPrefix(layout, technology, olt) + poolName(type) + "/";
  }

  String resourcesPrefix(PoolKeyLayout layout, Technology technology, OltId olt) {
    return layoutPrefix(layout, technology) + "{" + olt + "}/";
  }

  private String layoutPrefix(PoolKeyLayout layout, Technology technology) {
    String technologySegment =
        layout == PoolKeyLayout.WITH_TECHNOLOGY ? "{" + technology + "}/" : "";
    return resourceManager() + technologySegment;
  }

  static String poolName(ResourceType type) {
    return switch (type) {
      case ONU_ID -> "onu_id_pool";
      case ALLOC_ID -> "alloc_id_pool";
      case GEM_PORT_ID -> "gemport_id_pool";
      case FLOW_ID -> "flow_id_pool";
    };
  }

  /** The range of the pools and maps of all OLTs. */
  public KeyRange resourceManagerRange() {
    return KeyRange.prefix(resourceManager());
  }

  /**
   * The OLT of a pool's key, in either layout.
   *
   * @param technology empty if the key does not contain it
   */
  public record PoolOwner(Optional<Technology> technology, OltId olt) {}

  /** The OLT of the pool; empty if it is not the key of a pool in either layout. */
  public Optional<PoolOwner> parsePoolOwner(Key key) {
    return rest(key, resourceManager())
        .flatMap(text -> {
          String[] segments = text.split("/", -1);
          int name = segments.length - 2;
          if (name < 1 || name > 2 || !isPoolName(segments[name])) {
            return Optional.empty();
          }
          Optional<String> device = braced(segments[name - 1]).filter(OltId::isLegal);
          if (device.isEmpty()) {
            return Optional.empty();
          }
          if (name == 1) {
            return Optional.of(new PoolOwner(Optional.empty(), new OltId(device.get())));
          }
          return braced(segments[0])
              .flatMap(Technology::find)
              .map(tech -> new PoolOwner(Optional.of(tech), new OltId(device.get())));
        });
  }

  private static boolean isPoolName(String text) {
    for (ResourceType type : ResourceType.values()) {
      if (poolName(type).equals(text)) {
        return true;
      }
    }
    return false;
  }

  String resourceManager() {
    return basePath + "/resource_manager/";
  }

  // ---- ranges by model: <basePath>/resource_manager/[{TECH}/]resource_ranges/<model>

  /** The key of the ranges of a model. */
  public Key modelRanges(PoolKeyLayout layout, Technology technology, OltModel model) {
    return new Key(resourceRangesPrefix(layout, technology) + model);
  }

  /** The range of the models' ranges of ids, which VOLTHA's adapter reads. */
  public KeyRange resourceRanges(PoolKeyLayout layout, Technology technology) {
    return KeyRange.prefix(resourceRangesPrefix(layout, technology));
  }

  /** The key in another layout of a model's ranges. */
  public Key rangesInLayout(PoolKeyLayout to, Key key, PoolKeyLayout from, Technology technology) {
    return new Key(
        resourceRangesPrefix(to, technology)
            + rest(key, resourceRangesPrefix(from, technology)).orElseThrow());
  }

  private String resourceRangesPrefix(PoolKeyLayout layout, Technology technology) {
    return layoutPrefix(layout, technology) + "resource_ranges/";
  }

  // ---- reserved GEM port ids: <basePath>/resource_manager/config/reserved_gemport_ids

  /** The key of the GEM port ids that must not be allocated. */
  public Key reservedGemPortIds() {
    return new Key(resourceManager() + "config/reserved_gemport_ids");
  }

  // ---- trials: <basePath>/ponkeeper/trial

  /** The key that marks a base path as the data of one experiment, and names its run. */
  public Key trial() {
    return new Key(basePath + "/ponkeeper/trial");
  }

  // ---- restores: <basePath>/ponkeeper/restore

  /** The key that exists while a backup is being restored. */
  public Key restore() {
    return new Key(basePath + "/ponkeeper/restore");
  }

  // ---- OLT records: <basePath>/ponkeeper/olts/<TECH>/<device>

  /** The key of an OLT's record. */
  public Key oltRecord(Technology technology, OltId olt) {
    return new Key(oltRecordsPrefix() + technology + "/" + olt);
  }

  /** The range of the records of all OLTs. */
  public KeyRange oltRecords() {
    return KeyRange.prefix(oltRecordsPrefix());
  }

  /** The OLT of a record's key. */
  public record RecordOwner(Technology technology, OltId olt) {}

  /** The OLT of the record; empty if it is not the key of a record. */
  public Optional<RecordOwner> parseOltRecord(Key key) {
    return rest(key, oltRecordsPrefix())
        .flatMap(text -> {
          int slash = text.indexOf('/');
          if (slash < 0 || !OltId.isLegal(text.substring(slash + 1))) {
            return Optional.empty();
          }
          return Technology.find(text.substring(0, slash))
              .map(tech -> new RecordOwner(tech, new OltId(text.substring(slash + 1))));
        });
  }

  private String oltRecordsPrefix() {
    return basePath + "/ponkeeper/olts/";
  }

  // ---- claims: <basePath>/ponkeeper/claims/<TECH>/<device>/<pon>/<type>/<owner>

  /** The key of a claim. */
  public Key claim(Technology technology, OltId olt, ClaimKey claim) {
    return new Key(
        claimsPrefix(technology, olt)
            + claim.pon()
            + "/"
            + claim.type().text()
            + "/"
            + claim.owner());
  }

  /** The range of all claims of an OLT. */
  public KeyRange claims(Technology technology, OltId olt) {
    return KeyRange.prefix(claimsPrefix(technology, olt));
  }

  /** The range of the claims of a PON. */
  public KeyRange claims(Technology technology, OltId olt, int pon) {
    return KeyRange.prefix(claimsPrefix(technology, olt) + pon + "/");
  }

  /** The range of the claims to ids of a type on a PON. */
  public KeyRange claims(Technology technology, OltId olt, int pon, ResourceType type) {
    return KeyRange.prefix(claimsPrefix(technology, olt) + pon + "/" + type.text() + "/");
  }

  /** The range of the claims of all OLTs. */
  public KeyRange claims() {
    return KeyRange.prefix(claimsPath());
  }

  /** How to recognise the claims of an owner in a range of claims. */
  public ScanHint claimsOf(OwnerName owner) {
    return new ScanHint.KeyEndsWith("/" + owner);
  }

  /** The OLT of a claim's key; empty if it is not the key of a claim. */
  public Optional<RecordOwner> parseClaimOlt(Key key) {
    String[] parts = rest(key, claimsPath()).orElse("").split("/", -1);
    if (parts.length != 5 || !OltId.isLegal(parts[1])) {
      return Optional.empty();
    }
    return Technology.find(parts[0])
        .map(technology -> new RecordOwner(technology, new OltId(parts[1])))
        .filter(of -> parseClaim(of.technology(), of.olt(), key).isPresent());
  }

  /** The claim; empty if it is not the key of a claim. */
  public Optional<ClaimKey> parseClaim(Technology technology, OltId olt, Key key) {
    return rest(key, claimsPrefix(technology, olt))
        .map(text -> text.split("/", -1))
        .filter(parts -> parts.length == 3 && OwnerName.isLegal(parts[2]))
        .flatMap(parts ->
            number(parts[0])
                .filter(pon -> pon <= PonId.LAST)
                .flatMap(pon ->
                    ResourceType.find(parts[1])
                        .map(type -> new ClaimKey(pon, type, new OwnerName(parts[2])))));
  }

  private String claimsPrefix(Technology technology, OltId olt) {
    return claimsPath() + technology + "/" + olt + "/";
  }

  String claimsPath() {
    return basePath + "/ponkeeper/claims/";
  }

  // ---- turns: <basePath>/ponkeeper/turns/<TECH>/<device>/<writer>

  /** The key by which a writer requests the next turn on the OLT. */
  public Key turn(Technology technology, OltId olt, String writer) {
    return new Key(turnsPrefix(technology, olt) + writer);
  }

  /** The range of the requests for turns on an OLT. */
  public KeyRange turns(Technology technology, OltId olt) {
    return KeyRange.prefix(turnsPrefix(technology, olt));
  }

  private String turnsPrefix(Technology technology, OltId olt) {
    return turnsPath() + technology + "/" + olt + "/";
  }

  String turnsPath() {
    return basePath + "/ponkeeper/turns/";
  }

  /** The path of the openolt adapter's own data; see {@link OpenOltKeys}. */
  String openOlt() {
    return basePath + "/openolt/";
  }

  /** The prefixes of the keys of VOLTHA and Ponkeeper; each ends with a slash. */
  List<String> ownPrefixes() {
    return List.of(
        templatePath + "/",
        basePath + "/technology_profiles/",
        basePath + "/resource_instances/",
        resourceManager(),
        ownPath());
  }

  String ownPath() {
    return basePath + "/ponkeeper/";
  }

  /** Every key below the base path. */
  public KeyRange basePathRange() {
    return KeyRange.prefix(basePath + "/");
  }

  // ---- parts of keys

  static Optional<String> rest(Key key, String prefix) {
    return key.text().startsWith(prefix)
        ? Optional.of(key.text().substring(prefix.length()))
        : Optional.empty();
  }

  private static String firstSegment(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  static Optional<String> braced(String segment) {
    return segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}")
        ? Optional.of(segment.substring(1, segment.length() - 1))
        : Optional.empty();
  }

  /** Parses a template id; empty if it is not one. */
  public Optional<TechProfileId> parseTemplateId(String text) {
    return templateId(text);
  }

  private static Optional<TechProfileId> templateId(String text) {
    return number(text).filter(n -> n <= 65535).map(TechProfileId::new);
  }

  /** Parses a decimal number without sign and leading zeros, of at most 9 digits. */
  static Optional<Integer> number(String text) {
    if (text.isEmpty() || text.length() > 9 || (text.length() > 1 && text.charAt(0) == '0')) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    return Optional.of(Integer.parseInt(text));
  }
}
