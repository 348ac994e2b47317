package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.api.v1.ErrorDetail;
import org.ponkeeper.server.http.Contract;
import org.ponkeeper.server.http.HttpBinding;

/** What a request has and its method does not know is refused, before anything happens. */
@Timeout(60)
class JsonRequestTest {

  private static final String ONU = "/v1/" + Scene.OLT + "/pons/0/onus/1";
  private static final String INSTANCES = ONU + "/unis/0/instances";

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyRuleRefusesAParameterThatItDoesNotKnow() {
    int rules = 0;
    for (ServiceDescriptor service : Contract.load().services()) {
      for (MethodDescriptor method : service.getMethods()) {
        for (HttpBinding binding : HttpBinding.of(method)) {
          String path = path(binding) + "?no_such_field=1";
          HttpResponse<String> response = send(binding.verb(), path, "{}");
          assertThat(response.statusCode()).as("%s %s", binding.verb(), path).isEqualTo(400);
          ErrorDetail detail = detail(response);
          assertThat(detail.getCode()).as(path).isEqualTo("REQUEST_INVALID");
          assertThat(detail.getFacts(0).getName()).as(path).isEqualTo("no_such_field");
          rules++;
        }
      }
    }
    assertThat(rules).isPositive();
  }

  /** A path of the rule: each star is a value. */
  static String path(HttpBinding binding) {
    return binding
        .template()
        .replaceAll("\\{[a-z_]+=([^}]*)}", "$1")
        .replaceAll("\\{[a-z_]+}|\\*", "1");
  }

  @Test
  void aMisspeltPreviewDeletesNothing() {
    Scene.register(server.ponkeeper());
    Scene.subscriber(server.ponkeeper(), 0, 1, "ALCL00000001");

    HttpResponse<String> refused = send("DELETE", ONU + "?validateOnly=true", "");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(detail(refused).getFacts(0).getValue())
        .isEqualTo("is unknown; known: name, etag, validate_only; did you mean validate_only?");
    assertThat(server.get(INSTANCES + "/65").statusCode()).isEqualTo(200);
  }

  @Test
  void aParameterIsGivenOnceAndCanBeRead() {
    assertThat(fact("/v1/technologies/XGS-PON/olts?page_size=1&page_size=2"))
        .isEqualTo("page_size: is given 2 times");
    assertThat(fact("/v1/technologies/XGS-PON/olts?page_size=many"))
        .isEqualTo("page_size: cannot be 'many'");
    assertThat(fact("/v1/technologies/XGS-PON/olts?parent=technologies/GPON"))
        .isEqualTo("parent: is not the one of the path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"template\": 64, \"validateOnli\": true}",
        "{\"template\": 64, \"template\": 65}",
        "{\"template\": 64",
        "{\"template\": 99999999999999999999}",
        "{\"template\": \"many\"}",
        "{\"parent\": \"" + Scene.OLT + "/pons/0/onus/2/unis/0\", \"template\": 64}",
        "[]",
        "null x",
        "64",
      })
  void aBodyThatIsNotOfTheMethodCreatesNothing(String body) {
    Scene.register(server.ponkeeper());

    HttpResponse<String> refused = server.post(INSTANCES, body);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(detail(refused).getNothingHappened()).isTrue();
    assertThat(server.get("/v1/" + Scene.OLT + "/instances").body()).contains("\"instances\":[]");
  }

  @Test
  void deepBodiesAreRefused() {
    for (String deep : new String[] {"[".repeat(100_000), "{\"a\":".repeat(100_000)}) {
      assertThat(server.post(INSTANCES, deep).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] body = "{\"path\": \"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);

    HttpResponse<String> refused =
        server.send(
            HttpRequest.newBuilder(server.uri("/v1/instances:create"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());

    assertThat(refused.statusCode()).isEqualTo(400);
  }

  private String fact(String path) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(400);
    ErrorDetail.Fact fact = detail(response).getFacts(0);
    return fact.getName() + ": " + fact.getValue();
  }

  private HttpResponse<String> send(String verb, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("content-type", "application/json")
            .method(
                verb, verb.equals("POST") ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
            .build());
  }

  private static ErrorDetail detail(HttpResponse<String> response) {
    return Twins.detail(JsonClient.error(response.body()));
  }
}
