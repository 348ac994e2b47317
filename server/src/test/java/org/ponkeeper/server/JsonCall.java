package org.ponkeeper.server;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors;
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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.api.v1.ErrorDetail;

/**
 * A call by JSON: its request is made from the method's {@code google.api.http} rule, as a client
 * without gRPC does it.
 */
final class JsonCall {

  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)=([^}]*)}");

  /** HTTP servers take no longer ones. */
  private static final int MOST_OF_A_PATH = 4000;

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(ErrorDetail.getDescriptor())
          .build();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().usingTypeRegistry(TYPES);
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(TYPES);

  private JsonCall() {}

  /**
   * Sends a request.
   *
   * @return the response; empty if no path of the method can have the values of the request
   */
  static Optional<HttpResponse<String>> send(
      TestServer server, MethodDescriptor<?, ?> method, Message request) {
    for (HttpRule rule : rules(method)) {
      Optional<HttpRequest> http = http(server, rule, request);
      if (http.isPresent()) {
        return http.map(server::send);
      }
    }
    return Optional.empty();
  }

  private static List<HttpRule> rules(MethodDescriptor<?, ?> method) {
    Descriptors.MethodDescriptor descriptor =
        ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
            .getMethodDescriptor();
    HttpRule rule = descriptor.getOptions().getExtension(AnnotationsProto.http);
    List<HttpRule> rules = new ArrayList<>();
    rules.add(rule);
    rules.addAll(rule.getAdditionalBindingsList());
    return rules;
  }

  private static Optional<HttpRequest> http(TestServer server, HttpRule rule, Message request) {
    String pattern = rule.getGet() + rule.getPost() + rule.getDelete();
    Message.Builder rest = request.toBuilder();
    StringBuilder path = new StringBuilder();
    Matcher variables = VARIABLE.matcher(pattern);
    while (variables.find()) {
      FieldDescriptor field = field(request, variables.group(1));
      String value = (String) request.getField(field);
      if (!value.matches(variables.group(2).replace("*", "[^/?#% ]+"))) {
        return Optional.empty();
      }
      rest.clearField(field);
      variables.appendReplacement(path, Matcher.quoteReplacement(value));
    }
    variables.appendTail(path);
    boolean hasBody = rule.getBody().equals("*");
    if (!hasBody) {
      path.append(query(rest.build()));
    }
    if (path.length() > MOST_OF_A_PATH) {
      return Optional.empty();
    }
    HttpRequest.Builder http = HttpRequest.newBuilder(server.uri(path.toString()));
    if (hasBody) {
      http.header("content-type", "application/json");
    }
    String method =
        rule.getGet().isEmpty() ? rule.getDelete().isEmpty() ? "POST" : "DELETE" : "GET";
    return Optional.of(
        http.method(
                method,
                hasBody ? BodyPublishers.ofString(print(rest.build())) : BodyPublishers.noBody())
            .build());
  }

  private static FieldDescriptor field(Message message, String name) {
    return Objects.requireNonNull(message.getDescriptorForType().findFieldByName(name), name);
  }

  private static String query(Message fields) {
    StringJoiner query = new StringJoiner("&", "?", "");
    query.setEmptyValue("");
    for (Map.Entry<FieldDescriptor, Object> field : fields.getAllFields().entrySet()) {
      String value = URLEncoder.encode(field.getValue().toString(), StandardCharsets.UTF_8);
      query.add(field.getKey().getName() + "=" + value);
    }
    return query.toString();
  }

  private static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Parses a response into a message like this one. */
  @SuppressWarnings("unchecked")
  static <T extends Message> T parse(HttpResponse<String> response, T like) {
    Message.Builder message = like.newBuilderForType();
    try {
      PARSER.merge(response.body(), message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(response + ": " + response.body(), e);
    }
    return (T) message.build();
  }
}
