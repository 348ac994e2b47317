package org.ponkeeper.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Writes to a store as VOLTHA's Go library does: pools and resource instances as a whole, without
 * asking whether they still are as they were read. Knows nothing of records, claims and ranges'
 * ends. Made from the description of the format, without the library under test.
 */
final class GoLibrary {

  private static final String ALLOC = "alloc_id_pool";
  private static final String GEM_PORT = "gemport_id_pool";
  private static final String ONU = "onu_id_pool";

  private final Cli cli;
  private final String basePath;
  private final String technology;
  private final String device;

  GoLibrary(Cli cli, String basePath, String technology, String device) {
    this.cli = cli;
    this.basePath = basePath;
    this.technology = technology;
    this.device = device;
  }

  /** A pool as it is stored. */
  private static final class Pool {
    private final int start;
    private final int end;
    private final int pon;
    private final byte[] bits;

    Pool(int start, int end, int pon, byte[] bits) {
      this.start = start;
      this.end = end;
      this.pon = pon;
      this.bits = bits;
    }

    /** The lowest free ids, to the end of the bitmap; they are taken then. */
    List<Integer> take(int count) {
      List<Integer> ids = new ArrayList<>();
      for (int bit = 0; ids.size() < count; bit++) {
        if (bit / 8 == bits.length) {
          throw new IllegalStateException("exhausted at the bitmap's end");
        }
        int mask = 1 << (bit % 8);
        if ((bits[bit / 8] & mask) == 0) {
          bits[bit / 8] = (byte) (bits[bit / 8] | mask);
          ids.add(start + bit);
        }
      }
      return ids;
    }

    void release(int id) {
      int bit = id - start;
      bits[bit / 8] = (byte) (bits[bit / 8] & ~(1 << (bit % 8)));
    }

    String json() {
      return "{\"end_idx\":%d,\"pon_intf_id\":%d,\"pool\":\"%s\",\"start_idx\":%d}"
          .formatted(end, pon, Base64.getEncoder().encodeToString(bits), start);
    }
  }

  /** Makes the pools of a PON that are not there, as the adapter does when it starts. */
  void start(int pon) {
    Map<String, byte[]> there = cli.export("--base-path", basePath);
    makeUnlessThere(there, pon, ONU, 1, 127);
    makeUnlessThere(there, pon, ALLOC, 1024, 1152);
    makeUnlessThere(there, pon, GEM_PORT, 1024, 2048);
    makeUnlessThere(there, pon, "flow_id_pool", 1, 16383);
  }

  private void makeUnlessThere(
      Map<String, byte[]> there, int pon, String type, int start, int end) {
    if (!there.containsKey(key(type, pon))) {
      put(type, new Pool(start, end, pon, new byte[(end + 7) / 8]), pon);
    }
  }

  /** Takes the next ONU id of the PON. */
  int onuId(int pon) {
    return take(ONU, pon, 1).getFirst();
  }

  /** Gives an ONU id back. */
  void releaseOnuId(int pon, int id) {
    release(ONU, pon, List.of(id));
  }

  /** Makes an instance with an Alloc-ID of its own; gives its path. */
  String create(int template, int pon, int onu, int gemPorts) {
    int allocId = take(ALLOC, pon, 1).getFirst();
    List<Integer> ids = take(GEM_PORT, pon, gemPorts);
    String port = "olt-{%s}/pon-{%d}/onu-{%d}/uni-{0}".formatted(device, pon, onu);
    String path = technology + "/" + template + "/" + port;
    cli.put(instanceKey(path), resourceInstance(template, port, allocId, ids));
    note(mapKey(path, "alloc_ids"), List.of(allocId));
    note(mapKey(path, "gemport_ids"), ids);
    note(tpIdKey(path), List.of(template));
    return path;
  }

  /** Removes an instance, and gives its ids back as the library's callers do. */
  void delete(String path, int pon, int allocId, List<Integer> gemPorts) {
    cli.remove(instanceKey(path));
    for (String key :
        List.of(mapKey(path, "alloc_ids"), mapKey(path, "gemport_ids"), tpIdKey(path))) {
      cli.remove(key);
    }
    release(ALLOC, pon, List.of(allocId));
    release(GEM_PORT, pon, gemPorts);
  }

  private String instanceKey(String path) {
    return basePath + "/resource_instances/" + path;
  }

  /** The adapter's notes of a UNI port that has just this service. */
  private void note(String key, List<Integer> ids) {
    cli.put(key, ids.toString().replace(" ", "").getBytes(StandardCharsets.UTF_8));
  }

  private String mapKey(String path, String name) {
    return "%s/resource_manager/{%s}/{%s}/%s/%s"
        .formatted(basePath, technology, device, numbers(path), name);
  }

  private String tpIdKey(String path) {
    return "%s/openolt/{%s}/%s/tp_id".formatted(basePath, device, numbers(path));
  }

  private static String numbers(String path) {
    return path.replaceAll(".*/pon-(\\{\\d+)}/onu-\\{(\\d+)}/uni-\\{(\\d+})", "$1,$2,$3");
  }

  private List<Integer> take(String type, int pon, int count) {
    Pool pool = read(type, pon);
    List<Integer> ids = pool.take(count);
    put(type, pool, pon);
    return ids;
  }

  private void release(String type, int pon, List<Integer> ids) {
    Pool pool = read(type, pon);
    ids.forEach(pool::release);
    put(type, pool, pon);
  }

  private Pool read(String type, int pon) {
    byte[] value = cli.export("--base-path", basePath).get(key(type, pon));
    JsonNode json = Cli.JSON.readTree(Optional.ofNullable(value).orElseThrow());
    return new Pool(
        json.get("start_idx").intValue(),
        json.get("end_idx").intValue(),
        json.get("pon_intf_id").intValue(),
        Base64.getDecoder().decode(json.get("pool").stringValue()));
  }

  private void put(String type, Pool pool, int pon) {
    cli.put(key(type, pon), pool.json().getBytes(StandardCharsets.UTF_8));
  }

  private String key(String type, int pon) {
    return "%s/resource_manager/{%s}/{%s}/%s/{%d}"
        .formatted(basePath, technology, device, type, pon);
  }

  /** The message: tp_id 1, profile_type 2, subscriber_identifier 3, alloc_id 4, gemport_ids 5. */
  static byte[] resourceInstance(int template, String port, int allocId, List<Integer> gemPorts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1 << 3);
    varint(out, template);
    text(out, 2, "XPON");
    text(out, 3, port);
    out.write(4 << 3);
    varint(out, allocId);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    gemPorts.forEach(id -> varint(packed, id));
    out.write((5 << 3) | 2);
    varint(out, packed.size());
    out.writeBytes(packed.toByteArray());
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, int field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write((field << 3) | 2);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
