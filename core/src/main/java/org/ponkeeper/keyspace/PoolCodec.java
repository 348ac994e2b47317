package org.ponkeeper.keyspace;

import java.util.Base64;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * A pool as the Go library writes it: {@code
 * {"end_idx":16,"pon_intf_id":1,"pool":"AAA=","start_idx":1}}, keys sorted, no spaces.
 */
public final class PoolCodec {

  /** The ids of PONs have 16 bits; a bitmap of this length has room for all of them. */
  private static final int BYTES_OF_ALL_IDS = (1 << 16) / 8;

  private PoolCodec() {}

  /** The pool's bytes. */
  public static Bytes encode(ResourcePool pool) {
    String bits = Base64.getEncoder().encodeToString(pool.bits());
    return Bytes.utf8(
        "{\"end_idx\":"
            + pool.range().last()
            + ",\"pon_intf_id\":"
            + pool.madeByPon()
            + ",\"pool\":\""
            + bits
            + "\",\"start_idx\":"
            + pool.range().first()
            + "}");
  }

  /**
   * Reads a pool; the PON that made it is not checked against anything.
   *
   * <p>A bitmap may reach past the range's end, where the Go library hands ids out too. But one
   * that is longer than anything writes for such a range is damaged: no id of a PON is that great.
   */
  public static Reading<ResourcePool> decode(Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      int first = StoredJson.integer(json, "start_idx", 0, IdRange.MAX_ID);
      int last = StoredJson.integer(json, "end_idx", 0, IdRange.MAX_ID);
      int madeBy = StoredJson.integer(json, "pon_intf_id", 0, Integer.MAX_VALUE);
      if (last < first) {
        return new Reading.Unreadable<>("its end_idx is less than its start_idx");
      }
      String base64 = StoredJson.text(json, "pool");
      if (base64.length() % 4 != 0) {
        // Java's decoder takes it; the Go library does not, and cut off means that bits are lost.
        return new Reading.Unreadable<>("\"pool\" is base64 that was cut off");
      }
      int longest = Math.max(BYTES_OF_ALL_IDS, last / 8 + 1);
      if (base64.length() > (longest + 2) / 3 * 4) {
        return new Reading.Unreadable<>(
            "its bitmap has about %s bytes, but a pool that ends at %s has at most %s"
                .formatted(base64.length() / 4 * 3, last, longest));
      }
      byte[] bits = Base64.getDecoder().decode(base64);
      return new Reading.Read<>(ResourcePool.of(madeBy, new IdRange(first, last), bits));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    } catch (IllegalArgumentException e) {
      return new Reading.Unreadable<>("\"pool\" is not base64");
    }
  }
}
