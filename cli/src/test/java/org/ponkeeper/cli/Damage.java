package org.ponkeeper.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.ResourceInstance;

/** What makes each kind of finding, done to the store that {@link Scene#prepare} leaves. */
@SuppressWarnings("ImmutableEnumChecker") // what makes a damage is a function without state
enum Damage {
  UNREADABLE_RECORD(cli -> put(cli, record(), "{}")),
  UNREADABLE_RESERVED_IDS(cli -> put(cli, "resource_manager/config/reserved_gemport_ids", "{}")),
  UNREADABLE_POOL(cli -> put(cli, pool("gemport_id", 1), "null")),
  UNREADABLE_INSTANCE(cli -> put(cli, instance(1, 1), "garbage")),
  UNREADABLE_CLAIM(cli -> {
    allocate(cli, "gem-port", "mgmt");
    put(cli, "ponkeeper/claims/XGS-PON/olt-1/0/gem-port/mgmt", "{}");
  }),
  UNREADABLE_ONU_MAP(cli -> put(cli, "resource_manager/{XGS-PON}/{olt-1}/{0,1,0}/alloc_ids", "{}")),
  UNREADABLE_TP_ID(cli -> {
    keepAdapterState(cli);
    put(cli, "openolt/{olt-1}/{0,1,0}/tp_id", "{}");
  }),
  STRAY_KEY(cli -> put(cli, pool("alloc_id", 0).replace("{0}", "x"), "{}")),
  UNUSABLE_TEMPLATE(
      cli ->
          cli.put(
              "service/voltha/technology_profiles/XGS-PON/64",
              Scene.fourQueues("\"uni\": \"single-instance\"", "\"uni\": \"multi-instance\"")),
      // Nothing is created from it, so what is there is shown by another one.
      "misfit-instance"),
  ODD_TEMPLATE(cli ->
      cli.put(
          "service/voltha/technology_profiles/XGS-PON/64",
          Scene.fourQueues("\"version\": 1,", "\"version\": 1.0,"))),
  MISSING_TEMPLATE(cli -> {
    for (String port : List.of(Scene.port(0, 1, 0), Scene.port(0, 2, 0), Scene.port(1, 1, 0))) {
      Scene.instance(cli, "delete", port).done();
    }
    cli.line("template delete --technology XGS-PON --id 64").done();
    Scene.create(cli, Scene.port(0, 1, 0)).done();
  }),
  MISFIT_INSTANCE(cli -> {
    putInstance(cli, 1, 1, "XPON", 1024, 1024, 1025, 1026);
    putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025, 1026);
  }),
  DOUBTFUL_INSTANCE(cli -> putInstance(cli, 1, 1, "XGS-PON", 1024, 1024, 1025, 1026, 1027)),
  REPEATED_ID(cli -> {
    putInstance(cli, 1, 1, "XPON", 1024, 1024, 1025, 1026, 1025);
    putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025, 1026);
  }),
  ONU_OUTSIDE_RANGE(cli -> Scene.create(cli, Scene.port(1, 40, 0)).done()),
  AMBIGUOUS_POOLS(cli -> {
    Scene.create(cli, Scene.port(2, 1, 0)).done();
    forget(cli, record());
    forget(cli, pool("alloc_id", 1));
  }),
  ID_OWNED_TWICE(cli -> {
    putInstance(cli, 1, 2, "XPON", 1025, 1027, 1028, 1029, 1030);
    putPool(cli, "alloc_id", 1, 1024, 1152, 1024, 1025);
    putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025, 1026, 1027, 1028, 1029, 1030);
  }),
  OWNED_NOT_TAKEN(cli -> putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025)),
  TAKEN_BY_NOBODY(
      cli -> putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025, 1026, 1027, 1040, 1041, 1050)),
  OUTSIDE_RANGE(cli -> {
    putInstance(cli, 1, 1, "XPON", 1024, 1024, 1025, 1026, 2049);
    putPool(cli, "gemport_id", 1, 1024, 2048, 1024, 1025, 1026, 2049);
  }),
  POOL_RANGE_DIFFERS(cli -> putPool(cli, "gemport_id", 1, 1024, 4000, 1024, 1025, 1026, 1027)),
  UNUSED_POOL(cli -> putPool(cli, "alloc_id", 9, 1024, 1152, 1024)),
  POOLS_OF_TWO_TECHNOLOGIES(cli -> {
    cli.line("store migrate --technology XGS-PON --olt olt-1 --pool-keys without-technology")
        .done();
    put(
        cli,
        "ponkeeper/olts/GPON/olt-1",
        """
        {"format":1,"pons":[1],"ranges":{"onu":"1-32","alloc":"1024-1152",\
        "gem-port":"1024-2048"},"shared":{},"pool_keys":"without-technology",\
        "full_pools":false,"state":"live"}\
        """);
  }),
  MAPPED_TO_WRONG_ONU(
      cli -> put(cli, "resource_manager/{XGS-PON}/{olt-1}/{0,2,0}/alloc_ids", "[1024]")),
  MAPPED_NOT_TAKEN(
      cli -> put(cli, "resource_manager/{XGS-PON}/{olt-1}/{0,2,0}/alloc_ids", "[1025,1100]")),
  MAPPED_NOT_OWNED(cli -> {
    keepAdapterState(cli);
    put(cli, "resource_manager/{XGS-PON}/{olt-1}/{0,1,1}/gemport_ids", "[1024]");
  }),
  ADAPTER_STATE_DIFFERS(cli -> {
    keepAdapterState(cli);
    forget(cli, "openolt/{olt-1}/{1,1,0}/tp_id");
    forget(cli, "resource_manager/{XGS-PON}/{olt-1}/{1,1,0}/alloc_ids");
    forget(cli, "resource_manager/{XGS-PON}/{olt-1}/{1,1,0}/gemport_ids");
  }),
  UNFINISHED_WORK(cli ->
      put(
          cli,
          record(),
          """
          {"format":1,"pons":[0,1,2,3],"ranges":{"onu":"1-32","alloc":"1024-1152",\
          "gem-port":"1024-2048"},"shared":{},"pool_keys":"with-technology",\
          "full_pools":false,"state":"resizing","resizing_to":{"gem-port":"1024-4000"}}\
          """)),
  LEFT_BEHIND_KEYS(cli -> put(cli, "resource_manager/{olt-1}/alloc_id_pool/{0}", "{}")),
  OLDER_INSTANCES(cli ->
      put(
          cli,
          "technology_profiles/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{7}/uni-{0}",
          "{\"name\":\"older\"}")),
  OTHER_SPELLING(cli -> put(cli, "resource_manager/{xgspon}/{olt-9}/alloc_id_pool/{0}", "{}")),
  OLDER_LAYOUT(cli -> put(cli, "technology_profiles/XGS-PON/64/pon-{0}/onu-{1}/uni-{0}", "{}")),
  OTHER_PATH(
      cli -> put(cli, "stack-2/resource_instances/XGS-PON/64/" + Scene.port(0, 1, 0), "garbage")),
  UNKNOWN_KEYS(cli ->
      put(cli, "resource_instances/XGS-PON/64/olt-{OLT_1}/pon-{0}/onu-{1}/uni-{0}", "garbage")),
  MORE_FINDINGS(
      cli -> {
        Map<String, byte[]> values = new TreeMap<>();
        for (int n = 1; n <= 262; n++) {
          String key = "service/voltha/" + pool("alloc_id", 0).replace("{0}", "x" + n);
          values.put(key, new byte[0]);
        }
        cli.putAll(values);
      },
      "stray-key");

  private final Consumer<Cli> damage;
  private final List<String> besides;

  Damage(Consumer<Cli> damage, String... besides) {
    this.damage = damage;
    this.besides = List.of(besides);
  }

  /** The kind of finding that it makes. */
  String kind() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Kinds of findings that cannot but come with it. */
  List<String> besides() {
    return besides;
  }

  void doTo(Cli cli) {
    damage.accept(cli);
  }

  private static String record() {
    return "ponkeeper/olts/XGS-PON/olt-1";
  }

  private static String pool(String type, int index) {
    return "resource_manager/{XGS-PON}/{olt-1}/" + type + "_pool/{" + index + "}";
  }

  private static String instance(int pon, int onu) {
    return "resource_instances/XGS-PON/64/" + Scene.port(pon, onu, 0);
  }

  private static void put(Cli cli, String key, String value) {
    cli.put("service/voltha/" + key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void forget(Cli cli, String key) {
    cli.remove("service/voltha/" + key);
  }

  /** The OLT keeps the openolt adapter's state, and it is in line. */
  private static void keepAdapterState(Cli cli) {
    cli.line("olt register " + Scene.OLT + " --adapter-state").done();
    cli.line("audit --repair-maps " + Scene.OLT).done();
  }

  private static void allocate(Cli cli, String type, String owner) {
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type " + type + " --owner " + owner).done();
  }

  private static void putPool(
      Cli cli, String type, int index, int first, int last, Integer... taken) {
    BitSet bits = new BitSet();
    Arrays.stream(taken).forEach(id -> bits.set(id - first));
    put(
        cli,
        pool(type, index),
        "{\"end_idx\":%d,\"pon_intf_id\":%d,\"pool\":\"%s\",\"start_idx\":%d}"
            .formatted(last, index, Base64.getEncoder().encodeToString(bits.toByteArray()), first));
  }

  private static void putInstance(
      Cli cli, int pon, int onu, String profileType, int allocId, Integer... gemPorts) {
    List<GemPortId> ids = new ArrayList<>();
    Arrays.stream(gemPorts).map(GemPortId::new).forEach(ids::add);
    ResourceInstance resource =
        new ResourceInstance(
            new TechProfileId(64),
            profileType,
            UniPort.of("olt-1", pon, onu, 0),
            new AllocId(allocId),
            ids);
    cli.put(
        "service/voltha/" + instance(pon, onu), ResourceInstanceCodec.encode(resource).toArray());
  }
}
