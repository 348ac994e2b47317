package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.Olt;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.PonkeeperOptions;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.server.PonkeeperServer;
import org.ponkeeper.server.api.Engine;
import org.ponkeeper.server.config.Configuration;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;
import org.ponkeeper.server.http.ServerMetrics;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.tck.NotRun;

/**
 * Runs the example clients against a server, as their README says, and the commands of
 * docs/server.md. That of Java is run by ConsumerProjectTest.
 */
@Timeout(240)
class ClientsTest {

  private static final Path ROOT = Documents.ROOT;
  private static final Path TOOLS = ROOT.resolve(".build/clients/bin");
  private static final TechProfileId T64 = new TechProfileId(64);

  /** A copy of the examples: building leaves files. */
  @TempDir private static Path examples;

  private static Path clients;

  private final MemoryStore store = new MemoryStore();
  private final Ponkeeper ponkeeper = Ponkeeper.on(store);
  private PonkeeperServer server = serve(0);

  @BeforeAll
  static void prepare() throws Exception {
    clients = examples.resolve("clients");
    Path original = ROOT.resolve("examples/clients");
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = clients.resolve(original.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.copy(ROOT.resolve("examples/four-queues.json"), examples.resolve("four-queues.json"));
    new ProcessBuilder(ROOT.resolve("scripts/install-client-tools").toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }

  private PonkeeperServer serve(int port) {
    return PonkeeperServer.start(
        new Engine(ponkeeper, store, PonkeeperOptions.DEFAULTS),
        ServerConfig.of(
            Configuration.read(
                Optional.empty(), Map.of(), Map.of(Setting.LISTEN_PORT, Integer.toString(port)))),
        new ServerMetrics());
  }

  @AfterEach
  void close() {
    server.close();
    ponkeeper.close();
  }

  private Olt olt(String name) {
    return ponkeeper.olt(Technology.XGS_PON, name);
  }

  private void assertNothingIsLeft(String olt) {
    assertThat(olt(olt).instances().list()).isEmpty();
    assertThat(olt(olt).ids().claims(0)).isEmpty();
  }

  @Test
  void curl() throws Exception {
    needs("curl");

    String said = twice(readme("curl"));

    assertThat(said)
        .contains("USABLE\n", "LIVE\n", "onu 1\n", "TEMPLATE_NOT_FOUND: check the template")
        .contains("\"alloc_id\":1024,\"gem_port_ids\":[1024,1025,1026,1027]")
        .contains("\"type\":\"ONU_ID\",\"ids\":[1]\n")
        .contains("\"path\":\"XGS-PON/64/olt-{olt-curl}/pon-{0}/onu-{1}/uni-{0}\"\n")
        .containsSubsequence(
            "\"STORED\",\"name\":\"technologies/XGS-PON/olts/olt-curl/pons/0/pools/onu/claims/ALCL",
            "\"STORED\",\"name\":\"technologies/XGS-PON/olts/olt-curl/pons/0/onus/1/unis/0/instances/64",
            "\"DELETED\",\"name\":\"technologies/XGS-PON/olts/olt-curl/pons/0/onus/1/unis/0/instances/64",
            "\"DELETED\",\"name\":\"technologies/XGS-PON/olts/olt-curl/pons/0/pools/onu/claims/ALCL");
    assertNothingIsLeft("olt-curl");
    assertThat(ponkeeper.templates().find(Technology.XGS_PON, T64)).isPresent();
  }

  @Test
  void python() throws Exception {
    needs("python3");

    assertThat(twice(readme("Python")).lines())
        .containsExactly(
            "XGS-PON/64/olt-{olt-python}/pon-{0}/onu-{1}/uni-{0} has Alloc-ID 1024 and GEM ports"
                + " [1024]; sent again: created False",
            "the OLT's scheduler is of Alloc-ID 1024",
            "template 99: NOT_FOUND TEMPLATE_NOT_FOUND",
            "deleted; left: 0");
    assertNothingIsLeft("olt-python");
  }

  @Test
  void go() throws Exception {
    needs("go");

    assertThat(done("cd go && gofmt -l .")).as("files that gofmt would change").isEmpty();
    done("cd go && go vet ./...");
    assertThat(twice(readme("Go")).lines())
        .contains(
            "olt-go has 0 services",
            "ALCL00001234 is ONU 1 of PON 0",
            "  UPSTREAM scheduler: Alloc-ID 1024, Hybrid",
            "  UPSTREAM queue: GEM port 1024, p-bits 0b11111111, WRR, priority 0, weight 0",
            "olt-go has 1 services",
            "XGS-PON/64/olt-{olt-go}/pon-{0}/onu-{1}/uni-{0} of ALCL00001234: Alloc-ID 1024, GEM"
                + " ports [1024]",
            "released ALCL00001234: ONU id [1]");
    assertNothingIsLeft("olt-go");
  }

  /** Every second answer is lost, and the server is another one in the middle of it. */
  @Test
  void goRepeatsWhatWasNotAnsweredAndMissesNoChange() throws Exception {
    needs("go");
    done("cd go && go build -o adapter .");
    String adapter = "go/adapter -lose-answers -server http://127.0.0.1:8765 ";
    done(adapter + "start go/device-info.json");

    Process follower = shell("go/adapter -server http://127.0.0.1:8765 follow 4").start();
    try (BufferedReader told = follower.inputReader()) {
      assertThat(told.readLine()).isEqualTo("following");
      String added = done(adapter + "add 0 ALCL00001234");
      assertThat(
              olt("olt-go").instances().get(T64, UniPort.of("olt-go", 0, 1, 0)).allocId().value())
          .isEqualTo(1024);
      assertThat(done(adapter + "add 0 ALCL00001234")).isEqualTo(added);

      int port = server.port();
      server.close();
      server = serve(port);

      done(adapter + "remove 0 ALCL00001234");
      assertThat(done(adapter + "remove 0 ALCL00001234")).isEmpty();
      assertNothingIsLeft("olt-go");

      String service = "technologies/XGS-PON/olts/olt-go/pons/0/onus/1/unis/0/instances/64";
      String claim = "technologies/XGS-PON/olts/olt-go/pons/0/pools/onu/claims/ALCL00001234";
      assertThat(
              told.lines()
                  .filter(line -> !line.equals("following"))
                  .map(line -> line.replaceFirst(" \\(after .*", "")))
          .containsExactly(
              "STORED " + claim, "STORED " + service, "DELETED " + service, "DELETED " + claim);
      assertThat(follower.waitFor()).isZero();
    } finally {
      follower.destroyForcibly();
    }
  }

  @Test
  void goTellsWhyTheServerRefuses() throws Exception {
    needs("go");
    done("cd go && go build -o adapter .");
    String adapter = "go/adapter -server http://127.0.0.1:8765 ";
    done(adapter + "start go/device-info.json");

    assertThat(failed(adapter + "-olt 'no olt' start go/device-info.json"))
        .contains("NAME_INVALID");
    assertThat(failed(adapter + "add 9 ALCL00001234")).contains("PON_NOT_REGISTERED");
    done("sed 's/127/99/' go/device-info.json >go/other.json");
    assertThat(failed(adapter + "start go/other.json"))
        .contains("RANGE_DIFFERS", "an operator must resize the OLT");
    assertThat(failed("go/adapter -server http://127.0.0.1:1 -limit 1s start go/device-info.json"))
        .contains("gave up", "connection refused");
  }

  @Test
  void theCommandsOfTheDocument() throws Exception {
    needs("curl");
    List<String> commands =
        matches("(?ms)^\\$ (curl .*?[^\\\\])(?=\\n\\$|\\n```)", ROOT.resolve("docs/server.md"))
            .toList();

    assertThat(commands).hasSizeGreaterThan(2);
    for (String command : commands) {
      done(command + " --silent --show-error --fail-with-body");
    }
  }

  private static void needs(String program) {
    NotRun.unless(
        Files.isExecutable(TOOLS.resolve(program)),
        "the client that needs " + program + "; see scripts/install-client-tools");
  }

  /** The commands of a client. */
  private static String readme(String client) throws IOException {
    return matches(
            "(?s)\n## " + client + "\n[^#]*?\n```\n(.*?)```",
            ROOT.resolve("examples/clients/README.md"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> matches(String pattern, Path file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    return matcher.results().map((MatchResult found) -> found.group(1));
  }

  /** What both runs say. */
  private String twice(String commands) throws Exception {
    String first = done(commands);
    assertThat(done(commands)).as("the second run").isEqualTo(first);
    return first;
  }

  private String done(String commands) throws Exception {
    return run(0, commands);
  }

  private String failed(String commands) throws Exception {
    return run(1, commands);
  }

  private String run(int exitCode, String commands) throws Exception {
    Process process = shell(commands).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s\n%s", commands, said).isEqualTo(exitCode);
      return said;
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** The commands for this server, in a shell that ends with the first one that fails. */
  private ProcessBuilder shell(String commands) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash", "-ec", commands.replace("127.0.0.1:8765", "127.0.0.1:" + server.port()))
            .directory(clients.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.merge("PATH", TOOLS.toString(), (path, tools) -> tools + ":" + path);
    environment.remove("PONKEEPER_TOKEN");
    // Go downloads nothing, needs no C compiler, and keeps what it has compiled of its library.
    environment.putAll(
        Map.of(
            "GOPROXY", "off",
            "GOTOOLCHAIN", "local",
            "GOFLAGS", "-mod=readonly",
            "CGO_ENABLED", "0",
            "GOPATH", examples.resolve("gopath").toString(),
            "GOCACHE", ROOT.resolve(".build/clients/go-cache").toString()));
    return builder;
  }
}
