package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ponkeeper demo --console}, as a newcomer sees it. */
@Timeout(180)
class ConsoleDemoTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern URL = Pattern.compile("on (http://127.0.0.1:[0-9]+)/");

  @TempDir private Path folder;

  private CommandProcess start(String words, String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    Path temporary = Files.createDirectories(own.resolve("tmp"));
    return CommandProcess.startWith("-Djava.io.tmpdir=" + temporary, own, "memory:", words);
  }

  private static String url(CommandProcess demo) throws Exception {
    while (demo.isAlive()) {
      Matcher found = URL.matcher(demo.err());
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(20);
    }
    throw new AssertionError(demo.out() + demo.err());
  }

  private static JsonNode overview(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return JSON.readTree(
          client
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/v1/overview")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    }
  }

  @Test
  void aLivingNetworkIsServedAndRemovedAtTheEnd() throws Exception {
    try (CommandProcess demo = start("demo --console --port 0", "demo")) {
      String url = url(demo);

      JsonNode overview = overview(url);
      assertThat(overview.at("/olts").findValuesAsString("technology")).contains("GPON", "XGS-PON");
      JsonNode fullest = overview.at("/olts/1/fullest_pools/0");
      assertThat(fullest.get("type").asString()).isEqualTo("ONU_ID");
      assertThat(fullest.get("used").asInt() * 100 / fullest.get("total").asInt())
          .isGreaterThan(85)
          .isLessThan(100);
      while (overview.toString().split("last_audit", -1).length < 4) {
        overview = overview(url);
      }
      assertThat(
              overview.at("/olts/0/last_audit/errors").asInt()
                  + overview.at("/olts/0/last_audit/warnings").asInt())
          .isPositive();
      String before = overview.at("/totals/instances").asString();
      while (overview(url).at("/totals/instances").asString().equals(before)) {
        assertThat(demo.isAlive()).isTrue();
      }
      demo.interrupt();

      assertThat(demo.awaitEnd()).isZero();
      assertThat(demo.out()).isEmpty();
      try (Stream<Path> left = Files.list(folder.resolve("demo/tmp"))) {
        assertThat(left.filter(path -> path.getFileName().toString().startsWith("ponkeeper-demo")))
            .isEmpty();
      }
    }
  }

  @Test
  void theNextFreePortIsTaken() throws Exception {
    try (CommandProcess first = start("demo --console", "first")) {
      String taken = url(first);
      try (CommandProcess second = start("demo --console", "second")) {
        assertThat(url(second)).isNotEqualTo(taken);
        assertThat(second.err()).doesNotContain("already registered");
      }
    }
  }

  @Test
  void aPortThatIsTakenIsAnErrorIfItWasAskedFor() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Answer answer =
          Cli.with(java.util.Map.of())
              .line("demo --console --seconds 1 --port " + taken.getLocalPort());
      assertThat(answer.err()).contains("CONFIG_INVALID", "another program listens there");
    }
  }

  @Test
  void itHasAStoreOfItsOwn() {
    assertThat(Cli.in(folder).line("demo --console --store memory:").err())
        .contains("leave out --store");
    assertThat(Cli.in(folder).line("demo --port 1").err()).contains("need --console");
    assertThat(Cli.in(folder).line("demo --seconds 1").err()).contains("need --console");
    assertThat(Cli.in(folder).line("demo --console --seconds 0").err())
        .contains("COUNT_OUT_OF_RANGE");
  }
}
