package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.access.Caller;
import org.ponkeeper.server.access.Role;
import org.ponkeeper.server.access.Token;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.store.MemoryStore;

/** An adapter sees nothing of an OLT that is not its own, in no answer and in no page token. */
class AdapterViewTest {

  private static final String FOREIGN = "olt-2";

  @TempDir private Path folder;
  private final String adapter = Token.generate();
  private final String viewer = Token.generate();
  private final MemoryStore store = new MemoryStore();
  private String tokens = "";
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    String lines =
        Token.line(new Caller("mine", Role.ADAPTER, Set.of("XGS-PON/olt-1")), adapter)
            + "\n"
            + Token.line(Caller.of("sees-all", Role.VIEWER), viewer)
            + "\n";
    tokens = Files.writeString(folder.resolve("tokens"), lines).toString();
    server = start(tokens);
    for (String device : List.of("olt-1", FOREIGN, "olt-3")) {
      Olt olt = server.ponkeeper().olt(Technology.XGS_PON, device);
      olt.register(
          OltRegistration.builder()
              .pons(0, 0)
              .onuIds(1, 32)
              .allocIds(1024, 1100)
              .gemPortIds(1024, 2000)
              .build());
      olt.ids().allocate(0, ResourceType.ONU_ID, new OwnerName("ALCL00000001"), 1);
      olt.instances().create(TechProfileId.DEFAULT, UniPort.of(device, 0, 1, 0));
    }
  }

  private TestServer start(String file) {
    return new TestServer(store, Map.of(Setting.SECURITY_TOKENS, file));
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  @Test
  void noAnswerNamesAnotherOlt() {
    for (String path :
        List.of(
            "/v1/technologies/-/olts",
            "/v1/technologies/-/olts?page_size=1",
            "/v1/search?query=1024",
            "/v1/search?query=1024&page_size=1",
            "/v1/search?query=ALCL00000001",
            "/v1/status",
            "/v1/overview",
            "/v1/overview?page_size=1",
            "/v1/caller")) {
      String mine = get(path, adapter, 200);
      assertThat(mine).as(path).contains("olt-1").doesNotContain(FOREIGN, "olt-3");
      assertThat(token(mine)).as("page token of %s", path).doesNotContain(FOREIGN, "olt-3");
    }
    assertThat(get("/v1/technologies/-/olts", viewer, 200)).contains(FOREIGN);
    assertThat(get("/v1/overview", adapter, 200)).contains("\"olts\":\"1\"", "\"instances\":\"1\"");
    assertThat(get("/v1/overview", viewer, 200)).contains(FOREIGN, "\"instances\":\"3\"");
    assertThat(get("/v1/search?query=1024", viewer, 200)).contains(FOREIGN);
  }

  @Test
  void whatASearchCannotReadIsToldOfItsOwnOlts() {
    server.close();
    Stores.overwrite(store, "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}", "broken");
    Stores.overwrite(store, "olt-{olt-2}/pon-{0}/onu-{1}/uni-{0}", "broken");
    server = start(tokens);

    String mine = get("/v1/search?query=ALCL00000001", adapter, 200);
    String all = get("/v1/search?query=ALCL00000001", viewer, 200);

    assertThat(mine)
        .contains("\"olt\":\"technologies/XGS-PON/olts/olt-1\"", "unreadable-instance")
        .doesNotContain(FOREIGN, "olt-3");
    assertThat(all)
        .contains(
            "\"olt\":\"technologies/XGS-PON/olts/olt-1\"",
            "\"olt\":\"technologies/XGS-PON/olts/olt-2\"");
  }

  @Test
  void whatNamesAnotherOltIsRefused() {
    for (String path :
        List.of(
            "/v1/technologies/XGS-PON/olts/olt-2",
            "/v1/technologies/XGS-PON/olts/olt-2/use",
            "/v1/technologies/XGS-PON/olts/olt-2:audit",
            "/v1/technologies/XGS-PON/olts/olt-2/instances",
            "/v1/technologies/XGS-PON/olts/olt-2/onus",
            "/v1/technologies/XGS-PON/olts/olt-2/pons/0/pools/alloc",
            "/v1/search?query=XGS-PON%2F64%2Folt-%7Bolt-2%7D%2Fpon-%7B0%7D%2Fonu-%7B1%7D%2Funi-%7B0%7D")) {
      HttpResponse<String> response = send(path, adapter);
      boolean isEmpty = response.statusCode() == 200 && !response.body().contains(FOREIGN);
      assertThat(response.statusCode() == 403 || isEmpty).as(path + response.body()).isTrue();
      assertThat(get(path, viewer, 200)).as(path).isNotEmpty();
    }
  }

  private String get(String path, String token, int status) {
    HttpResponse<String> response = send(path, token);
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(status);
    return response.body();
  }

  private HttpResponse<String> send(String path, String token) {
    return server.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("authorization", "Bearer " + token)
            .build());
  }

  /** What the page token of an answer holds, as text. */
  private static String token(String json) {
    Matcher token = Pattern.compile("\"next_page_token\":\\s*\"([^\"]*)\"").matcher(json);
    return token.find()
        ? new String(Base64.getUrlDecoder().decode(token.group(1)), StandardCharsets.ISO_8859_1)
        : "";
  }
}
