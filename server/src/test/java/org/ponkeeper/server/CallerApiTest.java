package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.api.v1.Caller;
import org.ponkeeper.api.v1.GetCallerRequest;
import org.ponkeeper.api.v1.GetStatusRequest;
import org.ponkeeper.api.v1.ServerStatus;
import org.ponkeeper.api.v1.StatusServiceGrpc;
import org.ponkeeper.server.access.MethodRule;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.access.Token;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever calls is told who it is and what it may do. */
@Timeout(60)
class CallerApiTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private final String viewer = Token.generate();
  private final String adapter = Token.generate();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    String lines =
        Token.line(org.ponkeeper.server.access.Caller.of("grafana", Role.VIEWER), viewer)
            + "\n"
            + Token.line(
                new org.ponkeeper.server.access.Caller(
                    "openolt-1", Role.ADAPTER, Set.of("XGS-PON/olt-1", "olt-2")),
                adapter)
            + "\n";
    Path tokens = Files.writeString(folder.resolve("tokens"), lines);
    server = new TestServer(new MemoryStore(), Map.of(Setting.SECURITY_TOKENS, tokens.toString()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode caller(String token) {
    var answer =
        server.send(
            HttpRequest.newBuilder(server.uri("/v1/caller"))
                .header("authorization", "Bearer " + token)
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void aViewerReadsOnly() {
    JsonNode caller = caller(viewer);

    assertThat(caller.get("name").asString()).isEqualTo("grafana");
    assertThat(caller.get("role").asString()).isEqualTo("VIEWER");
    assertThat(caller.get("olts")).isEmpty();
    assertThat(caller.get("methods").toString())
        .contains("\"OltService.GetOlt\"", "\"StatusService.GetOverview\"")
        .doesNotContain("DeleteOlt", "CreateInstance", "RepairOlt");
  }

  @Test
  void anAdapterIsToldItsOlts() {
    JsonNode caller = caller(adapter);

    assertThat(caller.get("role").asString()).isEqualTo("ADAPTER");
    assertThat(caller.get("olts").toString())
        .isEqualTo("[\"technologies/-/olts/olt-2\",\"technologies/XGS-PON/olts/olt-1\"]");
    assertThat(caller.get("methods").toString())
        .contains("\"InstanceService.CreateInstance\"")
        .doesNotContain("ResizeOlt", "ApplyTemplate");
  }

  @Test
  void whoeverIsUnknownIsRefused() {
    assertThat(server.get("/v1/caller").statusCode()).isEqualTo(401);
  }

  /** Both ways tell the same; without security, everybody on loopback is admin. */
  @Test
  void anAdminMayCallEverything() {
    try (Twins servers = new Twins()) {
      Caller caller =
          servers.call(
              StatusServiceGrpc.getGetCallerMethod(), GetCallerRequest.getDefaultInstance());

      assertThat(caller.getRole()).isEqualTo(Caller.Role.ADMIN);
      assertThat(caller.getMethodsList())
          .hasSameSizeAs(MethodRule.all().keySet())
          .isSorted()
          .contains("OltService.DeleteOlt", "StatusService.GetCaller");
      servers.onEach((one, json) -> {
        ServerStatus status =
            json.call(
                StatusServiceGrpc.getGetStatusMethod(), GetStatusRequest.getDefaultInstance());
        assertThat(status.getCaller()).isEqualTo(caller.getName());
        assertThat(status.getRole()).isEqualTo("admin");
      });
    }
  }
}
