package org.ponkeeper.server.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The schemas of messages as JSON, in the form of OpenAPI. A message that is asked for, and those
 * that it needs, become components.
 */
final class Schemas {

  private static final String REFERENCE = "#/components/schemas/";

  private final Comments comments;
  private final Map<String, Object> components = new TreeMap<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  /** The components so far, by name. */
  Map<String, Object> components() {
    return components;
  }

  /** A reference to the component of a message. */
  Map<String, Object> reference(Descriptor message) {
    String name = name(message.getFullName());
    if (!components.containsKey(name)) {
      // First, because messages may contain themselves.
      components.put(name, Map.of());
      components.put(name, object(message, field -> true));
    }
    return Map.of("$ref", REFERENCE + name);
  }

  static Map<String, Object> reference(String component) {
    return Map.of("$ref", REFERENCE + component);
  }

  private static String name(String fullName) {
    return fullName.startsWith(Contract.PACKAGE + ".")
        ? fullName.substring(Contract.PACKAGE.length() + 1)
        : fullName;
  }

  /** The schema of a message with some of its fields. */
  Map<String, Object> object(Descriptor message, Predicate<FieldDescriptor> which) {
    Map<String, Object> properties = new LinkedHashMap<>();
    message.getFields().stream()
        .filter(which)
        .forEach(field -> properties.put(field.getName(), of(field)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    putDescription(schema, comments.of(message));
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    return schema;
  }

  /** The schema of a field, with its comment. */
  Map<String, Object> of(FieldDescriptor field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (field.isMapField()) {
      schema.put("type", "object");
      schema.put("additionalProperties", single(field.getMessageType().findFieldByName("value")));
    } else if (field.isRepeated()) {
      schema.put("type", "array");
      schema.put("items", single(field));
    } else if (!comments.of(field).isEmpty() && single(field).containsKey("$ref")) {
      // What stands beside a reference is ignored.
      schema.put("allOf", List.of(single(field)));
    } else {
      schema.putAll(single(field));
    }
    putDescription(schema, comments.of(field));
    return schema;
  }

  private static void putDescription(Map<String, Object> schema, String comment) {
    if (!comment.isEmpty()) {
      schema.merge("description", comment, (values, text) -> text + "\n\n" + values);
    }
  }

  /** The schema of one value of a field. */
  private Map<String, Object> single(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> Map.of("type", "boolean");
      case INT32, SINT32, SFIXED32 -> Map.of("type", "integer", "format", "int32");
      case UINT32, FIXED32 ->
          Map.of("type", "integer", "format", "int64", "minimum", 0, "maximum", 4294967295L);
      case INT64, SINT64, SFIXED64 -> Map.of("type", "string", "format", "int64");
      case UINT64, FIXED64 -> Map.of("type", "string", "format", "uint64");
      case FLOAT -> Map.of("type", "number", "format", "float");
      case DOUBLE -> Map.of("type", "number", "format", "double");
      case STRING -> Map.of("type", "string");
      case BYTES -> Map.of("type", "string", "format", "byte");
      case ENUM -> enumeration(field.getEnumType());
      case MESSAGE, GROUP -> message(field.getMessageType());
    };
  }

  private Map<String, Object> enumeration(EnumDescriptor type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("enum", type.getValues().stream().map(EnumValueDescriptor::getName).toList());
    StringBuilder values = new StringBuilder();
    for (EnumValueDescriptor value : type.getValues()) {
      if (!comments.of(value).isEmpty()) {
        values.append(values.isEmpty() ? "" : "\n");
        values.append(value.getName()).append(": ").append(comments.of(value));
      }
    }
    putDescription(schema, values.toString());
    return schema;
  }

  private Map<String, Object> message(Descriptor type) {
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> Map.of("type", "string", "format", "date-time");
      case "google.protobuf.Duration" ->
          Map.of("type", "string", "pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
      case "google.protobuf.FieldMask" -> Map.of("type", "string");
      case "google.protobuf.Struct" -> Map.of("type", "object");
      case "google.protobuf.Value" -> Map.of();
      case "google.protobuf.Any" ->
          Map.of("type", "object", "properties", Map.of("@type", Map.of("type", "string")));
      case "google.rpc.Status" -> reference(OpenApiDocument.ERROR);
      default -> reference(type);
    };
  }
}
