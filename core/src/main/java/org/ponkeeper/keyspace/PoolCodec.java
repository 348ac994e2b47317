package org.ponkeeper.keyspace;

import java.util.Base64;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * A pool in the Go library's format: {@code
 * {"end_idx":16,"pon_intf_id":1,"pool":"AAA=","start_idx":1}}, with sorted keys and no spaces.
 */
public final class PoolCodec {

  /** A bitmap of this length has a bit for each 16-bit id. */
  private static final int BYTES_OF_ALL_IDS = (1 << 16) / 8;

  private PoolCodec() {}

  /** Encodes a pool. */
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
   * Decodes a pool; the PON that created it is not checked.
   *
   * <p>A bitmap may extend past the range's end: the Go library allocates such ids too. But a
   * bitmap that is longer than any program would write for such a range is damaged: no id of a PON
   * is that great.
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
        // Java's decoder accepts it, the Go library does not; truncated text means lost bits.
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
