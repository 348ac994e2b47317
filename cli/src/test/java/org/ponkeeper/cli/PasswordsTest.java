package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** No message shows a password, whether it was in an option, an argument or a variable. */
class PasswordsTest {

  private static final String SECRET = "s3cret";

  /** What people write where a URL, or something else, is meant. */
  private static final List<String> URLS =
      List.of(
          "etcd://joe:s3cret@127.0.0.1:2379",
          "etcd://joe:my s3cret@127.0.0.1:99999",
          "redis://:s3cret@127.0.0.1:6379/0",
          "joe:s3cret@127.0.0.1:2379",
          "etcds://joe:s3cret@a,b:x",
          "etcd://joe:s3cret@:0",
          "etcd://joe:s3cret%zz@127.0.0.1:2379",
          "http://joe:s3cret@127.0.0.1",
          "etcd:joe:s3cret@127.0.0.1",
          "sqlite:etcd://joe:s3cret@127.0.0.1/store.db",
          "memory:joe:s3cret@h",
          "//joe:s3cret@127.0.0.1");

  @TempDir private Path folder;

  static List<WrongWordsTest.Command> commands() {
    return WrongWordsTest.commands().toList();
  }

  private static void assertHidden(List<String> words, Cli.Answer answer) {
    assertThat(answer.err()).as("%s", words).doesNotContain(SECRET).contains("ponkeeper: ");
    assertThat(answer.out()).as("%s", words).doesNotContain(SECRET);
    assertThat(answer.exitCode()).as("%s", words).isBetween(2, 5);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aUrlInTheWrongPlaceIsNotShown(WrongWordsTest.Command command) {
    Cli cli = Cli.on("sqlite:" + folder.resolve("nothing/store.db"));
    for (String url : URLS.subList(0, 4)) {
      List<List<String>> lines = new ArrayList<>();
      lines.add(with(command.right(), "--frobnicate=" + url));
      lines.add(with(command.right(), "--frobnicate", url));
      lines.add(with(command.right(), url, url));
      for (OptionSpec option : command.optionsWithValue()) {
        String name = option.longestName();
        // A path of keys may have any characters but those of a URL.
        boolean isPath = name.endsWith("-path") && !url.contains("://");
        // These use no store, or one of their own, and look at no option about stores.
        boolean mayBeRight =
            isPath
                || name.equals("--store")
                || name.equals("--owner")
                || Set.of("demo", "token new", "help", "completion").contains(command.words());
        if (!option.isMultiValue() && !mayBeRight) {
          lines.add(with(command.rightWithout(option), name, url));
        }
      }
      for (List<String> words : lines) {
        if (!words.contains("lint") || !words.getLast().equals(url)) {
          assertHidden(words, cli.run(words.toArray(String[]::new)));
        }
      }
    }
  }

  @Test
  void aUrlThatIsRefusedIsNotShown() {
    for (String url : URLS) {
      for (Cli.Answer answer :
          List.of(
              Cli.with(Map.of()).run("olt", "list", "--timeout", "100ms", "--store", url),
              Cli.on(url).line("olt list --timeout 100ms"))) {
        assertHidden(List.of(url), answer);
      }
    }
    assertHidden(List.of(), Cli.on("memory:").run("template", "lint", URLS.get(0), URLS.get(3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--password=s3cret", "-ps3cret", "-Ps3cret"})
  void theValueOfAnUnknownOptionIsNotShown(String word) {
    Cli.Answer answer = Cli.on("memory:").run("olt", "list", word);

    assertHidden(List.of(word), answer);
    assertThat(answer.err())
        .contains(word.startsWith("--") ? "'--password'" : word.substring(0, 2));
  }

  @Test
  void aBugDoesNotShowItEither() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err, Map.of());

    new Failures(terminal).report(new IllegalStateException("at etcd://joe:s3cret@h:1"));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("at etcd://***@h:1", "\tat ")
        .doesNotContain(SECRET);
  }

  @Test
  void whatIsNoPasswordIsShown() {
    assertThat(Secrets.hideInUrls("store: etcd://10.0.0.1:2379,10.0.0.2:2379"))
        .isEqualTo("store: etcd://10.0.0.1:2379,10.0.0.2:2379");
    assertThat(Secrets.hideInUrls("held by: owner lab:7@site"))
        .isEqualTo("held by: owner lab:7@site");
    assertThat(Secrets.hideInWord("olt-{olt-1}/pon-{0}/onu-{1}"))
        .isEqualTo("olt-{olt-1}/pon-{0}/onu-{1}");
    assertThat(Secrets.hideInWord("1 to 100 characters of a-z, A-Z, 0-9 and . _ : @ -"))
        .isEqualTo("1 to 100 characters of a-z, A-Z, 0-9 and . _ : @ -");
  }

  @Test
  void aCarriageReturnAtTheEndOfAVariableOrUrlIsRefused() {
    Path made = folder.resolve("s.db");
    String url = "sqlite:" + made + "\r";
    for (Cli.Answer answer :
        List.of(
            Cli.on(url).line("olt list"),
            Cli.on(url).line("demo --store " + url),
            Cli.with(Map.of()).run("template", "list", "--store", url),
            Cli.on("etcd://127.0.0.1:2379\r").line("olt list"))) {
      assertThat(answer.failed(2, "STORE_URL_INVALID").err())
          .contains("reason: it ends with a carriage return, as a line of a file with CRLF");
    }
    Cli.on("sqlite:" + folder + "/a\u0001b").line("olt list").failed(2, "STORE_URL_INVALID");
    for (String variable :
        List.of("PONKEEPER_STORE_USER", "PONKEEPER_STORE_PASSWORD", "PONKEEPER_TLS_CA")) {
      Cli.Answer answer =
          Cli.with(Map.of("PONKEEPER_STORE", "etcd://127.0.0.1:1", variable, SECRET + "\r"))
              .line("olt list");
      assertThat(answer.failed(2, "USAGE_INVALID").err())
          .contains("option: " + variable + "\n", "carriage return")
          .doesNotContain(SECRET);
    }
    for (String option : List.of("--base-path", "--template-path")) {
      Cli.Answer answer = Cli.on("memory:").run("olt", "list", option, "service/voltha\r");
      assertThat(answer.failed(2, "USAGE_INVALID").err()).contains("option: " + option + "\n");
    }
    assertThat(folder).isEmptyDirectory();
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }
}
