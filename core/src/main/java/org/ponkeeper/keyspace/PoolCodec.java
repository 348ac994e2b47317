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

  /** Reads a pool; the PON that made it is not checked against anything. */
  public static Reading<ResourcePool> decode(Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      int first = StoredJson.integer(json, "start_idx", 0, IdRange.MAX_ID);
      int last = StoredJson.integer(json, "end_idx", 0, IdRange.MAX_ID);
      int madeBy = StoredJson.integer(json, "pon_intf_id", 0, Integer.MAX_VALUE);
      if (last < first) {
        return new Reading.Unreadable<>("its end_idx lies before its start_idx");
      }
      String base64 = StoredJson.text(json, "pool");
      if (base64.length() % 4 != 0) {
        // Java's decoder takes it; the Go library does not, and cut off means that bits are lost.
        return new Reading.Unreadable<>("\"pool\" is base64 that was cut off");
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
