package org.ponkeeper.tck.library;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ponkeeper.keyspace.IdListCodec;
import org.ponkeeper.keyspace.KeySpace;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.PoolId;
import org.ponkeeper.pool.PoolKeyLayout;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;

/**
 * A stand-in for VOLTHA's openolt adapter 4.7 with its bookkeeping: pools, instances, maps and
 * {@code tp_id}, each written as a whole and without conditions. When it deletes an ONU it finds
 * the instances by {@code tp_id}, and frees every id that the maps name, whoever has it by then.
 * Made from the description of the format, without what is tested here.
 */
final class OpenOltAdapter {

  private static final Technology TECHNOLOGY = Technology.XGS_PON;
  private static final OltId OLT = OltScene.OLT;
  private static final String BASE = "service/voltha";

  private final KeyValueStore store;
  private final KeySpace keys = new KeySpace(BASE, BASE + "/technology_profiles");

  OpenOltAdapter(KeyValueStore store) {
    this.store = store;
  }

  /** Makes a service with that many GEM ports, unless it is there. */
  void create(int template, UniPort port, int gemPorts) {
    Key key = keys.instance(path(template, port));
    if (store.get(key).isPresent()) {
      return;
    }
    int allocId = take(ResourceType.ALLOC_ID, port, 1).getFirst();
    List<Integer> ids = take(ResourceType.GEM_PORT_ID, port, gemPorts);
    ResourceInstance instance =
        new ResourceInstance(
            new TechProfileId(template),
            "XPON",
            port,
            new AllocId(allocId),
            ids.stream().map(GemPortId::new).toList());
    store.put(key, ResourceInstanceCodec.encode(instance));
    add(map(port, "alloc_ids"), List.of(allocId));
    add(map(port, "gemport_ids"), ids);
    add(tpId(port), List.of(template));
  }

  /** Deletes what a UNI port of a deleted ONU has, as far as its own notes tell. */
  void deleteOnu(UniPort port) {
    for (int template : list(tpId(port))) {
      store.delete(keys.instance(path(template, port)));
    }
    release(ResourceType.ALLOC_ID, port, list(map(port, "alloc_ids")));
    release(ResourceType.GEM_PORT_ID, port, list(map(port, "gemport_ids")));
    for (Key key : List.of(map(port, "alloc_ids"), map(port, "gemport_ids"), tpId(port))) {
      store.delete(key);
    }
  }

  private static InstancePath path(int template, UniPort port) {
    return new InstancePath(TECHNOLOGY, new TechProfileId(template), port);
  }

  private static String braced(UniPort port) {
    return "{%d,%d,%d}".formatted(port.pon().number(), port.onu().number(), port.number());
  }

  private static Key map(UniPort port, String name) {
    return new Key(BASE + "/resource_manager/{olt-1}/" + braced(port) + "/" + name);
  }

  private static Key tpId(UniPort port) {
    return new Key(BASE + "/openolt/{olt-1}/" + braced(port) + "/tp_id");
  }

  private List<Integer> list(Key key) {
    Bytes value = store.get(key).map(KeyValue::value).orElse(Bytes.empty());
    return ((Reading.Read<List<Integer>>) IdListCodec.decode(value)).value();
  }

  private void add(Key key, Collection<Integer> more) {
    List<Integer> ids = new ArrayList<>(list(key));
    ids.addAll(more);
    store.put(key, IdListCodec.encode(ids));
  }

  private List<Integer> take(ResourceType type, UniPort port, int count) {
    ResourcePool pool = pool(type, port);
    BitSet bits = BitSet.valueOf(pool.bits());
    List<Integer> ids = new ArrayList<>();
    while (ids.size() < count) {
      int bit = bits.nextClearBit(0);
      bits.set(bit);
      ids.add(pool.range().first() + bit);
    }
    write(type, port, pool, bits);
    return ids;
  }

  private void release(ResourceType type, UniPort port, Collection<Integer> ids) {
    ResourcePool pool = pool(type, port);
    BitSet bits = BitSet.valueOf(pool.bits());
    new TreeSet<>(ids).forEach(id -> bits.clear(id - pool.range().first()));
    write(type, port, pool, bits);
  }

  private Key poolKey(ResourceType type, UniPort port) {
    return keys.pool(
        PoolKeyLayout.WITHOUT_TECHNOLOGY, TECHNOLOGY, OLT, new PoolId(type, port.pon().number()));
  }

  private ResourcePool pool(ResourceType type, UniPort port) {
    Optional<KeyValue> found = store.get(poolKey(type, port));
    return ((Reading.Read<ResourcePool>) PoolCodec.decode(found.orElseThrow().value())).value();
  }

  private void write(ResourceType type, UniPort port, ResourcePool pool, BitSet bits) {
    byte[] bitmap = new byte[pool.length()];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, bitmap, 0, set.length);
    store.put(
        poolKey(type, port),
        PoolCodec.encode(ResourcePool.of(pool.madeByPon(), pool.range(), bitmap)));
  }
}
