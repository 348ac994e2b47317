package org.ponkeeper.server.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.QueryParams;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.error.NearestName;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Makes a request message of what an HTTP request has. */
final class JsonRequest {
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonRequest() {}

  /**
   * A body as text.
   *
   * @throws RequestException {@code REQUEST_INVALID} if it is not UTF-8
   */
  static String text(HttpData body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.array())).toString();
    } catch (CharacterCodingException e) {
      throw refusal("body", "is not UTF-8");
    }
  }

  /**
   * The message of a request.
   *
   * @param empty an empty message
   * @param path the fields of the path
   * @param body the body as text; not used if the body is one field
   * @throws RequestException {@code REQUEST_INVALID}
   */
  static Message of(
      HttpBinding binding,
      Message empty,
      Map<String, String> path,
      QueryParams query,
      String body) {
    Message.Builder message = empty.newBuilderForType();
    if (binding.body().equals("*")) {
      merge(body.isBlank() ? "{}" : body, message);
      if (!query.isEmpty()) {
        throw refusal(query.names().iterator().next(), "belongs into the body");
      }
    } else {
      query
          .names()
          .forEach(name -> {
            if (name.equals(binding.body())) {
              throw refusal(name, "is the body");
            }
            set(message, name, query.getAll(name));
          });
    }
    path.forEach((name, text) -> {
      FieldDescriptor field = field(message, name);
      Object value = value(field, text);
      if (message.hasField(field) && !message.getField(field).equals(value)) {
        throw refusal(name, "is not the one of the path");
      }
      message.setField(field, value);
    });
    return message.build();
  }

  private static void merge(String body, Message.Builder message) {
    try {
      requireUnique(body);
      JsonFormat.parser().merge(body, message);
    } catch (JacksonException e) {
      throw refusal("body", e.getOriginalMessage());
    } catch (InvalidProtocolBufferException e) {
      throw refusal("body", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Refuses a name that stands twice in an object, and more than one value: protobuf's parser would
   * take one of them.
   */
  private static void requireUnique(String body) {
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), body)) {
      parser.nextToken();
      // The parser itself looks for names.
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw refusal("body", "there is something after the JSON value");
      }
    }
  }

  private static FieldDescriptor field(Message.Builder message, String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw unknown(name, message.getDescriptorForType());
    }
    return field;
  }

  private static RequestException unknown(String name, Descriptor message) {
    List<String> known = message.getFields().stream().map(FieldDescriptor::getName).toList();
    String meant =
        NearestName.of(name, known).map(similar -> "; did you mean " + similar + "?").orElse("");
    return refusal(name, "is unknown; known: " + String.join(", ", known) + meant);
  }

  private static RequestException refusal(String name, String reason) {
    return new RequestException(Code.REQUEST_INVALID, name, reason);
  }

  /** The field of the body, if the body is one field. */
  static FieldDescriptor bodyField(HttpBinding binding) {
    return binding.method().getInputType().findFieldByName(binding.body());
  }

  private static void set(Message.Builder message, String name, List<String> texts) {
    FieldDescriptor field = field(message, name);
    if (field.isRepeated()) {
      texts.forEach(text -> message.addRepeatedField(field, value(field, text)));
    } else if (texts.size() == 1) {
      message.setField(field, value(field, texts.getFirst()));
    } else {
      throw refusal(name, "is given " + texts.size() + " times");
    }
  }

  private static Object value(FieldDescriptor field, String text) {
    try {
      return parsed(field, text);
    } catch (IllegalArgumentException e) {
      throw refusal(field.getName(), "cannot be '" + text + "'");
    }
  }

  private static Object parsed(FieldDescriptor field, String text) {
    return switch (field.getJavaType()) {
      case STRING -> text;
      case BOOLEAN -> bool(text);
      case INT -> isUnsigned(field) ? Integer.parseUnsignedInt(text) : Integer.parseInt(text);
      case LONG -> isUnsigned(field) ? Long.parseUnsignedLong(text) : Long.parseLong(text);
      case ENUM ->
          Optional.<EnumValueDescriptor>ofNullable(field.getEnumType().findValueByName(text))
              .orElseThrow(IllegalArgumentException::new);
      case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(text));
      case FLOAT, DOUBLE, MESSAGE -> throw new IllegalArgumentException();
    };
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }
}
