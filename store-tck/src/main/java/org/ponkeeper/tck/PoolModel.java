package org.ponkeeper.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.pool.ResourceType;

/**
 * A reference model of the pools of an OLT, as plain sets of integers with their owners, to check
 * the library's results. Knows nothing of bitmaps, keys and transactions, and shares no code with
 * the library.
 */
final class PoolModel {

  /** A template of the model: how many GEM ports, and whether UNIs of an ONU share the Alloc-ID. */
  record Template(int id, int gemPorts, boolean sharing) {}

  /** The path of an instance. */
  record Path(int template, int pon, int onu, int uni) implements Comparable<Path> {
    @Override
    public int compareTo(Path other) {
      return Arrays.compare(
          new int[] {pon, onu, uni, template},
          new int[] {other.pon, other.onu, other.uni, other.template});
    }
  }

  /** The ids of an instance. */
  private record Ids(int allocId, List<Integer> gemPorts) {}

  private record Pool(ResourceType type, int index) {}

  private record Claim(int pon, ResourceType type, String owner) {}

  private final int pons;
  private final Map<ResourceType, NavigableSet<Integer>> offered;
  private final Map<ResourceType, Integer> shared;
  private final Set<Integer> reservedGemPorts = new TreeSet<>();
  private final Map<Pool, SortedSet<Integer>> taken = new HashMap<>();
  private final Map<Claim, SortedSet<Integer>> claims = new HashMap<>();
  private final Map<Path, Ids> instances = new TreeMap<>();

  /**
   * Pools without taken ids.
   *
   * @param pons the number of PONs, numbered from 0
   * @param offered the ids of the ranges of each type
   * @param shared the index of each pool that all PONs share
   */
  PoolModel(
      int pons,
      Map<ResourceType, NavigableSet<Integer>> offered,
      Map<ResourceType, Integer> shared) {
    this.pons = pons;
    this.offered = new EnumMap<>(offered);
    this.shared = shared.isEmpty() ? Map.of() : new EnumMap<>(shared);
  }

  private Pool pool(int pon, ResourceType type) {
    return new Pool(type, shared.getOrDefault(type, pon));
  }

  private SortedSet<Integer> taken(Pool pool) {
    return taken.computeIfAbsent(pool, p -> new TreeSet<>());
  }

  private NavigableSet<Integer> offered(ResourceType type) {
    return Objects.requireNonNull(offered.get(type));
  }

  private boolean isWithin(ResourceType type, int id) {
    return id >= offered(type).first() && id <= offered(type).last();
  }

  /** Whether the id is in a gap between ranges, or in the list of reserved ids. */
  boolean isReserved(ResourceType type, int id) {
    boolean listed = type == ResourceType.GEM_PORT_ID && reservedGemPorts.contains(id);
    return listed || (isWithin(type, id) && !offered(type).contains(id));
  }

  /** The ONUs with instances on a PON whose ids are in no range. */
  SortedSet<Integer> onusOutside(int pon) {
    SortedSet<Integer> outside = new TreeSet<>();
    for (Path path : instances.keySet()) {
      if (path.pon() == pon && !offered(ResourceType.ONU_ID).contains(path.onu())) {
        outside.add(path.onu());
      }
    }
    return outside;
  }

  private List<Integer> free(int pon, ResourceType type) {
    List<Integer> free = new ArrayList<>(offered(type));
    free.removeAll(taken(pool(pon, type)));
    free.removeIf(id -> isReserved(type, id));
    return free;
  }

  /** The owner of each id of the pool of a PON. */
  Map<Integer, String> owners(int pon, ResourceType type) {
    Map<Integer, String> owners = new TreeMap<>();
    claims.forEach((claim, ids) -> {
      if (claim.type() == type && pool(claim.pon(), type).equals(pool(pon, type))) {
        ids.forEach(id -> owners.put(id, "owner " + claim.owner() + " on PON " + claim.pon()));
      }
    });
    instances.forEach((path, ids) -> {
      if (pool(path.pon(), type).equals(pool(pon, type))) {
        List<Integer> of =
            switch (type) {
              case ALLOC_ID -> List.of(ids.allocId());
              case GEM_PORT_ID -> ids.gemPorts();
              case ONU_ID, FLOW_ID -> List.of();
            };
        of.forEach(id -> owners.put(id, "an instance"));
      }
    });
    return owners;
  }

  /** The ids that are taken and have no owner, without reserved ones. */
  SortedSet<Integer> nobodys(int pon, ResourceType type) {
    SortedSet<Integer> nobodys = new TreeSet<>(taken(pool(pon, type)));
    nobodys.removeAll(owners(pon, type).keySet());
    nobodys.removeIf(id -> isReserved(type, id));
    return nobodys;
  }

  /** The ids that were taken, by an owner or without one. */
  SortedSet<Integer> taken(int pon, ResourceType type) {
    return new TreeSet<>(taken(pool(pon, type)));
  }

  int freeCount(int pon, ResourceType type) {
    return free(pon, type).size();
  }

