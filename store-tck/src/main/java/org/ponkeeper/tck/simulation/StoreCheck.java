package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.keyspace.ClaimCodec;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.StoreView;

/**
 * Reads the stored data of one OLT with a pool for each PON, and checks the owners of the ids.
 * Shares keys and codecs with the library, but no decision code.
 */
public final class StoreCheck {

  private final KeySpace keys;
  private final Technology technology;
  private final OltId olt;
  private final Set<Integer> pons;

  /** A check of the OLT's PONs. */
  public StoreCheck(KeySpace keys, Technology technology, OltId olt, Set<Integer> pons) {
    this.keys = keys;
    this.technology = technology;
    this.olt = olt;
    this.pons = Set.copyOf(pons);
  }

  /** The stored resource instances, by path. */
  public Map<InstancePath, ResourceInstance> instances(
      KeyValueStore store, List<Violation> violations) {
    Map<InstancePath, ResourceInstance> instances = new TreeMap<>();
    for (KeyValue kv : store.list(List.of(keys.instances(technology)), ScanOptions.ALL)) {
      Optional<InstancePath> path = keys.parseInstance(technology, kv.key());
      if (path.isEmpty() || !path.get().uniPort().olt().equals(olt)) {
        continue;
      }
      switch (ResourceInstanceCodec.decode(path.get(), kv.value())) {
        case Reading.Read<ResourceInstance> read -> instances.put(path.get(), read.value());
        case Reading.Unreadable<ResourceInstance> unreadable ->
            violations.add(
                new Violation(
                    Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE,
                    path.get() + " cannot be read: " + unreadable.reason()));
      }
    }
    return instances;
  }

  /** The stored claims, with their ids. */
  public Map<ClaimKey, Set<Integer>> claims(KeyValueStore store, List<Violation> violations) {
    Map<ClaimKey, Set<Integer>> claims = new TreeMap<>();
    for (KeyValue kv : store.list(List.of(keys.claims(technology, olt)), ScanOptions.ALL)) {
      Optional<ClaimKey> key = keys.parseClaim(technology, olt, kv.key());
      if (key.isPresent()
          && ClaimCodec.decode(kv.value()) instanceof Reading.Read<Set<Integer>> it) {
        claims.put(key.get(), it.value());
      } else {
        violations.add(
            new Violation(
                Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE, kv.key() + " cannot be read"));
      }
    }
    return claims;
  }

  /** Every instance and claim by its name, with its ids as text. */
  public static Map<String, String> contents(
      Map<InstancePath, ResourceInstance> instances, Map<ClaimKey, Set<Integer>> claims) {
    Map<String, String> contents = new TreeMap<>();
    instances.forEach((path, instance) ->
        contents.put(path.toString(), content(instance.allocId(), instance.gemPortIds())));
    claims.forEach((key, ids) -> contents.put(key.toString(), content(ids)));
    return contents;
  }

  /** The ids of an instance as text. */
  public static String content(AllocId allocId, List<GemPortId> gemPortIds) {
    return allocId + " " + gemPortIds;
  }

  /** The ids of a claim as text. */
  public static String content(Set<Integer> claimed) {
    return new TreeSet<>(claimed).toString();
  }

  /** The adapters' data of an instance in these checks: its ids. */
  public static Bytes adapterData(AllocId allocId, List<GemPortId> gemPortIds) {
    return Bytes.utf8(content(allocId, gemPortIds));
  }

  /** The first adapter data without its instance, or the other way round, if any. */
  public Optional<Violation> strayData(
      StoreView adapters, Map<InstancePath, ResourceInstance> instances) {
    Map<String, Bytes> expected = new TreeMap<>();
    instances.forEach((path, instance) ->
        expected.put(path.toString(), adapterData(instance.allocId(), instance.gemPortIds())));
    Map<String, Bytes> found = new TreeMap<>();
    adapters.list().forEach(entry -> found.put(entry.name(), entry.value()));
    Set<String> wrong = new TreeSet<>(expected.keySet());
    wrong.addAll(found.keySet());
    wrong.removeIf(path -> Objects.equals(expected.get(path), found.get(path)));
    return wrong.stream()
        .findFirst()
        .map(path ->
            new Violation(
                Invariant.ADAPTER_DATA_BELONG_TO_AN_INSTANCE,
                "%s: %s where there is %s"
                    .formatted(path, text(found.get(path)), text(expected.get(path)))));
  }

  private static String text(@Nullable Bytes bytes) {
    return bytes == null ? "nothing" : bytes.toUtf8();
  }

