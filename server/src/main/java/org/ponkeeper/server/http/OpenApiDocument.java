package org.ponkeeper.server.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.ErrorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.config.ServerVersion;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract as an OpenAPI 3.0 document: an operation for each HTTP rule of the descriptors, with
 * their comments as descriptions. Immutable.
 */
public final class OpenApiDocument {

  /** The component of errors. */
  static final String ERROR = "Error";

  /** The content of a backup as a body. */
  private static final Map<String, Object> FILE =
      Map.of(
          "application/x-ndjson", Map.of("schema", Map.of("type", "string", "format", "binary")));

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

  private final Comments comments;
  private final Schemas schemas;
  private final Map<String, Map<String, Object>> paths = new TreeMap<>();
  private final List<Object> tags = new ArrayList<>();

  private OpenApiDocument(Contract contract) {
    comments = new Comments(contract.files());
    schemas = new Schemas(comments);
    for (ServiceDescriptor service : contract.services()) {
      tags.add(Map.of("name", service.getName(), "description", comments.of(service)));
      for (MethodDescriptor method : service.getMethods()) {
        List<HttpBinding> bindings = HttpBinding.of(method);
        for (int i = 0; i < bindings.size(); i++) {
          add(bindings.get(i), i == 0 ? "" : "_" + (i + 1));
        }
      }
    }
    schemas.components().put(ERROR, error());
  }

  /** The document as JSON. */
  public static String of(Contract contract) {
    return new OpenApiDocument(contract).json();
  }

  private void add(HttpBinding binding, String suffix) {
    Map<String, Object> before =
        paths.computeIfAbsent(binding.openApiPath(), path -> new LinkedHashMap<>());
    before.put(binding.verb().toLowerCase(Locale.ROOT), operation(binding, suffix));
  }

  private Map<String, Object> operation(HttpBinding binding, String suffix) {
    MethodDescriptor method = binding.method();
    String comment = comments.of(method);
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("tags", List.of(method.getService().getName()));
    operation.put("operationId", method.getName() + suffix);
    operation.put("summary", comment.split("(?<=\\.)\\s", 2)[0]);
    operation.put("description", comment);
    operation.put("parameters", parameters(binding));
    if (!binding.body().isEmpty()) {
      Map<String, Object> content =
          binding.body().equals("*")
              ? Map.of("application/json", Map.of("schema", body(binding)))
              : FILE;
      operation.put("requestBody", Map.of("required", true, "content", content));
    }
    operation.put("responses", responses(binding));
    return operation;
  }

  private List<Object> parameters(HttpBinding binding) {
    List<Object> parameters = new ArrayList<>();
    Matcher names = PARAMETER.matcher(binding.openApiPath());
    while (names.find()) {
      parameters.add(
          Map.of(
              "name",
              names.group(1),
              "in",
              "path",
              "required",
              true,
              "schema",
              Map.of("type", "string")));
    }
    if (!binding.body().equals("*")) {
      for (FieldDescriptor field : rest(binding)) {
        addQuery(parameters, "", field);
      }
    }
    return parameters;
  }

  /** The fields of the request that are neither in the path nor the body. */
  private static List<FieldDescriptor> rest(HttpBinding binding) {
    return binding.method().getInputType().getFields().stream()
        .filter(field -> !binding.pathFields().contains(field.getName()))
        .filter(field -> !binding.body().equals(field.getName()))
        .toList();
  }

  private void addQuery(List<Object> parameters, String prefix, FieldDescriptor field) {
    boolean isObject =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && !field.getMessageType().getFullName().startsWith("google.protobuf.");
    if (isObject) {
      for (FieldDescriptor inner : field.getMessageType().getFields()) {
        addQuery(parameters, prefix + field.getName() + ".", inner);
      }
      return;
    }
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", prefix + field.getName());
    parameter.put("in", "query");
    Map<String, Object> schema = new LinkedHashMap<>(schemas.of(field));
    Object description = schema.remove("description");
    if (description != null) {
      parameter.put("description", description);
    }
    parameter.put("schema", schema);
    parameters.add(parameter);
  }

  private Map<String, Object> body(HttpBinding binding) {
    Descriptor request = binding.method().getInputType();
    return schemas.object(request, field -> !binding.pathFields().contains(field.getName()));
  }

  private Map<String, Object> responses(HttpBinding binding) {
    MethodDescriptor method = binding.method();
    Map<String, Object> schema = Map.of("schema", schemas.reference(method.getOutputType()));
    Map<String, Object> success = new LinkedHashMap<>();
    if (!binding.responseBody().isEmpty()) {
      success.put("description", "The file. One without its last line is not whole.");
      success.put("content", FILE);
    } else if (method.isServerStreaming()) {
      success.put(
          "description",
          "Lines, each of them a message. If the call fails after the first one, the last line is "
              + "{\"error\": ...} with the error.");
      success.put("content", Map.of("application/x-ndjson", schema));
    } else {
      success.put("description", "Success.");
      success.put("content", Map.of("application/json", schema));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", success);
    responses.put(
        "default",
        Map.of(
            "description",
            "An error. Match on the code in its details.",
            "content",
            Map.of("application/json", Map.of("schema", Schemas.reference(ERROR)))));
    return responses;
  }

  /** {@code google.rpc.Status} with the details that this server gives. */
  private Map<String, Object> error() {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("@type", Map.of("type", "string"));
    for (Descriptor type : List.of(ErrorDetail.getDescriptor(), ErrorInfo.getDescriptor())) {
      type.getFields().forEach(field -> detail.put(field.getName(), schemas.of(field)));
    }
    Map<String, Object> details =
        Map.of(
            "type",
            "array",
            "items",
            Map.of("type", "object", "properties", detail, "additionalProperties", false));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("code", Map.of("type", "integer", "description", "The code of gRPC."));
    properties.put("message", Map.of("type", "string", "description", "For people."));
    properties.put("details", details);
    return Map.of("type", "object", "properties", properties, "additionalProperties", false);
  }

  private String json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.0.3");
    document.put(
        "info",
        Map.of(
            "title", "Ponkeeper",
            "version", ServerVersion.text(),
            "description", "Technology profiles and PON resource ids for OLT adapters."));
    document.put("tags", tags);
    document.put("paths", paths);
    document.put("components", Map.of("schemas", schemas.components()));
    // In order, so that the same contract always has the same document.
    return JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(document);
  }
}
