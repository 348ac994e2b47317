package org.ponkeeper.tck.library;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.engine.Environment;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.KeyValue;
import org.ponkeeper.store.KeyValueStore;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.ScanOptions;
import org.ponkeeper.store.Txn;

/**
 * A store in memory with OLTs that have everything that there is to have: {@code olt-1} as XGS-PON
 * on PONs 0 and 1 and as GPON on PONs 2 and 3, and {@code olt-12}, whose name begins the same.
 */
final class OltScene {

  static final OltId OLT = new OltId("olt-1");
  static final OltId NEIGHBOUR = new OltId("olt-12");
  static final TechProfileId T64 = new TechProfileId(64);

  /** More than one chunk of any work. */
  private static final int ONUS = 130;

  final MemoryStore store = new MemoryStore();

  /** A store with all of that. */
  static OltScene full() {
    OltScene scene = new OltScene();
    scene.put("technology_profiles/XGS-PON/64", TEMPLATE);
    scene.with(ponkeeper -> {
      scene.fill(ponkeeper.olt(Technology.XGS_PON, OLT), 0);
      scene.fill(ponkeeper.olt(Technology.GPON, OLT), 2);
      scene.fill(ponkeeper.olt(Technology.XGS_PON, NEIGHBOUR), 0);
    });
    scene.put("resource_manager/config/reserved_gemport_ids", "[1900]");
    scene.put("resource_manager/{XGS-PON}/resource_ranges/model-a", "{\"onu_id_start\":1}");
    scene.put("resource_manager/{XGS-PON}/resource_ranges/model-b", "{\"onu_id_start\":2}");
    return scene;
  }

  /** Another store with the same keys and values. */
  OltScene copy() {
    OltScene copy = new OltScene();
    List<Mutation> chunk = new ArrayList<>();
    for (KeyValue kv : store.list(List.of(KeyRange.all()), ScanOptions.ALL)) {
      chunk.add(new Mutation.Put(kv.key(), kv.value()));
      if (chunk.size() == Txn.MAX_MUTATIONS) {
        copy.store.commit(new Txn(List.of(), chunk));
        chunk.clear();
      }
    }
    copy.store.commit(new Txn(List.of(), chunk));
    return copy;
  }

  private void fill(Olt olt, int firstPon) {
    String device = olt.id().device();
    olt.register(registration(firstPon));
    for (int onu = 1; onu <= 3; onu++) {
      olt.instances().create(T64, UniPort.of(device, firstPon + onu % 2, onu, 0));
    }
    olt.ids().allocate(firstPon, ResourceType.ONU_ID, new OwnerName("serial"), 2);
    String manager = "resource_manager/{" + olt.technology() + "}/{" + device + "}/";
    for (int onu = 1; onu <= ONUS; onu++) {
      put(manager + "{%d,%d,0}/gemport_ids".formatted(firstPon + onu % 2, onu), "[" + onu + "]");
    }
    put(manager + "{%d,1}/alloc_ids".formatted(firstPon), "[1024]");
    put(manager + "flow_id_info/{%d,1}/{5}".formatted(firstPon), "{}");
    put(
        "technology_profiles/%s/65/olt-{%s}/pon-{%d}/onu-{9}/uni-{0}"
            .formatted(olt.technology(), device, firstPon),
        "{\"name\":\"old\"}");
  }

  static OltRegistration registration(int firstPon) {
    return OltRegistration.builder()
        .pons(firstPon, firstPon + 1)
        .onuIds(1, 128)
        .allocIds(1024, 1152)
        .gemPortIds(1024, 2048)
        .build();
  }

  static Bytes template() {
    return Bytes.utf8(TEMPLATE);
  }