  /** The problems with the ids of the OLT; empty if there are none. */
  public List<Violation> violations(KeyValueStore store) {
    List<Violation> violations = new ArrayList<>();
    for (PoolIds ids : pools(store, violations)) {
      ids.owners()
          .forEach((id, owners) -> {
            if (owners.size() > 1) {
              violations.add(
                  new Violation(
                      Invariant.NO_ID_HAS_TWO_OWNERS,
                      "%s of %s belongs to %s"
                          .formatted(id, ids.pool(), String.join(" and ", owners))));
            }
          });
      Set<Integer> notTaken = without(ids.owners().keySet(), ids.taken());
      if (!notTaken.isEmpty()) {
        violations.add(
            new Violation(
                Invariant.EVERY_OWNED_ID_IS_TAKEN, notTaken + " of " + ids.pool() + " are free"));
      }
      Set<Integer> notOwned = without(ids.taken(), ids.owners().keySet());
      if (!notOwned.isEmpty()) {
        violations.add(
            new Violation(
                Invariant.EVERY_TAKEN_ID_IS_OWNED,
                notOwned + " of " + ids.pool() + " have no owner"));
      }
    }
    return violations;
  }

  /** Every id that collides; values that cannot be read are added to the violations. */
  public Set<Collision> collisions(KeyValueStore store, List<Violation> violations) {
    Set<Collision> collisions = new HashSet<>();
    for (PoolIds ids : pools(store, violations)) {
      ids.owners()
          .forEach((id, owners) -> {
            if (owners.size() > 1) {
              collisions.add(new Collision(Collision.Kind.OWNED_TWICE, ids.pool(), id));
            }
            if (!ids.taken().contains(id)) {
              collisions.add(new Collision(Collision.Kind.OWNED_NOT_TAKEN, ids.pool(), id));
            }
          });
    }
    return collisions;
  }

  /** The taken ids of a pool, and its owned ids with their owners. */
  private record PoolIds(PoolId pool, Set<Integer> taken, Map<Integer, List<String>> owners) {}

  private List<PoolIds> pools(KeyValueStore store, List<Violation> violations) {
    Map<InstancePath, ResourceInstance> instances = instances(store, violations);
    Map<ClaimKey, Set<Integer>> claims = claims(store, violations);
    List<PoolIds> pools = new ArrayList<>();
    for (int pon : pons) {
      List<ResourceInstance> onPon =
          instances.values().stream().filter(i -> i.uniPort().pon().number() == pon).toList();
      pools.add(
          pool(store, new PoolId(ResourceType.ONU_ID, pon), new TreeMap<>(), claims, violations));
      pools.add(
          pool(store, new PoolId(ResourceType.ALLOC_ID, pon), allocIds(onPon), claims, violations));
      pools.add(
          pool(
              store,
              new PoolId(ResourceType.GEM_PORT_ID, pon),
              gemPortIds(onPon),
              claims,
              violations));
    }
    return pools;
  }

  private PoolIds pool(
      KeyValueStore store,
      PoolId id,
      Map<Integer, List<String>> owners,
      Map<ClaimKey, Set<Integer>> claims,
      List<Violation> violations) {
    claims.forEach((key, ids) -> {
      if (key.pon() == id.index() && key.type() == id.type()) {
        ids.forEach(n -> owners.computeIfAbsent(n, none -> new ArrayList<>()).add(key.toString()));
      }
    });
    return new PoolIds(id, taken(store, id, violations), owners);
  }

  /** The taken ids of a pool; empty if it cannot be read. */
  Set<Integer> taken(KeyValueStore store, PoolId id) {
    return taken(store, id, new ArrayList<>());
  }

  private Set<Integer> taken(KeyValueStore store, PoolId id, List<Violation> violations) {
    Set<Integer> taken = new TreeSet<>();
    store
        .get(keys.pool(PoolKeyLayout.WITH_TECHNOLOGY, technology, olt, id))
        .ifPresent(kv -> {
          if (PoolCodec.decode(kv.value()) instanceof Reading.Read<ResourcePool> read) {
            read.value().taken().forEach(taken::add);
          } else {
            violations.add(
                new Violation(
                    Invariant.LOADING_AGAIN_GIVES_THE_SAME_STATE, id + " cannot be read"));
          }
        });
    return taken;
  }

  /** Alloc-IDs with their owners: the instances of one template on one ONU may share one. */
  private static Map<Integer, List<String>> allocIds(List<ResourceInstance> instances) {
    Map<Integer, List<String>> owners = new TreeMap<>();
    for (ResourceInstance instance : instances) {
      String sharers = "template " + instance.template() + " on " + instance.uniPort().onu();
      List<String> others =
          owners.computeIfAbsent(instance.allocId().value(), id -> new ArrayList<>());
      if (!others.contains(sharers)) {
        others.add(sharers);
      }
    }
    return owners;
  }

  private static Map<Integer, List<String>> gemPortIds(List<ResourceInstance> instances) {
    Map<Integer, List<String>> owners = new TreeMap<>();
    for (ResourceInstance instance : instances) {
      String owner = "template " + instance.template() + " on " + instance.uniPort();
      instance
          .gemPortIds()
          .forEach(id -> owners.computeIfAbsent(id.value(), n -> new ArrayList<>()).add(owner));
    }
    return owners;
  }

  private static Set<Integer> without(Set<Integer> ids, Set<Integer> others) {
    Set<Integer> rest = new TreeSet<>(ids);
    rest.removeAll(others);
    return rest;
  }
}
