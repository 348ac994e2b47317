package org.ponkeeper.tck;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.Finding;
import org.ponkeeper.olt.IdOwner;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.olt.PoolContents;
import org.ponkeeper.olt.TakenId;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.Sleeper;
import org.ponkeeper.store.Txn;

/**
 * Runs random operations on the pools of an OLT, and compares the results of the library with a
 * {@link PoolModel}.
 */
final class PoolWalk {

  static final PoolModel.Template OWN = new PoolModel.Template(64, 3, false);
  static final PoolModel.Template SHARING = new PoolModel.Template(65, 1, true);

  private static final OltId OLT = new OltId("olt-walk");
  private static final List<ResourceType> TYPES = List.of(ResourceType.values());
  private static final Pattern POOL =
      Pattern.compile("\\{.*\"pool\":\"([^\"]*)\",\"start_idx\":(\\d+)}");

  private final KeyValueStore store;
  private final long seed;
  private final SplittableRandom random;
  private final PonkeeperOptions options;
  private final PoolModel model;
  private Ponkeeper ponkeeper;
  private Olt olt;
  private final List<String> steps = new ArrayList<>();

  private PoolWalk(KeyValueStore store, long seed) {
    this.store = store;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    // A separate base path for each seed, and no threads of the library: the steps run one after
    // the other.
    this.options =
        PonkeeperOptions.DEFAULTS
            .withPaths("walk/" + seed, PonkeeperOptions.DEFAULTS.templatePath())
            .withWatch(false)
            .withExecutor(
                Environment.forTesting(
                    Runnable::run, System::nanoTime, Sleeper.THREAD, random.split()));
    this.ponkeeper = Ponkeeper.on(store, options);
    this.olt = ponkeeper.olt(Technology.XGS_PON, OLT);
    this.model = register();
  }

  /**
   * Runs the operations.
   *
   * @param seed the same seed gives the same operations
   * @param length the number of operations
   * @return the first difference between library and model, if any
   */
  static Optional<String> run(KeyValueStore store, long seed, int length) {
    PoolWalk walk = new PoolWalk(store, seed);
    try {
      for (int i = 0; i < length; i++) {
        walk.step();
      }
      walk.compareAll();
      return Optional.empty();
    } catch (Otherwise otherwise) {
      return Optional.of(
          "seed %s: %s%nafter %s".formatted(seed, otherwise.getMessage(), walk.steps));
    } finally {
      walk.ponkeeper.close();
      // A thousand walks share a store, and remaining keys would slow down all of them.
      store.deleteAll(KeyRange.prefix("walk/" + seed + "/"));
    }
  }

  /** The library's result differs from the model's. */
  private static final class Otherwise extends RuntimeException {
    private static final long serialVersionUID = 1;

    Otherwise(String message) {
      super(message);
    }
  }

