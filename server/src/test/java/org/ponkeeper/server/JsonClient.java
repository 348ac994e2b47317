package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.http.HttpBinding;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends request messages as JSON, by the HTTP rules of their methods, and reads the answers back.
 * Each answer has only keys of its schema in the server's OpenAPI document.
 */
final class JsonClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(ErrorDetail.getDescriptor())
          .build();

  /** HTTP servers take no longer ones. */
  private static final int MOST_OF_A_URI = 4000;

  private final TestServer server;
  private final JsonNode document;

  JsonClient(TestServer server) {
    this.server = server;
    this.document = JSON.readTree(server.get("/openapi.json").body());
  }

  /** An error as JSON. */
  static final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int httpStatus;
    private final transient com.google.rpc.Status status;

    JsonException(int httpStatus, com.google.rpc.Status status) {
      super(httpStatus + " " + status.getMessage());
      this.httpStatus = httpStatus;
      this.status = status;
    }

    int httpStatus() {
      return httpStatus;
    }

    com.google.rpc.Status status() {
      return status;
    }
  }

  /** The answer to a request. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return parse(method, send(method, request));
  }

  /**
   * The answers to a request, one of each line; one with the whole file, if the answer is a file.
   */
  <Q, A> List<A> stream(MethodDescriptor<Q, A> method, Q request) {
    HttpBinding binding = built(method, (Message) request).binding();
    if (!binding.responseBody().isEmpty()) {
      Message empty = prototype(method);
      @SuppressWarnings("unchecked") // of the type of the prototype
      A file =
          (A)
              empty.toBuilder()
                  .setField(
                      field(empty, binding.responseBody()),
                      ByteString.copyFromUtf8(send(method, request)))
                  .build();
      return List.of(file);
    }
    return send(method, request).lines().map(line -> parse(method, line)).toList();
  }

  private <Q> String send(MethodDescriptor<Q, ?> method, Q request) {
    Call call = built(method, (Message) request);
    HttpResponse<String> response = server.send(call.request());
    JsonNode responses =
        document
            .path("paths")
            .path(call.binding().openApiPath())
            .path(call.binding().verb().toLowerCase(java.util.Locale.ROOT))
            .path("responses");
    if (response.statusCode() != 200) {
      JsonNode schema = schema(responses.path("default"));
      requireKeys(JSON.readTree(response.body()), schema, "error");
      throw new JsonException(response.statusCode(), error(response.body()));
    }
    if (!call.binding().responseBody().isEmpty()) {
      assertThat(isLines(response)).isTrue();
      return response.body();
    }
    JsonNode schema = schema(responses.path("200"));
    response
        .body()
        .transform(body -> isLines(response) ? body.lines() : java.util.stream.Stream.of(body))
        .forEach(json -> requireKeys(JSON.readTree(json), schema, method.getBareMethodName()));
    return response.body();
  }

  private static boolean isLines(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("").equals("application/x-ndjson");
  }

  private static JsonNode schema(JsonNode response) {
    JsonNode content = response.path("content");
    return content
        .path(content.has("application/json") ? "application/json" : "application/x-ndjson")
        .path("schema");
  }

  /** Fails if the value has a key that the schema does not have. */
  private void requireKeys(JsonNode value, JsonNode reference, String at) {
    JsonNode schema = resolved(reference);
    assertThat(schema.isMissingNode()).as("no schema of %s", at).isFalse();
    if (value.isArray()) {
      value.forEach(item -> requireKeys(item, schema.path("items"), at + "[]"));
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode property = schema.path("properties").path(field.getKey());
        JsonNode any = schema.path("additionalProperties");
        requireKeys(
            field.getValue(),
            property.isMissingNode() && any.isObject() ? any : property,
            at + "." + field.getKey());
      }
    }
  }

  private JsonNode resolved(JsonNode schema) {
    if (schema.has("allOf")) {
      return resolved(schema.path("allOf").get(0));
    }
    String reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  /** The error of an answer. */
  static com.google.rpc.Status error(String json) {
    com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder();
    try {
      JsonFormat.parser().usingTypeRegistry(DETAILS).merge(json, status);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
    return status.build();
  }

  @SuppressWarnings("unchecked") // the messages of gRPC's stubs are protobuf's
  private static <A> A parse(MethodDescriptor<?, A> method, String json) {
    Message.Builder answer = prototype(method).newBuilderForType();
    try {
      JsonFormat.parser().usingTypeRegistry(DETAILS).merge(json, answer);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(json, e);
    }
    return (A) answer.build();
  }

  private static Message prototype(MethodDescriptor<?, ?> method) {
    return AnyService.prototype(method.getResponseMarshaller());
  }

  /** Whether a path can have the values of the request. */
  boolean canSend(MethodDescriptor<?, ?> method, Object request) {
    return find(method, (Message) request).isPresent();
  }

  /** A request, and the rule that it follows. */
  private record Call(HttpBinding binding, HttpRequest request) {}

  private Call built(MethodDescriptor<?, ?> method, Message message) {
    return find(method, message)
        .orElseThrow(() ->
            new AssertionError("no rule of " + method.getFullMethodName() + " fits " + message));
  }

  private Optional<Call> find(MethodDescriptor<?, ?> method, Message message) {
    for (HttpBinding binding : HttpBinding.of(descriptor(method))) {
      String path = binding.template();
      Map<String, String> values = new LinkedHashMap<>();
      for (String field : binding.pathFields()) {
        String value = text(field(message, field), message.getField(field(message, field)));
        values.put(field, value);
        path = path.replaceFirst("\\{" + field + "(=[^}]+)?}", Matcher.quoteReplacement(value));
      }
      if (binding.match(path).filter(values::equals).isPresent()) {
        return Optional.of(new Call(binding, request(binding, encoded(path), message)))
            .filter(call -> call.request().uri().toString().length() <= MOST_OF_A_URI);
      }
    }
    return Optional.empty();
  }

  static com.google.protobuf.Descriptors.MethodDescriptor descriptor(
      MethodDescriptor<?, ?> method) {
    return ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
        .getMethodDescriptor();
  }

  private static FieldDescriptor field(Message message, String name) {
    return Objects.requireNonNull(message.getDescriptorForType().findFieldByName(name), name);
  }

  private HttpRequest request(HttpBinding binding, String path, Message message) {
    Message.Builder rest = message.toBuilder();
    binding.pathFields().forEach(name -> rest.clearField(field(message, name)));
    if (binding.body().equals("*")) {
      return HttpRequest.newBuilder(server.uri(path))
          .header("content-type", "application/json")
          .method(binding.verb(), HttpRequest.BodyPublishers.ofString(json(rest.build())))
          .build();
    }
    HttpRequest.Builder http = HttpRequest.newBuilder();
    if (binding.body().isEmpty()) {
      http.method(binding.verb(), HttpRequest.BodyPublishers.noBody());
    } else {
      FieldDescriptor file = field(message, binding.body());
      http.header("content-type", "application/x-ndjson")
          .method(
              binding.verb(),
              HttpRequest.BodyPublishers.ofByteArray(
                  ((ByteString) message.getField(file)).toByteArray()));
      rest.clearField(file);
    }
    String query = query(rest.build());
    return http.uri(server.uri(query.isEmpty() ? path : path + "?" + query)).build();
  }

  private static String json(Message message) {
    try {
      return JsonFormat.printer().preservingProtoFieldNames().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static String query(Message message) {
    StringJoiner query = new StringJoiner("&");
    message
        .getAllFields()
        .forEach((field, value) -> {
          List<Object> values = new ArrayList<>();
          if (value instanceof List<?> several) {
            values.addAll(several);
          } else {
            values.add(value);
          }
          values.forEach(one -> query.add(field.getName() + "=" + encoded(text(field, one))));
        });
    return query.toString();
  }

  private static String text(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32 -> Integer.toUnsignedString((Integer) value);
      case UINT64 -> Long.toUnsignedString((Long) value);
      default -> String.valueOf(value);
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3A", ":");
  }
}
