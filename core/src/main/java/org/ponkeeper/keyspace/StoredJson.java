package org.ponkeeper.keyspace;

import java.io.StringWriter;
import java.util.Optional;
import org.ponkeeper.store.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the small JSON values of pools, records and lists of ids strictly. Limits: {@value
 * #MOST_VALUES} values, and the parser's 1,000 digits in a number and nesting depth of 500.
 */
final class StoredJson {

  /**
   * The maximum number of JSON values in a stored value, at all depths and including itself; more
   * than any list of ids needs. Each takes about a hundred bytes of memory, and two in the store.
   */
  static final int MOST_VALUES = 100_000;

  // Names come from other programs, which could choose them to make a symbol table slow.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private final JsonParser parser;
  private int values;

  private StoredJson(JsonParser parser) {
    this.parser = parser;
  }

  /** A value does not have the expected form; the message says why. */
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

  /** A new object without fields. */
  static ObjectNode newObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Encodes a tree without spaces. Does not use Jackson's mapper, see {@link #read}. */
  static Bytes encode(ObjectNode object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(json, object);
    }
    return Bytes.utf8(text.toString());
  }

  private static void write(JsonGenerator json, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        json.writeStartObject();
        node.properties()
            .forEach(property -> {
              json.writeName(property.getKey());
              write(json, property.getValue());
            });
        json.writeEndObject();
      }
      case ARRAY -> {
        json.writeStartArray();
        node.forEach(element -> write(json, element));
        json.writeEndArray();
      }
      case STRING -> json.writeString(node.stringValue());
      case BOOLEAN -> json.writeBoolean(node.booleanValue());
      case NUMBER -> json.writeNumber(node.longValue());
      case NULL, BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("never written: " + node.getNodeType());
    }
  }

  static JsonNode parse(Bytes bytes) throws Malformed {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes.toUtf8())) {
      JsonToken token = parser.nextToken();
      JsonNode node =
          token == null
              ? JsonNodeFactory.instance.missingNode()
              : new StoredJson(parser).read(token);
      if (parser.nextToken() != null) {
        throw new Malformed("not JSON: there is text after the value");
      }
      return node;
    } catch (JacksonException e) {
      throw new Malformed("not JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  /**
   * Reads a tree without Jackson's mapper, because creating a mapper takes as long as a restart.
   */
  private JsonNode read(JsonToken token) throws Malformed {
    if (++values > MOST_VALUES) {
      throw new Malformed("too large: it holds more than " + MOST_VALUES + " values");
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          object.set(name, read(parser.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        JsonToken next;
        while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
          array.add(read(next));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new Malformed("not JSON");
    };
  }

  /**
   * Checks that the bytes are exactly one JSON value, without building a tree.
   *
   * @throws Malformed if they are not, or if they are empty
   */
  static void check(Bytes bytes) throws Malformed {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes.toUtf8())) {
      if (parser.nextToken() == null) {
        throw new Malformed("it is empty");
      }
      parser.skipChildren();
      // The parser reads only the beginning of a number or text until then.
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw new Malformed("not JSON: there is text after the value");
      }
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
      throw new Malformed("\"%s\" is not a number from %s to %s".formatted(field, first, last));
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
