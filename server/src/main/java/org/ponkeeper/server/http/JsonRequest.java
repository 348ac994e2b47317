package org.ponkeeper.server.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.QueryParams;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/** Makes a request message of what an HTTP request has. */
final class JsonRequest {
  private JsonRequest() {}

  /**
   * The message of a request.
   *
   * @param empty an empty message
   * @param path the fields of the path
   * @param body the body as text
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
      try {
        JsonFormat.parser().merge(body.isBlank() ? "{}" : body, message);
      } catch (InvalidProtocolBufferException e) {
        throw new RequestException(Code.REQUEST_INVALID, "body", String.valueOf(e.getMessage()));
      }
    } else {
      query.forEach((name, value) -> set(message, name, value));
    }
    path.forEach((name, value) -> set(message, name, value));
    return message.build();
  }

  private static void set(Message.Builder message, String name, String text) {
    FieldDescriptor field =
        Optional.ofNullable(message.getDescriptorForType().findFieldByName(name))
            .orElseThrow(() ->
                new RequestException(Code.REQUEST_INVALID, name, "the request has no such field"));
    Object value;
    try {
      value = value(field, text);
    } catch (IllegalArgumentException e) {
      throw new RequestException(Code.REQUEST_INVALID, name, "cannot be '" + text + "'");
    }
    if (field.isRepeated()) {
      message.addRepeatedField(field, value);
    } else {
      message.setField(field, value);
    }
  }

  private static Object value(FieldDescriptor field, String text) {
    return switch (field.getJavaType()) {
      case STRING -> text;
      case BOOLEAN -> bool(text);
      case INT -> Integer.parseUnsignedInt(text);
      case LONG -> Long.parseUnsignedLong(text);
      case ENUM ->
          Optional.<EnumValueDescriptor>ofNullable(field.getEnumType().findValueByName(text))
              .orElseThrow(IllegalArgumentException::new);
      case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(text));
      case FLOAT, DOUBLE, MESSAGE -> throw new IllegalArgumentException();
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
