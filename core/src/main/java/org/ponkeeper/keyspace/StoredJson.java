package org.ponkeeper.keyspace;

import java.util.Optional;
import org.ponkeeper.store.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The small JSON values of pools, records and lists of ids, read strictly. */
final class StoredJson {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StoredJson() {}

  /** A value that is not what it should be; the message says in what. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Malformed(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  static JsonNode parse(Bytes bytes) throws Malformed {
    try {
      return MAPPER.readTree(bytes.toInputStream());
    } catch (JacksonException e) {
      throw new Malformed("not JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  static JsonNode object(Bytes bytes) throws Malformed {
    JsonNode node = parse(bytes);
    if (!node.isObject()) {
      throw new Malformed("not a JSON object");
    }
    return node;
  }

  static int integer(JsonNode object, String field, int first, int last) throws Malformed {
    return optionalInteger(object, field, first, last)
        .orElseThrow(() -> new Malformed("\"" + field + "\" is missing"));
  }

  static Optional<Integer> optionalInteger(JsonNode object, String field, int first, int last)
      throws Malformed {
    JsonNode node = object.get(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < first
        || node.intValue() > last) {
      throw new Malformed("\"%s\" is not a number from %d to %d".formatted(field, first, last));
    }
    return Optional.of(node.intValue());
  }

  static String text(JsonNode object, String field) throws Malformed {
    JsonNode node = object.get(field);
    if (node == null || !node.isString()) {
      throw new Malformed("\"" + field + "\" is missing or not a text");
    }
    return node.stringValue();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
