package org.ponkeeper.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.ResourceInstance;

/** Puts pools and instances of {@code olt-1} into a store as the Go library leaves them. */
record GoPools(Cli cli, String prefix) {

  private static final String MANAGER = "service/voltha/resource_manager/";

  /** Under keys with the technology. */
  static GoPools withTechnology(Cli cli) {
    return new GoPools(cli, MANAGER + "{XGS-PON}/{olt-1}/");
  }

  /** Under keys without the technology. */
  static GoPools withoutTechnology(Cli cli) {
    return new GoPools(cli, MANAGER + "{olt-1}/");
  }

  /**
   * Puts a pool.
   *
   * @param type {@code onu}, {@code alloc}, {@code gemport} or {@code flow}
   */
  void put(String type, int index, int first, int last, int... taken) {
    byte[] bits = new byte[(last + 7) / 8];
    for (int id : taken) {
      bits[(id - first) / 8] |= (byte) (1 << ((id - first) % 8));
    }
    String value =
        "{\"end_idx\":%d,\"pon_intf_id\":%d,\"pool\":\"%s\",\"start_idx\":%d}"
            .formatted(last, index, Base64.getEncoder().encodeToString(bits), first);
    cli.put(key(type, index), value.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts garbage in the place of a pool. */
  void putGarbage(String type, int index) {
    cli.put(key(type, index), "garbage".getBytes(StandardCharsets.UTF_8));
  }

  String key(String type, int index) {
    return prefix + type + "_id_pool/{" + index + "}";
  }

  /** Puts an instance of template 64 on UNI 0. */
  static void putInstance(Cli cli, int pon, int onu, int allocId, int... gemPortIds) {
    ResourceInstance resource =
        new ResourceInstance(
            new TechProfileId(64),
            "XPON",
            UniPort.of("olt-1", pon, onu, 0),
            new AllocId(allocId),
            Arrays.stream(gemPortIds).mapToObj(GemPortId::new).toList());
    cli.put(
        "service/voltha/resource_instances/XGS-PON/64/" + Scene.port(pon, onu, 0),
        ResourceInstanceCodec.encode(resource).toArray());
  }

  /** The PONs of two line cards: 0 and 1 have other ranges than 2 and 3. */
  void putTwoCards() {
    for (int pon : List.of(0, 1)) {
      put("onu", pon, 1, 32);
      put("alloc", pon, 1024, 1152);
      put("gemport", pon, 1024, 2047);
    }
    for (int pon : List.of(2, 3)) {
      put("onu", pon, 1, 64);
      put("alloc", pon, 2048, 2176);
      put("gemport", pon, 3072, 4095);
    }
  }
}
