package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutePathType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.ponkeeper.server.http.Contract;
import org.ponkeeper.server.http.HttpBinding;

/**
 * The rules that protect a server from pages of other sites hold for everything that it serves: the
 * methods by gRPC and as JSON, pages, health and numbers.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPathTest {

  private static final String OWN = "Host: localhost";
  private static final String FOREIGN = "Host: evil.example";
  private static final String ORIGIN = "Origin: http://evil.example";
  private static final String JSON = "application/json";
  private static final String FILE = "application/x-ndjson";

  /** A page of another site can send these without asking the server before. */
  private static final List<String> OF_FORMS =
      List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b");

  private static final String GRPC_WEB = "application/grpc-web+proto";

  private static final List<String> GRPC =
      List.of("application/grpc", GRPC_WEB, "application/grpc-web-text");

  /** A path with the verb by which it is served, and the type of its JSON, if it is a method's. */
  private record Served(String path, String verb, String json) {
    boolean isJson() {
      return !json.isEmpty();
    }

    boolean isGrpc() {
      return path.matches("/[a-z0-9.]+\\.[A-Z]\\w+/\\w+");
    }
  }

  private final AtomicInteger calls = new AtomicInteger();
  private final TestFrontend server = new TestFrontend(Map.of(), calls::incrementAndGet);
  private final List<Served> all = new ArrayList<>();

  @BeforeAll
  void walk() {
    Map<String, HttpBinding> bindings = new HashMap<>();
    Contract.load()
        .services()
        .forEach(service ->
            service
                .getMethods()
                .forEach(method ->
                    HttpBinding.of(method)
                        .forEach(rule -> bindings.put(rule.verb() + rule.paths(), rule))));
    for (Route route : server.frontend().routes()) {
      String path = route.paths().getFirst();
      if (route.pathType() == RoutePathType.PREFIX) {
        all.add(new Served(fileBelow(path), "GET", ""));
      } else if (route.pathType() == RoutePathType.EXACT) {
        Served exact = new Served(path, "GET", "");
        all.add(exact.isGrpc() ? new Served(path, "POST", "") : exact);
      } else {
        String verb = route.methods().iterator().next().name();
        HttpBinding rule =
            Optional.ofNullable(bindings.remove(verb + path))
                .orElseThrow(() -> new AssertionError("this test does not know " + route));
        String type = rule.method().isClientStreaming() ? FILE : JSON;
        all.add(new Served(JsonRequestTest.path(rule), verb, type));
      }
    }
    assertThat(bindings).as("rules that are not served").isEmpty();
    assertThat(all)
        .extracting(Served::path)
        .contains(
            "/",
            "/docs/",
            "/docs/docs.js",
            "/openapi.json",
            "/contract.binpb",
            "/metrics",
            "/healthz",
            "/readyz")
        .contains("/ponkeeper.v1.OltService/DeleteOlt", "/grpc.health.v1.Health/Check")
        .contains("/v1/technologies/1/olts/1");
  }

  /** A file of the console, as its first page names it. */
  private String fileBelow(String prefix) {
    try {
      Matcher file =
          Pattern.compile(Pattern.quote(prefix.replace("*", "")) + "[\\w/]+main.js")
              .matcher(server.send(server.request("/")).body());
      assertThat(file.find()).as("files below %s", prefix).isTrue();
      return file.group();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Without this, the other tests could walk paths that nobody serves. */
  @Test
  void whatIsAskedRightIsServed() throws Exception {
    for (Served served : all) {
      int before = calls.get();
      boolean isOurs = served.path().startsWith("/ponkeeper.v1.");
      if (served.isGrpc() && !isOurs) {
        continue; // streams of gRPC's own services, which do not end
      }
      HttpRequest.Builder request = server.request(served.path());
      if (served.isGrpc() || served.isJson()) {
        request.header("content-type", served.isGrpc() ? GRPC_WEB : served.json());
      }
      HttpResponse<String> answer =
          server.send(
              request.method(
                  served.verb(),
                  served.isGrpc()
                      ? BodyPublishers.ofByteArray(new byte[5])
                      : BodyPublishers.ofString(served.verb().equals("POST") ? "{}" : "")));

      assertThat(answer.statusCode()).as("%s %s", served, answer.body()).isIn(200, 307);
      assertThat(calls.get() - before)
          .as("calls by %s", served)
          .isEqualTo(served.isJson() || isOurs ? 1 : 0);
    }
  }

  @Test
  void nothingIsServedUnderAForeignName() throws Exception {
    int before = calls.get();
    for (Served served : all) {
      for (String verb : verbs(served)) {
        assertRefused(403, "HOST_REFUSED", verb, served.path(), FOREIGN, JSON);
      }
      if (served.isGrpc()) {
        for (String type : GRPC) {
          assertRefusedAsGrpc(served.path(), FOREIGN, type);
        }
      }
    }
    assertThat(calls).hasValue(before);
  }

  @Test
  void nothingIsServedToAPageOfAnotherSite() throws Exception {
    int before = calls.get();
    for (Served served : all) {
      for (String verb : verbs(served)) {
        assertRefused(403, "ORIGIN_REFUSED", verb, served.path(), OWN + "\r\n" + ORIGIN, JSON);
      }
      if (served.isGrpc()) {
        for (String type : GRPC) {
          assertRefusedAsGrpc(served.path(), OWN + "\r\n" + ORIGIN, type);
        }
      }
      String preflight =
          server.raw(
              "OPTIONS " + served.path() + " HTTP/1.1",
              OWN,
              ORIGIN,
              "Access-Control-Request-Method: " + served.verb());
      assertThat(preflight)
          .as(served.path())
          .startsWith("HTTP/1.1 403")
          .doesNotContainIgnoringCase("access-control-allow");
    }
    assertThat(calls).hasValue(before);
  }

  @Test
  void noChangeIsMadeByWhatAFormCanSend() throws Exception {
    int before = calls.get();
    for (Served served : all) {
      for (String type : OF_FORMS) {
        assertRefused(400, "CONTENT_TYPE_REFUSED", "POST", served.path(), OWN, type);
        if (!served.verb().equals("GET")) {
          assertRefused(400, "CONTENT_TYPE_REFUSED", served.verb(), served.path(), OWN, type);
        }
      }
      if (served.isJson() && !served.verb().equals("GET")) {
        for (String type : GRPC) {
          assertRefusedAsGrpc(served.verb(), served.path(), OWN, type);
        }
      }
      if (served.isGrpc()) {
        String answer = send("POST", served.path(), OWN, JSON);
        assertThat(answer).as(served.path()).startsWith("HTTP/1.1 415");
      }
    }
    assertThat(calls).hasValue(before);
  }

  /** The way in which a proxy is asked; the host of the target counts. */
  @Test
  void aForeignNameInTheTargetIsRefusedToo() throws Exception {
    int before = calls.get();
    assertThat(server.raw("GET http://evil.example/v1/status HTTP/1.1", OWN))
        .matches("(?s)HTTP/1.1 40[034] .*");
    assertThat(calls).hasValue(before);
  }

  private static List<String> verbs(Served served) {
    return served.verb().equals("GET") ? List.of("GET", "POST") : List.of("GET", served.verb());
  }

  private void assertRefused(
      int status, String code, String verb, String path, String headers, String type)
      throws Exception {
    assertThat(send(verb, path, headers, type))
        .as("%s %s with %s and %s", verb, path, headers, type)
        .startsWith("HTTP/1.1 " + status)
        .contains(code);
  }

  private void assertRefusedAsGrpc(String path, String headers, String type) throws Exception {
    assertRefusedAsGrpc("POST", path, headers, type);
  }

  private void assertRefusedAsGrpc(String verb, String path, String headers, String type)
      throws Exception {
    assertThat(send(verb, path, headers, type))
        .as("%s %s with %s and %s", verb, path, headers, type)
        .containsPattern("grpc-status: [37]\r\n");
  }

  private String send(String verb, String path, String headers, String type) throws Exception {
    return verb.equals("GET")
        ? server.raw(verb + " " + path + " HTTP/1.1", headers)
        : server.raw(
            verb + " " + path + " HTTP/1.1", headers, "Content-Type: " + type, "Content-Length: 0");
  }
}