  static final String TEMPLATE =
      """
      {"name":"T","version":1,"profile_type":"XPON","num_gem_ports":1,
      "instance_control":{"onu":"multi-instance","uni":"single-instance","max_gem_payload_size":"auto"},
      "us_scheduler":{"direction":"UPSTREAM"},"ds_scheduler":{"direction":"DOWNSTREAM"},
      "upstream_gem_port_attribute_list":[{"pbit_map":"0b11111111","aes_encryption":"True"}],
      "downstream_gem_port_attribute_list":[{"pbit_map":"0b11111111","aes_encryption":"True"}]}\
      """;

  /** Puts an instance of XGS-PON {@code olt-1} and template 64 there in the older format. */
  void putOlder(int pon, int onu, int allocId, int gemPort) {
    String port = "olt-{olt-1}/pon-{%d}/onu-{%d}/uni-{0}".formatted(pon, onu);
    String queues = "[{\"gemport_id\":" + gemPort + ",\"pbit_map\":\"0b11111111\"}]";
    put(
        "technology_profiles/XGS-PON/64/" + port,
        """
        {"name":"T","subscriber_identifier":"%s","profile_type":"XPON","version":1,
        "num_gem_ports":1,"us_scheduler":{"alloc_id":%d},"ds_scheduler":{"alloc_id":%d},
        "upstream_gem_port_attribute_list":%s,"downstream_gem_port_attribute_list":%s}\
        """
            .formatted(port, allocId, allocId, queues, queues));
  }

  /** Writes a key below the base path. */
  void put(String key, String value) {
    store.commit(Txn.put(key(key), Bytes.utf8(value)));
  }

  void putHex(String key, String value) {
    store.commit(Txn.put(key(key), Bytes.wrap(HexFormat.of().parseHex(value))));
  }

  /** Puts an OLT's pools, maps and instances of both formats under another technology's name. */
  void rename(String from, String to, String device) {
    everything(key ->
            key.startsWith("resource_manager/{" + from + "}/{" + device + "}/")
                || (key.contains("/" + from + "/") && key.contains("/olt-{" + device + "}/")))
        .forEach((key, value) -> {
          putHex(
              key.replace("/" + from + "/", "/" + to + "/")
                  .replace("{" + from + "}", "{" + to + "}"),
              value);
          delete(key);
        });
  }

  void delete(String key) {
    store.commit(Txn.delete(key(key)));
  }

  private static Key key(String key) {
    return new Key("service/voltha/" + key);
  }

  /** Works on the store with a Ponkeeper of its own. */
  void with(Consumer<Ponkeeper> work) {
    on(store, work);
  }

  /** Works on XGS-PON {@code olt-1} with a Ponkeeper of its own. */
  void withOlt(Consumer<Olt> work) {
    with(ponkeeper -> work.accept(ponkeeper.olt(Technology.XGS_PON, OLT)));
  }

  /** Works on a store with a Ponkeeper of its own, in this thread. */
  static void on(KeyValueStore store, Consumer<Ponkeeper> work) {
    PonkeeperOptions options =
        PonkeeperOptions.DEFAULTS
            .withWatch(false)
            .withExecutor(
                Environment.forTesting(
                    Runnable::run, System::nanoTime, duration -> {}, RandomGenerator.getDefault()));
    try (Ponkeeper ponkeeper = Ponkeeper.on(store, options)) {
      work.accept(ponkeeper);
    }
  }

  /** Everything below the base path, without that path. */
  SortedMap<String, String> everything() {
    return everything(key -> true);
  }

  /** The keys below the base path that the test wants, without that path. */
  SortedMap<String, String> everything(Predicate<String> wanted) {
    SortedMap<String, String> all = new TreeMap<>();
    store
        .list(List.of(KeyRange.all()), ScanOptions.ALL)
        .forEach(kv -> {
          String key = kv.key().text().substring("service/voltha/".length());
          if (wanted.test(key)) {
            all.put(key, hex(kv.value()));
          }
        });
    return Collections.unmodifiableSortedMap(all);
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toArray());
  }

  /** The code that a call is refused with. */
  static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (PonkeeperException e) {
      return e.code();
    }
    throw new AssertionError("nothing was refused");
  }
}
