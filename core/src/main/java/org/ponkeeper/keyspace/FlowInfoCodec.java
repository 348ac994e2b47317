package org.ponkeeper.keyspace;

import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;

/** A flow info: an adapter's own JSON, stored byte for byte. */
public final class FlowInfoCodec {

  /** The maximum size of a flow info in bytes. */
  public static final int MAX_BYTES = 512 << 10;

  private FlowInfoCodec() {}

  /**
   * Returns the bytes if they are exactly one JSON value.
   *
   * @throws InvalidRequestException {@code FLOW_INFO_INVALID}
   */
  public static Bytes checked(Bytes json) {
    if (json.length() > MAX_BYTES) {
      throw invalid("it has more than " + MAX_BYTES + " bytes");
    }
    try {
      StoredJson.check(json);
      return json;
    } catch (Malformed e) {
      throw invalid(e.reason());
    }
  }

  private static InvalidRequestException invalid(String reason) {
    return new InvalidRequestException(ErrorCode.FLOW_INFO_INVALID).with("reason", reason);
  }
}