  /** Takes an id without an owner, like a writer that stops halfway. */
  boolean leak(int pon, ResourceType type, int id) {
    return free(pon, type).contains(id) && taken(pool(pon, type)).add(id);
  }

  void reserveForEver(int gemPort) {
    reservedGemPorts.add(gemPort);
  }

  Set<Integer> reservedGemPorts() {
    return reservedGemPorts;
  }

  // ---- requests; each returns the ids, or the code of an error

  String allocate(int pon, ResourceType type, String owner, int count) {
    SortedSet<Integer> had = claims.get(new Claim(pon, type, owner));
    if (had != null) {
      return had.size() == count ? had.toString() : ErrorCode.COUNT_OUT_OF_RANGE.name();
    }
    List<Integer> free = free(pon, type);
    return free.size() < count
        ? ErrorCode.POOL_EXHAUSTED.name()
        : claim(pon, type, owner, free.subList(0, count));
  }

  String reserve(int pon, ResourceType type, String owner, SortedSet<Integer> ids) {
    SortedSet<Integer> had = claims.get(new Claim(pon, type, owner));
    if (had != null) {
      return had.equals(ids) ? had.toString() : ErrorCode.COUNT_OUT_OF_RANGE.name();
    }
    for (int id : ids) {
      if (!isWithin(type, id)) {
        return ErrorCode.ID_OUT_OF_LEGAL_SPACE.name();
      }
      if (!free(pon, type).contains(id)) {
        return ErrorCode.ID_OWNED.name();
      }
    }
    return claim(pon, type, owner, ids);
  }

  private String claim(int pon, ResourceType type, String owner, Collection<Integer> ids) {
    SortedSet<Integer> mine = new TreeSet<>(ids);
    claims.put(new Claim(pon, type, owner), mine);
    taken(pool(pon, type)).addAll(mine);
    return mine.toString();
  }

  String release(int pon, ResourceType type, String owner) {
    SortedSet<Integer> had = claims.remove(new Claim(pon, type, owner));
    if (had == null) {
      return "[]";
    }
    giveBack(pon, type, had);
    return had.toString();
  }

  String releaseUnclaimed(int pon, ResourceType type, SortedSet<Integer> ids) {
    for (int id : ids) {
      if (owners(pon, type).containsKey(id) || isReserved(type, id)) {
        return ErrorCode.ID_OWNED.name();
      }
      if (!taken(pool(pon, type)).contains(id)) {
        return isWithin(type, id)
            ? ErrorCode.ID_NOT_TAKEN.name()
            : ErrorCode.ID_OUT_OF_LEGAL_SPACE.name();
      }
    }
    giveBack(pon, type, ids);
    return ids.toString();
  }

  private void giveBack(int pon, ResourceType type, Collection<Integer> ids) {
    Set<Integer> back = new HashSet<>(ids);
    // Ids that were reserved meanwhile stay taken.
    back.removeIf(id -> isReserved(type, id));
    taken(pool(pon, type)).removeAll(back);
  }

  String create(Template template, Path path) {
    Ids there = instances.get(path);
    if (there != null) {
      return text(there);
    }
    Optional<Integer> sharedId =
        template.sharing()
            ? instances.entrySet().stream()
                .filter(e -> e.getKey().template() == path.template())
                .filter(e -> e.getKey().pon() == path.pon() && e.getKey().onu() == path.onu())
                .map(e -> e.getValue().allocId())
                .findFirst()
            : Optional.empty();
    List<Integer> allocIds = free(path.pon(), ResourceType.ALLOC_ID);
    List<Integer> gemPorts = free(path.pon(), ResourceType.GEM_PORT_ID);
    if ((sharedId.isEmpty() && allocIds.isEmpty()) || gemPorts.size() < template.gemPorts()) {
      return ErrorCode.POOL_EXHAUSTED.name();
    }
    Ids ids =
        new Ids(
            sharedId.orElseGet(() -> allocIds.getFirst()),
            List.copyOf(gemPorts.subList(0, template.gemPorts())));
    instances.put(path, ids);
    taken(pool(path.pon(), ResourceType.ALLOC_ID)).add(ids.allocId());
    taken(pool(path.pon(), ResourceType.GEM_PORT_ID)).addAll(ids.gemPorts());
    return text(ids);
  }

  String delete(Path path) {
    Ids ids = instances.remove(path);
    if (ids == null) {
      return "absent";
    }
    giveBack(path.pon(), ResourceType.GEM_PORT_ID, ids.gemPorts());
    if (!owners(path.pon(), ResourceType.ALLOC_ID).containsKey(ids.allocId())) {
      giveBack(path.pon(), ResourceType.ALLOC_ID, List.of(ids.allocId()));
    }
    return "deleted";
  }

  private static String text(Ids ids) {
    return ids.allocId() + ":" + ids.gemPorts();
  }

  /** Every instance, as the library must return it. */
  Map<Path, String> instances() {
    Map<Path, String> all = new TreeMap<>();
    instances.forEach((path, ids) -> all.put(path, text(ids)));
    return all;
  }

  int pons() {
    return pons;
  }
}
