package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.server.PonkeeperServer;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.tck.NotRun;

/** Runs the example clients against a server, twice, because each call may be sent again. */
@Timeout(240)
class ClientsTest {

  private static final Path CLIENTS = Documents.ROOT.resolve("examples/clients");
  private static final Map<String, String> TOOLS = new HashMap<>();

  @TempDir private static Path home;
  private static final MemoryStore STORE = new MemoryStore();
  private static final Ponkeeper PONKEEPER = Ponkeeper.on(STORE);
  private static PonkeeperServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        PonkeeperServer.start(
            new Engine(PONKEEPER, STORE, PonkeeperOptions.DEFAULTS),
            ServerConfig.of(
                Configuration.read(Optional.empty(), Map.of(), Map.of(Setting.LISTEN_PORT, "0"))),
            new ServerMetrics());
    Result tools = run(Map.of(), Documents.ROOT, "scripts/install-client-tools");
    tools
        .out()
        .lines()
        .forEach(line -> {
          int equals = line.indexOf('=');
          TOOLS.put(line.substring(0, equals), line.substring(equals + 1));
        });
  }

  @AfterAll
  static void stop() {
    server.close();
    PONKEEPER.close();
  }

  private static String address() {
    return "127.0.0.1:" + server.port();
  }

  @Test
  void java() {
    for (int run = 0; run < 2; run++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RemoteAdapter.run(address(), new PrintStream(out, true, StandardCharsets.UTF_8));

      assertThat(out.toString(StandardCharsets.UTF_8).lines())
          .containsExactly(
              "XGS-PON/64/olt-{olt-java}/pon-{0}/onu-{1}/uni-{0} has Alloc-ID 1024 and GEM ports"
                  + " [1024]; sent again: created false",
              "template 99: NOT_FOUND TEMPLATE_NOT_FOUND", "deleted");
    }
  }

  @Test
  void curl() throws Exception {
    needs("curl", "/usr/bin/curl");
    needs("jq", "/usr/bin/jq");
    Result first = runTwice(CLIENTS.resolve("curl"), "./day.sh", "http://" + address());

    assertThat(first.out())
        .contains("{\"written\":true}", "[1024,[1024]]", "[\"olt-curl\",0,\"ONU_ID\",[1]]")
        .contains("{\"deleted\":true}", "validateOnly: is unknown");
  }

  @Test
  void python() throws Exception {
    needs("Python", TOOLS.getOrDefault("PYTHON", ""));
    needs("Python's gRPC", TOOLS.getOrDefault("PYTHONPATH", "") + "/grpc/__init__.py");
    Result first =
        runTwice(CLIENTS.resolve("python"), TOOLS.get("PYTHON"), "adapter.py", address());

    assertThat(first.out().lines())
        .containsExactly(
            "XGS-PON/64/olt-{olt-python}/pon-{0}/onu-{1}/uni-{0} has Alloc-ID 1024 and GEM ports"
                + " [1024]; sent again: created False",
            "the OLT's scheduler is of Alloc-ID 1024",
            "template 99: NOT_FOUND TEMPLATE_NOT_FOUND",
            "deleted; left: 0");
  }

  @Test
  void go() throws Exception {
    String go = TOOLS.getOrDefault("GO", "");
    needs("Go", go);
    Path folder = CLIENTS.resolve("go");

    assertThat(run(goEnvironment(), folder, go, "vet", "./...").exitCode()).isZero();
    assertThat(
            run(Map.of(), folder, Path.of(go).resolveSibling("gofmt").toString(), "-l", ".").out())
        .as("files that gofmt would change")
        .isEmpty();
    Result first = runTwice(folder, go, "run", ".", "-server", "http://" + address());
    assertThat(first.out().lines())
        .contains(
            "ONU ALCL00000001 has id 1",
            "XGS-PON/64/olt-{olt-go}/pon-{0}/onu-{1}/uni-{0} has Alloc-ID 1024 and GEM ports"
                + " [1024]; sent again: same ids true, created false",
            "after a restart: 1 instance",
            "deleted; left: 0",
            "seen: DELETED technologies/XGS-PON/olts/olt-go/pons/0/onus/1/unis/0/instances/64");

    Result wrong =
        run(
            goEnvironment(),
            folder,
            go,
            "run",
            ".",
            "-server",
            "http://" + address(),
            "-olt",
            "no olt");
    assertThat(wrong.err()).contains("NAME_INVALID");
    assertThat(wrong.exitCode()).isEqualTo(1);
  }

  /** The commands of the document do what it says. */
  @Test
  void theCommandsOfTheDocument() throws Exception {
    needs("curl", "/usr/bin/curl");
    Matcher commands =
        Pattern.compile("(?ms)^\\$ (curl .*?[^\\\\])(?=\\n\\$|\\n```)")
            .matcher(Files.readString(Documents.ROOT.resolve("docs/server.md")));
    int run = 0;
    while (commands.find()) {
      String command = commands.group(1).replace("127.0.0.1:8765", address());
      Result result = run(Map.of(), home, "sh", "-c", command + " --silent --fail-with-body");
      assertThat(result.exitCode()).as(command + "\n" + result.out() + result.err()).isZero();
      run++;
    }
    assertThat(run).isPositive();
  }

  private static void needs(String name, String file) {
    NotRun.unless(
        !file.isEmpty() && Files.exists(Path.of(file)),
        "the client that needs " + name + ", which is missing and could not be fetched");
  }

  private static Map<String, String> goEnvironment() {
    return Map.of(
        "HOME", home.toString(), "GOFLAGS", "-mod=mod", "GOPROXY", "off", "GOTOOLCHAIN", "local");
  }

  /** The result of the first run; the second one must say the same. */
  private static Result runTwice(Path folder, String... command) throws Exception {
    Map<String, String> environment = new HashMap<>(TOOLS);
    environment.putAll(goEnvironment());
    Result first = run(environment, folder, command);
    assertThat(first.exitCode()).as(first.err()).isZero();
    Result second = run(environment, folder, command);
    assertThat(second.exitCode()).as(second.err()).isZero();
    return first;
  }

  /** How a program ended. */
  private record Result(int exitCode, String out, String err) {}

  private static Result run(Map<String, String> environment, Path folder, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    List<String> words = new ArrayList<>(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Result(exitCode, Files.readString(out), Files.readString(err));
  }
}
