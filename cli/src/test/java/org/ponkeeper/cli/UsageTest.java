package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  @TempDir Path folder;
  private final Cli cli = Cli.on("memory:");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "bench",
        "simulate",
        "store",
        "store export",
        "store import",
        "store restore",
        "store migrate",
        "store hand-over",
        "template",
        "template apply",
        "template lint",
        "template show",
        "template list",
        "template delete",
        "olt",
        "olt register",
        "olt show",
        "olt list",
        "olt remove-pon",
        "olt unregister",
        "olt delete",
        "instance",
        "instance create",
        "instance get",
        "instance list",
        "instance delete"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Cli.Answer answer = cli.line((command + " --help").strip()).done();

    assertThat(answer.out())
        .startsWith(("Usage: ponkeeper " + command).strip())
        .containsPattern("Examples?:\n  ponkeeper ")
        .contains("--store");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(answer.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fnd 1024, find",
    "instanc list, instance",
    "onu mov, move",
    "onu delte, delete",
    "instance list --technolgy x, --technology"
  })
  void whatWasClearlyMeantIsNamed(String words, String meant) {
    assertThat(cli.line(words).failed(2, "USAGE_INVALID").err())
        .contains("did you mean " + meant + "?");
  }

  @Test
  void aWordThatIsLikeNoneIsNotGuessed() {
    assertThat(cli.line("onu frobnicate").failed(2, "USAGE_INVALID").err())
        .contains("Unknown command: 'frobnicate'")
        .doesNotContain("did you mean");
  }

  @Test
  void anUnknownCommandIsReportedBeforeTheOptionsThatFollowIt() {
    assertThat(cli.line("id reserve --olt olt-1 --pon 0").failed(2, "USAGE_INVALID").err())
        .contains("Unknown command: 'reserve'")
        .contains("ponkeeper id --help");
    assertThat(cli.line("onu delte --olt olt-1").failed(2, "USAGE_INVALID").err())
        .contains("Unknown command: 'delte'; did you mean delete?");
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(cli.line("--version").done().out()).startsWith("ponkeeper ");
    assertThat(cli.line("instance list -V").done().out()).startsWith("ponkeeper ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "instance",
        "instance frobnicate",
        "instance create",
        "instance create --technology XGS-PON --template 64",
        "instance list --frobnicate",
        "instance list extra",
        "instance list -o xml",
        "instance list --timeout 0",
        "instance list --timeout -1",
        "instance list --timeout 99999999999999999999",
        "instance list --timeout soon",
        "instance list --timeout 61m",
        "instance list --olt",
        "instance list --pon 1 --pon 2",
        "bench frobnicate",
        "bench --pons many",
        "simulate extra",
        "simulate --in-place --clean",
        "@file",
      })
  void aCommandLineThatMakesNoSenseIsAShortMessageWithAHint(String words) {
    Cli.Answer answer = cli.line(words);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err())
        .startsWith("ponkeeper: USAGE_INVALID: ")
        .contains("\n  reason: ", "\n  see: ponkeeper ", "\n  what to do: ")
        .hasLineCount(answer.err().contains("\n  option: ") ? 5 : 4);
  }

  @Test
  void aWorkThatThereIsNotIsNamedWithThoseThatThereAre() {
    assertThat(cli.line("bench restart frobnicate").err())
        .contains("use create-one-at-a-time, create-in-flight, ", "not 'frobnicate'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "olt-1/pon-{0}/onu-{1}/uni-{0}",
        "olt-{olt-1}/pon-0/onu-{1}/uni-{0}",
        "olt-{olt-1}/pon-{0}/onu-{1}",
        "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}/",
        "olt-{OLT}/pon-{0}/onu-{1}/uni-{0}",
        "olt-{}/pon-{0}/onu-{1}/uni-{0}",
        "olt-{olt-1}/pon-{-1}/onu-{1}/uni-{0}",
        "olt-{olt-1}/pon-{01}/onu-{1}/uni-{0}",
        "olt-{olt-1}/pon-{x}/onu-{1}/uni-{0}",
        "-",
      })
  void aMalformedPortIsNamed(String port) {
    for (String verb : List.of("create", "get", "delete")) {
      assertThat(Scene.instance(cli, verb, port).failed(2, "UNI_PORT_MALFORMED").err())
          .contains("name: " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instance get --technology XGS-PON --template 64 olt-{a}/pon-{256}/onu-{1}/uni-{0}",
        "instance get --technology XGS-PON --template 64 olt-{a}/pon-{0}/onu-{1023}/uni-{0}",
        "instance create --technology GPON --template 64 olt-{a}/pon-{0}/onu-{254}/uni-{0}",
        "instance get --technology XGS-PON --template 64 olt-{a}/pon-{0}/onu-{1}/uni-{256}",
        "instance get --technology GPON --template 1 olt-{a}/pon-{0}/onu-{99999999999}/uni-{0}",
        "instance get --technology XGS-PON --template 65536 olt-{a}/pon-{0}/onu-{1}/uni-{0}",
        "instance get --technology XGS-PON --template -1 olt-{a}/pon-{0}/onu-{1}/uni-{0}",
        "instance get --technology GPON --template 4294967360 olt-{a}/pon-{0}/onu-{1}/uni-{0}",
        "instance list --pon 256",
        "instance list --pon -1",
        "instance list --pon 99999999999999999999",
      })
  void anIdOutsideItsSpaceIsNamedWithTheSpace(String words) {
    assertThat(cli.line(words).failed(2, "ID_OUT_OF_LEGAL_SPACE").err()).contains("legal: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench --pons 0",
        "bench --pons 257",
        "bench --onus 1021",
        "bench --onus 1020 --unis 256",
        "bench --templates 193",
        "bench --olts 0",
        "bench --concurrency 0",
        "bench --count 0",
        "bench --warm-up -1",
        "bench --restarts 0",
        "simulate --olts 0",
        "simulate --churn-per-s 0",
        "simulate --seconds -1",
        "simulate --in-flight 0",
        "simulate --concurrency 0",
      })
  void aSizeThatCannotBeIsNamedWithWhatCan(String words) {
    assertThat(cli.line(words).failed(2, "COUNT_OUT_OF_RANGE").err()).contains("legal: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"XGSPON", "xgs-pon", "XGS-PON ", "NG-PON2"})
  void anUnknownTechnologyIsNamedWithTheKnownOnes(String technology) {
    Cli.Answer answer = cli.run("instance", "list", "--technology", technology);

    assertThat(answer.failed(2, "TECHNOLOGY_UNKNOWN").err())
        .contains("technology: " + technology + "\n", "GPON, XGPON, XGS-PON, EPON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "/tmp/x",
        "memory:x",
        "sqlite:",
        "redis://a:b@c:1",
        "etcd:",
        "etcd://",
        "etcd://h:0",
        "http://x",
        ":"
      })
  void aUrlOfNoStoreIsRefused(String url) {
    Cli.Answer answer = cli.run("instance", "list", "--store", url);

    assertThat(answer.failed(2, "STORE_URL_INVALID").err()).doesNotContain("a:b@");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "a/", " "})
  void aPathThatCannotBeOneIsRefused(String path) {
    cli.run("instance", "list", "--base-path", path).failed(2, "PATH_INVALID");
    cli.run("instance", "list", "--template-path", path).failed(2, "PATH_INVALID");
  }

  @Test
  void aFileThatIsNoStoreIsRefusedAndNotChanged() throws IOException {
    // given
    Path text = folder.resolve("text");
    Files.writeString(text, "no store, but twenty bytes and more");

    // then
    for (String path :
        List.of(folder.toString(), text.toString(), text + "/below", "/proc/nowhere/store.db")) {
      Cli.Answer answer = Cli.on("sqlite:" + path).line("instance list");
      assertThat(answer.failed(2, "STORE_URL_INVALID").err()).contains("reason: ");
    }
    assertThat(text).hasContent("no store, but twenty bytes and more");
  }

  @Test
  void withoutAStoreTheUsersStateDirectoryIsUsed() {
    Path state = folder.resolve("state");
    Path home = folder.resolve("home");

    Scene.register(Cli.with(Map.of("XDG_STATE_HOME", state.toString())));
    Scene.register(Cli.with(Map.of("HOME", home.toString(), "XDG_STATE_HOME", "relative")));
    Scene.register(
        Cli.with(Map.of("HOME", home.toString(), "PONKEEPER_STORE", "sqlite:~/mine.db")));

    assertThat(state.resolve("ponkeeper/ponkeeper.db")).exists();
    assertThat(home.resolve(".local/state/ponkeeper/ponkeeper.db")).exists();
    assertThat(home.resolve("mine.db")).exists();
  }

  @Test
  void aClosedPipeEndsACommandQuietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exitCode =
        Main.run(new String[] {"olt", "list", "-o", "json"}, terminal("Broken pipe", err));

    assertThat(exitCode).isEqualTo(141);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("no OLTs\n");
  }

  @Test
  void anAnswerThatCannotBeWrittenIsAnErrorWithoutATrace() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int exitCode = Main.run(new String[] {"--help"}, terminal("No space left on device", err));

    assertThat(exitCode).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("ponkeeper: the output cannot be written")
        .containsOnlyOnce("No space left on device")
        .doesNotContain("\tat ");
  }

  private static Terminal terminal(String failure, OutputStream err) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    return new Terminal(
        new ByteArrayInputStream(new byte[0]), out, err, Map.of("PONKEEPER_STORE", "memory:"));
  }

  @Test
  void aBugIsShownWithItsTraceAndExitsWithOne() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err, Map.of());

    int exitCode = new Failures(terminal).report(new IllegalStateException("oops"));

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("ponkeeper: this is a bug")
        .contains("oops", "\tat ");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    Cli.Answer answer = cli.run("instance", "list", "--technology", "\u001b[2JX\n");

    assertThat(answer.failed(2, "TECHNOLOGY_UNKNOWN").err())
        .contains("technology: \\u001b[2JX\\u000a\n");
  }
}
