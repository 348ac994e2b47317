package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.server.http.Contract;
import org.ponkeeper.server.http.HttpBinding;
import org.ponkeeper.store.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OpenApiTest {

  /** Streams that end only when the caller wants. */
  private static final Set<String> ENDLESS = Set.of("/v1/changes:watch");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TestServer SERVER = new TestServer(new MemoryStore());

  private final JsonNode document = JSON.readTree(SERVER.get("/openapi.json").body());

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void theDocumentHasEveryRuleWithItsParametersAndComments() {
    Set<String> rules = new HashSet<>();
    for (ServiceDescriptor service : Contract.load().services()) {
      for (MethodDescriptor method : service.getMethods()) {
        List<HttpBinding> bindings = HttpBinding.of(method);
        assertThat(bindings).as("rules of %s", method.getFullName()).isNotEmpty();
        for (HttpBinding binding : bindings) {
          JsonNode operation = operation(binding.openApiPath(), binding.verb());
          assertThat(operation.path("description").asString())
              .as("%s", method.getFullName())
              .isNotBlank();
          assertThat(fields(binding, operation))
              .as("fields of %s", method.getFullName())
              .isEqualTo(fields(binding));
          rules.add(binding.verb() + " " + binding.openApiPath());
        }
      }
    }
    Set<String> documented = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(verb -> documented.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    assertThat(documented).isEqualTo(rules);
  }

  private JsonNode operation(String path, String verb) {
    return document.path("paths").path(path).path(verb.toLowerCase(Locale.ROOT));
  }

  /** The fields of the request that are not in the path. */
  private static Set<String> fields(HttpBinding binding) {
    Set<String> fields = new HashSet<>();
    binding.method().getInputType().getFields().forEach(field -> fields.add(field.getName()));
    binding.pathFields().forEach(fields::remove);
    return fields;
  }

  /** Those that the document has as parameters of the query or in the body. */
  private static Set<String> fields(HttpBinding binding, JsonNode operation) {
    Set<String> fields = new HashSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asString().equals("query")) {
        fields.add(parameter.path("name").asString().replaceFirst("\\..*", ""));
      }
    }
    if (binding.body().equals("*")) {
      operation
          .path("requestBody")
          .path("content")
          .path("application/json")
          .path("schema")
          .path("properties")
          .propertyNames()
          .forEach(fields::add);
    } else if (!binding.body().isEmpty()) {
      fields.add(binding.body());
    }
    return fields;
  }

  @Test
  void everyReferenceHasItsComponent() {
    Set<String> references = new HashSet<>();
    collect(document, references);
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue());
  }

  private static void collect(JsonNode node, Set<String> references) {
    if (node.has("$ref")) {
      references.add(node.path("$ref").asString());
    }
    node.forEach(inner -> collect(inner, references));
  }

  @Test
  void everyPathOfTheDocumentIsServed() {
    int served = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (!ENDLESS.contains(path.getKey())) {
          requireServed(operation.getKey().toUpperCase(Locale.ROOT), path.getKey());
          served++;
        }
      }
    }
    assertThat(served).isPositive();
  }

  /** The service itself answers: what is not routed has no JSON with a detail. */
  private static void requireServed(String verb, String path) {
    String concrete =
        path.replace("{technology}", "XGS-PON")
            .replace("{olt}", "olt-1")
            .replace("{pool}", "onu")
            .replace("{claim}", "a")
            .replace("{type}", "alloc")
            .replaceAll("\\{[a-z_]+}", "1");
    HttpResponse<String> response =
        SERVER.send(
            HttpRequest.newBuilder(SERVER.uri(concrete))
                .header("content-type", "application/json")
                .method(verb, HttpRequest.BodyPublishers.ofString(verb.equals("GET") ? "" : "{}"))
                .build());
    if (response.statusCode() != 200) {
      assertThat(response.body())
          .as("%s %s: %s", verb, concrete, response.statusCode())
          .contains("ponkeeper.v1.ErrorDetail");
    }
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    for (String path : List.of("/docs/", "/docs/docs.js", "/docs/docs.css")) {
      HttpResponse<String> page = SERVER.get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).doesNotContain("//cdn", "http://", "https://");
      assertThat(page.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'");
    }
    assertThat(SERVER.get("/docs").statusCode()).isEqualTo(307);
  }

  @Test
  void reflectionListsTheServices() {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(SERVER.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(answer.join().getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .containsAll(SERVER.services())
        .contains("grpc.health.v1.Health");
    requests.onCompleted();
  }
}
