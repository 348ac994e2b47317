package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ponkeeper.server.config.Setting;

/** What protects a server on loopback from pages in a browser on the same machine. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpRulesTest {

  private static final String OLT = "/v1/technologies/XGS-PON/olts/olt-1";
  private static final String REGISTER = OLT + ":register";

  private final TestFrontend server =
      new TestFrontend(Map.of(Setting.LISTEN_HOST_NAMES, "ponkeeper.example"));

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:8765",
        "localhost:1",
        "LocalHost",
        "[::1]:8765",
        "127.9.9.9",
        "ponkeeper.example",
        "Ponkeeper.Example:443"
      })
  void aKnownHostIsServed(String host) throws Exception {
    assertThat(server.raw("GET " + OLT + " HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[::2]",
        "",
        "localhost.evil.example",
        "ponkeeper.example.evil"
      })
  void anotherHostIsRefused(String host) throws Exception {
    for (String path : new String[] {OLT, "/healthz", "/metrics", "/nothing"}) {
      String answer = server.raw("GET " + path + " HTTP/1.1", "Host: " + host);
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[03] .*").doesNotContain("evil.example/");
    }
  }

  @Test
  void aRefusalSaysWhatToDo() throws Exception {
    assertThat(server.raw("GET " + OLT + " HTTP/1.1", "Host: evil.example"))
        .startsWith("HTTP/1.1 403")
        .contains("HOST_REFUSED", "listen.host_names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"})
  void aForeignOriginIsRefused(String origin) throws Exception {
    HttpResponse<String> answer = server.send(server.request(OLT).header("origin", origin));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("ORIGIN_REFUSED");
  }

  @Test
  void aPageOfTheServerItselfMayCall() throws Exception {
    String own = "http://127.0.0.1:" + server.port();

    assertThat(server.send(server.request(OLT).header("origin", own)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "text/plain; application/json"
      })
  void aChangeThatAFormCouldSendIsRefused(String type) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(REGISTER)
                .header("content-type", type)
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("CONTENT_TYPE_REFUSED");
  }

  @Test
  void aChangeWithoutATypeIsRefusedAndJsonIsServed() throws Exception {
    assertThat(
            server.send(server.request(REGISTER).POST(BodyPublishers.ofString("{}"))).statusCode())
        .isEqualTo(400);
    assertThat(
            server
                .send(
                    server
                        .request(REGISTER)
                        .header("content-type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void nobodyIsInvitedFromOtherSites() throws Exception {
    HttpResponse<String> answer = server.send(server.request(OLT));

    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"))
        .doesNotContain("server");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
    String preflight =
        server.raw(
            "OPTIONS " + REGISTER + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Access-Control-Request-Method: POST");
    assertThat(preflight).doesNotContainIgnoringCase("access-control-allow");
  }

  @Test
  void anUnknownPathIsJsonToo() throws Exception {
    HttpResponse<String> answer = server.send(server.request("/nothing"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"message\"", "there is no such path");
  }
}