  private PoolModel register() {
    int pons = 1 + random.nextInt(3);
    Map<ResourceType, IdRanges> ranges = new EnumMap<>(ResourceType.class);
    ranges.put(ResourceType.ONU_ID, ranges(1, 8));
    ranges.put(ResourceType.ALLOC_ID, ranges(1024, 1034));
    ranges.put(ResourceType.GEM_PORT_ID, ranges(1024, 1054));
    ranges.put(ResourceType.FLOW_ID, ranges(1, 12));
    OltRegistration.Builder registration = OltRegistration.builder().pons(0, pons - 1);
    ranges.forEach(registration::ids);
    if (random.nextInt(4) == 0) {
      registration.fullPools();
    }
    Map<ResourceType, NavigableSet<Integer>> offered = new EnumMap<>(ResourceType.class);
    Map<ResourceType, Integer> shared = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      NavigableSet<Integer> ids = new TreeSet<>();
      for (IdRange part : ranges.getOrDefault(type, IdRanges.of(1, 1)).parts()) {
        for (int id = part.first(); id <= part.last(); id++) {
          ids.add(id);
        }
      }
      offered.put(type, ids);
      if (random.nextInt(3) == 0) {
        shared.put(type, 1 + random.nextInt(3));
        registration.sharedPool(type, shared.getOrDefault(type, 0));
      }
    }
    olt.register(registration.build());
    return new PoolModel(pons, offered, shared);
  }

  /** One range, or two with a gap between them. */
  private IdRanges ranges(int first, int last) {
    int gap = first + 2 + random.nextInt(last - first - 3);
    return random.nextBoolean()
        ? IdRanges.of(first, last)
        : IdRanges.parse("%s-%s,%s-%s".formatted(first, gap - 1, gap + 1, last));
  }

  private void step() {
    int pon = random.nextInt(model.pons());
    ResourceType type = TYPES.get(random.nextInt(TYPES.size()));
    int ponId = pon;
    String owner = "owner-" + random.nextInt(4);
    OwnerName name = new OwnerName(owner);
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        int count = 1 + random.nextInt(5);
        same(
            "allocate %s %s to %s on %s".formatted(count, type, owner, pon),
            model.allocate(pon, type, owner, count),
            () -> ids(olt.ids().allocate(ponId, type, name, count).ids()));
      }
      case 3 -> {
        SortedSet<Integer> wanted = someIds(type);
        same(
            "reserve %s %s for %s on %s".formatted(type, wanted, owner, pon),
            model.reserve(pon, type, owner, wanted),
            () -> ids(olt.ids().reserve(ponId, type, name, wanted).ids()));
      }
      case 4, 5 ->
          same(
              "release %s of %s on %s".formatted(type, owner, pon),
              model.release(pon, type, owner),
              () -> ids(olt.ids().release(ponId, type, name).ids()));
      case 6, 7 -> {
        SortedSet<Integer> some = someIds(type);
        SortedSet<Integer> lost = model.nobodys(pon, type);
        SortedSet<Integer> ids = lost.isEmpty() || random.nextBoolean() ? some : lost;
        same(
            "release %s %s on %s".formatted(type, ids, pon),
            model.releaseUnclaimed(pon, type, ids),
            () -> ids(olt.ids().releaseUnclaimed(ponId, type, ids).ids()));
      }
      case 8, 9, 10, 11 -> create(pon);
      case 12, 13 -> delete(pon);
      case 14 -> damageOrReserve(pon, type);
      default -> restart();
    }
    compare(pon, type);
  }

  private SortedSet<Integer> someIds(ResourceType type) {
    int first = type == ResourceType.ONU_ID || type == ResourceType.FLOW_ID ? 1 : 1024;
    SortedSet<Integer> ids = new TreeSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      // Occasionally before the first or after the last id of the range.
      ids.add(Math.max(0, first - 1 + random.nextInt(type == ResourceType.GEM_PORT_ID ? 34 : 14)));
    }
    return ids;
  }

  private PoolModel.Path path(int pon, PoolModel.Template template) {
    return new PoolModel.Path(template.id(), pon, 1 + random.nextInt(3), random.nextInt(3));
  }

  private void create(int pon) {
    PoolModel.Template template = random.nextInt(3) == 0 ? SHARING : OWN;
    PoolModel.Path path = path(pon, template);
    same(
        "create " + path,
        model.create(template, path),
        () ->
            text(
                olt.instances().create(new TechProfileId(path.template()), port(path)).instance()));
  }

  private void delete(int pon) {
    PoolModel.Path path = path(pon, random.nextInt(3) == 0 ? SHARING : OWN);
    same(
        "delete " + path,
        model.delete(path),
        () ->
            olt.instances().delete(new TechProfileId(path.template()), port(path)).deleted()
                ? "deleted"
                : "absent");
  }

  private static UniPort port(PoolModel.Path path) {
    return UniPort.of(OLT.device(), path.pon(), path.onu(), path.uni());
  }

  private static String text(Instance instance) {
    return instance.allocId() + ":" + instance.gemPortIds();
  }

  private static String ids(List<Integer> ids) {
    return ids.toString();
  }

  /**
   * A change by another writer: an id is taken without an owner, or a GEM port id becomes reserved.
   */
  private void damageOrReserve(int pon, ResourceType type) {
    if (random.nextBoolean()) {
      int gemPort = 1024 + random.nextInt(34);
      steps.add("reserve GEM port id " + gemPort + " for ever");
      model.reserveForEver(gemPort);
      store.commit(
          Txn.put(
              new Key("walk/" + seed + "/resource_manager/config/reserved_gemport_ids"),
              Bytes.utf8(model.reservedGemPorts().toString())));
    } else {
      leak(pon, type, someIds(type).first());
    }
    olt.refresh();
  }

  private void leak(int pon, ResourceType type, int id) {
    Key key = poolKey(olt.ids().list(pon, type).id().index(), type);
    Optional<KeyValue> there = store.get(key);
    if (there.isEmpty()) {
      return;
    }
    Matcher m = POOL.matcher(there.get().value().toUtf8());
    require(m.matches(), there.get().value().toUtf8());
    if (model.leak(pon, type, id)) {
      steps.add("lose %s id %s on %s".formatted(type, id, pon));
      BitSet bits = BitSet.valueOf(Base64.getDecoder().decode(m.group(1)));
      bits.set(id - Integer.parseInt(m.group(2)));
      String text = there.get().value().toUtf8();
      String base64 = Base64.getEncoder().encodeToString(bits.toByteArray());
      store.commit(
          Txn.put(
              key, Bytes.utf8(text.substring(0, m.start(1)) + base64 + text.substring(m.end(1)))));
    }
  }

  private Key poolKey(int index, ResourceType type) {
    String name =
        switch (type) {
          case ONU_ID -> "onu_id";
          case ALLOC_ID -> "alloc_id";
          case GEM_PORT_ID -> "gemport_id";
          case FLOW_ID -> "flow_id";
        };
    return new Key(
        "walk/%s/resource_manager/{XGS-PON}/{%s}/%s_pool/{%s}".formatted(seed, OLT, name, index));
  }

  private void restart() {
    steps.add("restart");
    ponkeeper.close();
    ponkeeper = Ponkeeper.on(store, options);
    olt = ponkeeper.olt(Technology.XGS_PON, OLT);
  }

  private void same(String step, String expected, Supplier<String> call) {
    steps.add(step);
    String answer;
    try {
      answer = call.get();
    } catch (PonkeeperException e) {
      answer = e.code().name();
    }
    require(answer.equals(expected), "%s: %s, not %s".formatted(step, answer, expected));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new Otherwise(message);
    }
  }

  /** Compares the library's view of a pool, and the stored pool, with the model. */
  private void compare(int pon, ResourceType type) {
    PoolContents view = olt.ids().list(pon, type);
    Map<Integer, String> expected = new TreeMap<>(model.owners(pon, type));
    model.nobodys(pon, type).forEach(id -> expected.put(id, "nobody"));
    Map<Integer, String> found = new TreeMap<>();
    for (TakenId taken : view.taken()) {
      switch (taken.owner()) {
        case IdOwner.ByInstance instance -> found.put(taken.id(), "an instance");
        case IdOwner.ByClaim claim -> found.put(taken.id(), claim.toString());
        case IdOwner.Unknown unknown -> found.put(taken.id(), "nobody");
        case IdOwner.Reserved reserved ->
            require(model.isReserved(type, taken.id()), taken.id() + " is not reserved");
        case IdOwner.ByNeighbour neighbour -> require(false, neighbour.toString());
        case IdOwner.Outside outside -> require(false, outside.toString());
      }
    }
    require(found.equals(expected), "%s on %s: %s, not %s".formatted(type, pon, found, expected));
    require(view.free() == model.freeCount(pon, type), type + " free: " + view.free());
    stored(pon, view.id());
  }

  private void stored(int pon, PoolId id) {
    ResourceType type = id.type();
    SortedSet<Integer> bits = new TreeSet<>();
    Optional<KeyValue> there = store.get(poolKey(id.index(), type));
    if (there.isPresent()) {
      Matcher m = POOL.matcher(there.get().value().toUtf8());
      require(m.matches(), there.get().value().toUtf8());
      BitSet.valueOf(Base64.getDecoder().decode(m.group(1))).stream()
          .forEach(bit -> bits.add(bit + Integer.parseInt(m.group(2))));
    }
    SortedSet<Integer> taken = model.taken(pon, type);
    require(bits.containsAll(taken), "%s bits %s, taken %s".formatted(type, bits, taken));
    bits.removeAll(taken);
    bits.removeIf(bit -> model.isReserved(type, bit));
    require(bits.isEmpty(), "%s bits of nobody: %s".formatted(type, bits));
  }

  private void compareAll() {
    restart();
    for (int pon = 0; pon < model.pons(); pon++) {
      for (ResourceType type : ResourceType.values()) {
        compare(pon, type);
      }
    }
    Map<PoolModel.Path, String> found = new TreeMap<>();
    for (Instance instance : olt.instances().list()) {
      UniPort port = instance.path().uniPort();
      found.put(
          new PoolModel.Path(
              instance.path().template().value(),
              port.pon().number(),
              port.onu().number(),
              port.number()),
          text(instance));
    }
    require(found.equals(model.instances()), found + ", not " + model.instances());
    audit();
  }

  private void audit() {
    SortedSet<Integer> lost = new TreeSet<>();
    Map<String, SortedSet<Integer>> outside = new TreeMap<>();
    for (int pon = 0; pon < model.pons(); pon++) {
      lost.addAll(model.nobodys(pon, ResourceType.ALLOC_ID));
      lost.addAll(model.nobodys(pon, ResourceType.GEM_PORT_ID));
      if (!model.onusOutside(pon).isEmpty()) {
        outside.put("PON " + pon, model.onusOutside(pon));
      }
    }
    SortedSet<Integer> foundLost = new TreeSet<>();
    Map<String, SortedSet<Integer>> foundOutside = new TreeMap<>();
    for (Finding finding : olt.audit().findings()) {
      switch (finding.kind()) {
        case TAKEN_BY_NOBODY -> foundLost.addAll(finding.ids());
        case ONU_OUTSIDE_RANGE -> foundOutside.put(finding.subject(), new TreeSet<>(finding.ids()));
        default -> require(false, finding.toString());
      }
    }
    require(foundLost.equals(lost), "nobody's: %s, not %s".formatted(foundLost, lost));
    require(foundOutside.equals(outside), "outside: %s, not %s".formatted(foundOutside, outside));
  }
}
