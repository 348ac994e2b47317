package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ponkeeper serve} as its operator sees it. */
@Timeout(120)
class ServeCommandTest {

  private static final Pattern URL = Pattern.compile("serving on (http://127.0.0.1:[0-9]+);");

  @TempDir private Path folder;

  private String url(CommandProcess server) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      Matcher found = URL.matcher(server.err());
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(20);
    }
    throw new AssertionError(server.err());
  }

  private static HttpResponse<String> get(String url, String token) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url))
              .header("authorization", "Bearer " + token)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void itCreatesItsStoreServesAndEndsWithCode0() throws Exception {
    String store = "sqlite:" + folder.resolve("new/store.db");
    try (CommandProcess server =
        CommandProcess.start(folder, store, "serve --port 0 --log-format json")) {
      String url = url(server);

      assertThat(get(url + "/readyz", "none").statusCode()).isEqualTo(200);
      assertThat(get(url + "/metrics", "none").body()).contains("ponkeeper_status");
      server.interrupt();

      assertThat(server.awaitEnd()).isZero();
      assertThat(server.err())
          .contains(
              "; store " + store + "; no security is configured: callers on loopback are admin")
          .contains("stopping");
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void aTokenThatIsMadeIsAccepted() throws Exception {
    String[] made =
        Cli.in(folder).line("token new grafana --role viewer").done().out().split("\n", -1);
    String token = made[0].replace("token  ", "");
    Path tokens =
        Files.writeString(folder.resolve("tokens"), made[1].replace("line   ", "") + "\n");
    assertThat(made[1]).doesNotContain(token);

    try (CommandProcess server =
        CommandProcess.start(folder, "memory:", "serve --port 0 --tokens " + tokens)) {
      String url = url(server);

      assertThat(get(url + "/metrics", token).statusCode()).isEqualTo(200);
      assertThat(get(url + "/metrics", token + "x").statusCode()).isEqualTo(401);
      server.interrupt();
      assertThat(server.awaitEnd()).isZero();
      assertThat(server.err()).contains("callers need a token").doesNotContain(token);
    }
  }

  @Test
  void whatIsPrintedNamesItsSourcesAndNoPassword() throws Exception {
    Path file = Files.writeString(folder.resolve("server.yaml"), "limits: {calls: 7}\n");

    String printed =
        Cli.on("etcd://joe:s3cret@127.0.0.1:1")
            .line("serve --print-config --port 9000 --config " + file)
            .done()
            .out();

    assertThat(printed)
        .contains("  port: 9000  # --port\n", "  calls: 7  # " + file + "\n")
        .contains("  grace: 30s  # default\n")
        .doesNotContain("s3cret");
  }

  @Test
  void theStoreIsNamedWithWhereItWasGiven() {
    String before = "--base-path own/base --store memory: serve --print-config";

    assertThat(Cli.on("sqlite:a.db").line("serve --print-config").done().out())
        .contains("  url: \"sqlite:a.db\"  # PONKEEPER_STORE\n");
    assertThat(Cli.on("sqlite:a.db").line(before).done().out())
        .contains("  url: \"memory:\"  # --store\n", "  base_path: own/base  # --base-path\n");
    assertThat(Cli.on("nothing:").line("serve --print-config").failed(2, "STORE_URL_INVALID").err())
        .contains("option: PONKEEPER_STORE\n");
  }

  @Test
  void whatIsWrongInTheFileIsNamedAndNothingStarts() throws Exception {
    Path file = Files.writeString(folder.resolve("server.yaml"), "limits: {cals: 7}\n");

    assertThat(
            Cli.on("sqlite:" + folder.resolve("none.db"))
                .line("serve --config " + file)
                .failed(2, "CONFIG_INVALID")
                .err())
        .contains("setting: limits.cals\n", "from: " + file + "\n", "did you mean limits.calls?");
    assertThat(folder.resolve("none.db")).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsAnErrorOfTheConfiguration() throws Exception {
    try (CommandProcess first = CommandProcess.start(folder, "memory:", "serve --port 0")) {
      String port = URI.create(url(first)).getPort() + "";

      assertThat(Cli.on("memory:").line("serve --port " + port).failed(2, "CONFIG_INVALID").err())
          .contains("from: 127.0.0.1:" + port, "another program listens there");
    }
  }
}
