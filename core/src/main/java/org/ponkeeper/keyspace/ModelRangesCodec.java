package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.IdRanges;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * The ranges of a model of OLT in VOLTHA's format: {@code
 * {"onu_id_start":1,"onu_id_end":127,…,"alloc_id_shared":0,"pon_ports":16}}. A shared index of 0
 * means that each PON has its own pool; unknown fields are ignored.
 */
public final class ModelRangesCodec {
  private ModelRangesCodec() {}

  /** Decodes the ranges as a registration of OLTs of the model. */
  public static Reading<OltRegistration> decode(Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      OltRegistration.Builder registration = OltRegistration.builder();
      Optional<Integer> ports = StoredJson.optionalInteger(json, "pon_ports", 1, PonId.LAST + 1);
      if (ports.isPresent()) {
        registration.pons(0, ports.get() - 1);
      }
      for (ResourceType type : ResourceType.values()) {
        String name = name(type);
        if (json.has(name + "_start") || json.has(name + "_end")) {
          registration.ids(type, IdRanges.of(range(json, name)));
        }
        int shared = StoredJson.optionalInteger(json, name + "_shared", 0, PonId.LAST).orElse(0);
        if (shared > 0) {
          registration.sharedPool(type, shared);
        }
      }
      return new Reading.Read<>(registration.build());
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }

  private static IdRange range(JsonNode json, String name) throws Malformed {
    int first = StoredJson.integer(json, name + "_start", 0, IdRange.MAX_ID);
    int last = StoredJson.integer(json, name + "_end", 0, IdRange.MAX_ID);
    try {
      return new IdRange(first, last);
    } catch (InvalidRequestException e) {
      throw new Malformed("\"%s_end\" is less than \"%s_start\"".formatted(name, name));
    }
  }

  private static String name(ResourceType type) {
    return switch (type) {
      case ONU_ID -> "onu_id";
      case ALLOC_ID -> "alloc_id";
      case GEM_PORT_ID -> "gemport_id";
      case FLOW_ID -> "flow_id";
    };
  }
}
