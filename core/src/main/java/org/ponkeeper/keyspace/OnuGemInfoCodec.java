package org.ponkeeper.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.keyspace.StoredJson.Malformed;
import org.ponkeeper.store.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The openolt adapter's info about an ONU: {@code
 * {"SerialNumber":"…","GemPorts":[…],"UniPorts":[…],"OnuID":1,"IntfID":0}}. Only the GEM ports and
 * the UNI ports are read and changed; the rest is preserved.
 */
public final class OnuGemInfoCodec {

  private static final String GEM_PORTS = "GemPorts";
  private static final String UNI_PORTS = "UniPorts";

  private OnuGemInfoCodec() {}

  /**
   * The decoded fields.
   *
   * @param gemPorts the GEM port ids, in their order
   * @param uniPorts the port numbers of UNI ports, in their order
   */
  public record OnuGemInfo(List<Long> gemPorts, List<Long> uniPorts) {
    public OnuGemInfo {
      gemPorts = List.copyOf(gemPorts);
      uniPorts = List.copyOf(uniPorts);
    }
  }

  /** Decodes the fields. */
  public static Reading<OnuGemInfo> decode(Bytes bytes) {
    try {
      JsonNode json = StoredJson.object(bytes);
      return new Reading.Read<>(new OnuGemInfo(numbers(json, GEM_PORTS), numbers(json, UNI_PORTS)));
    } catch (Malformed e) {
      return new Reading.Unreadable<>(e.reason());
    }
  }

  private static List<Long> numbers(JsonNode json, String field) throws Malformed {
    JsonNode node = json.get(field);
    List<Long> numbers = new ArrayList<>();
    if (node == null || node.isNull()) {
      return numbers;
    }
    if (!node.isArray()) {
      throw new Malformed("\"" + field + "\" is not a list");
    }
    for (JsonNode number : node) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw new Malformed("\"" + field + "\" holds something that is not a number from 0");
      }
      numbers.add(number.longValue());
    }
    return numbers;
  }

  /** The bytes with other ports; empty if they cannot be read or would not change. */
  public static Optional<Bytes> with(Bytes bytes, OnuGemInfo next) {
    if (!(decode(bytes) instanceof Reading.Read<OnuGemInfo> before)
        || before.value().equals(next)) {
      return Optional.empty();
    }
    try {
      ObjectNode json = (ObjectNode) StoredJson.object(bytes);
      if (!before.value().gemPorts().equals(next.gemPorts())) {
        json.set(GEM_PORTS, array(next.gemPorts()));
      }
      if (!before.value().uniPorts().equals(next.uniPorts())) {
        json.set(UNI_PORTS, array(next.uniPorts()));
      }
      return Optional.of(Bytes.utf8(json.toString()));
    } catch (Malformed impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ArrayNode array(List<Long> numbers) {
    ArrayNode array = StoredJson.newObject().putArray(GEM_PORTS);
    numbers.forEach(array::add);
    return array;
  }
}
