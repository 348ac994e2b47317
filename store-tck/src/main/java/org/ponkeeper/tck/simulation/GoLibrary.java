package org.ponkeeper.tck.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValueStore;

/**
 * A writer that works like VOLTHA's Go library: it reads a pool, takes the lowest free ids of the
 * bitmap, even past the range's end, and writes the pool; then it writes the instance; all without
 * conditions. It reads the instances once, when it starts, and then only knows its own changes. It
 * uses none of the library's code for its decisions.
 */
final class GoLibrary {

  private final KeySpace keys;
  private final StoreCheck check;
  private final KeyValueStore store;
  private final SplittableRandom random;
  private final List<Integer> onus;
  private final Consumer<SplittableRandom> beforeCall;
  private final Map<InstancePath, ResourceInstance> cache = new TreeMap<>();
  private int changes;

  /**
   * A writer.
   *
   * @param onus the numbers of its ONUs, besides the shared port
   * @param beforeCall runs before each call to the store, with its own random numbers
   */
  GoLibrary(
      KeySpace keys,
      StoreCheck check,
      KeyValueStore store,
      SplittableRandom random,
      List<Integer> onus,
      Consumer<SplittableRandom> beforeCall) {
    this.keys = keys;
    this.check = check;
    this.store = store;
    this.random = random;
    this.onus = List.copyOf(onus);
    this.beforeCall = beforeCall;
  }

  /** The number of instances that it created and deleted. */
  int changes() {
    return changes;
  }

  /** Creates missing pools, with the Go library's length. */
  void makePools() {
    for (int pon = 0; pon < Simulation.PONS; pon++) {
      for (Map.Entry<ResourceType, IdRange> range : Simulation.RANGES.entrySet()) {
        PoolId id = new PoolId(range.getKey(), pon);
        if (store.get(key(id)).isEmpty()) {
          ResourcePool pool = ResourcePool.empty(pon, range.getValue());
          store.put(key(id), PoolCodec.encode(pool.padTo(pool.goLength(), reserved -> false)));
        }
      }
    }
  }

  /** One life: starts, then creates and deletes. */
  void run(int operations, Runnable afterOperation) {
    beforeCall.accept(random);
    cache.clear();
    cache.putAll(check.instances(store, new ArrayList<>()));
    for (int i = 0; i < operations; i++) {
      Simulation.Template template =
          Simulation.TEMPLATES.get(random.nextInt(Simulation.TEMPLATES.size()));
      InstancePath path = new InstancePath(Simulation.TECHNOLOGY, template.id(), port());
      boolean create = random.nextInt(100) < 60;
      if (create && !cache.containsKey(path)) {
        create(path, template);
      } else if (!create && cache.containsKey(path)) {
        delete(cache.get(path), path);
      }
      afterOperation.run();
    }
  }

  private UniPort port() {
    if (random.nextInt(3) == 0) {
      return Adapter.SHARED_PORT;
    }
    int pon = random.nextInt(Simulation.PONS);
    int onu = onus.get(random.nextInt(onus.size()));
    return UniPort.of(Simulation.OLT.device(), pon, onu, random.nextInt(2));
  }

  private void create(InstancePath path, Simulation.Template template) {
    PoolId allocPool = pool(ResourceType.ALLOC_ID, path);
    Optional<Integer> shared = template.sharesAllocId() ? sharedAllocId(path) : Optional.empty();
    Optional<Integer> allocId = shared.or(() -> take(allocPool, 1).map(List::getFirst));
    if (allocId.isEmpty()) {
      return;
    }
    Optional<List<Integer>> gemPortIds =
        take(pool(ResourceType.GEM_PORT_ID, path), template.gemPorts());
    if (gemPortIds.isEmpty()) {
      // The Go library leaks the Alloc-ID here; this writer does not, because the leak would hide
      // one of Ponkeeper's.
      if (shared.isEmpty()) {
        release(allocPool, List.of(allocId.get()));
      }
      return;
    }
    ResourceInstance instance =
        new ResourceInstance(
            path.template(),
            "XPON",
            path.uniPort(),
            new AllocId(allocId.get()),
            gemPortIds.get().stream().map(GemPortId::new).toList());
    put(keys.instance(path), ResourceInstanceCodec.encode(instance));
    put(dataKey(path), StoreCheck.adapterData(instance.allocId(), instance.gemPortIds()));
    cache.put(path, instance);
    changes++;
  }

  private void delete(ResourceInstance instance, InstancePath path) {
    cache.remove(path);
    delete(keys.instance(path));
    delete(dataKey(path));
    boolean held = onSameOnu(path).anyMatch(other -> other.allocId().equals(instance.allocId()));
    if (!held) {
      release(pool(ResourceType.ALLOC_ID, path), List.of(instance.allocId().value()));
    }
    release(
        pool(ResourceType.GEM_PORT_ID, path),
        instance.gemPortIds().stream().map(GemPortId::value).toList());
    changes++;
  }

  private Optional<Integer> sharedAllocId(InstancePath path) {
    return onSameOnu(path)
        .filter(other -> other.template().equals(path.template()))
        .min(Comparator.comparing(ResourceInstance::uniPort))
        .map(other -> other.allocId().value());
  }

  private Stream<ResourceInstance> onSameOnu(InstancePath path) {
    return cache.values().stream()
        .filter(other -> other.uniPort().onu().equals(path.uniPort().onu()));
  }

  /**
   * Takes the lowest ids whose bits are free, even past the range's end; empty if there are too
   * few.
   */
  private Optional<List<Integer>> take(PoolId id, int count) {
    ResourcePool pool = read(id);
    BitSet bits = BitSet.valueOf(pool.bits());
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int bit = bits.nextClearBit(0);
      if (bit >= pool.length() * 8) {
        return Optional.empty();
      }
      bits.set(bit);
      ids.add(pool.range().first() + bit);
    }
    write(id, pool, bits);
    return Optional.of(ids);
  }

  private void release(PoolId id, Collection<Integer> ids) {
    ResourcePool pool = read(id);
    BitSet bits = BitSet.valueOf(pool.bits());
    ids.forEach(n -> bits.clear(n - pool.range().first()));
    write(id, pool, bits);
  }

  private ResourcePool read(PoolId id) {
    beforeCall.accept(random);
    Bytes value = store.get(key(id)).orElseThrow().value();
    return ((Reading.Read<ResourcePool>) PoolCodec.decode(value)).value();
  }

  private void write(PoolId id, ResourcePool pool, BitSet bits) {
    byte[] bitmap = new byte[pool.length()];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, bitmap, 0, set.length);
    put(key(id), PoolCodec.encode(ResourcePool.of(pool.madeByPon(), pool.range(), bitmap)));
  }

  private void put(Key key, Bytes value) {
    beforeCall.accept(random);
    store.put(key, value);
  }

  private void delete(Key key) {
    beforeCall.accept(random);
    store.delete(key);
  }

  private static PoolId pool(ResourceType type, InstancePath path) {
    return new PoolId(type, path.uniPort().pon().number());
  }

  private Key key(PoolId id) {
    return keys.pool(PoolKeyLayout.WITH_TECHNOLOGY, Simulation.TECHNOLOGY, Simulation.OLT, id);
  }

  private static Key dataKey(InstancePath path) {
    return new Key(Simulation.ADAPTER_PATH + "/" + path);
  }
}
