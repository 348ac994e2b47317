package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every command with every kind of wrong word: the code says what kind of mistake it is, and the
 * message names the word or its option. None of these commands gets as far as its work.
 */
class WrongWordsTest {

  /** A right word for each option that takes one; a new option is to be added. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("--store", "memory:"),
          Map.entry("--base-path", "service/voltha"),
          Map.entry("--template-path", "service/voltha/technology_profiles"),
          Map.entry("--output", "table"),
          Map.entry("--timeout", "10s"),
          Map.entry("--tls-ca", "/dev/null"),
          Map.entry("--tls-cert", "/dev/null"),
          Map.entry("--tls-key", "/dev/null"),
          Map.entry("--technology", "XGS-PON"),
          Map.entry("--olt", "olt-1"),
          Map.entry("--template", "64"),
          Map.entry("--id", "64"),
          Map.entry("--pon", "0"),
          Map.entry("--onu", "1"),
          Map.entry("--to-pon", "1"),
          Map.entry("--to-onu", "2"),
          Map.entry("--uni", "0"),
          Map.entry("--flow", "7"),
          Map.entry("--type", "alloc"),
          Map.entry("--owner", "lab"),
          Map.entry("--count", "1"),
          Map.entry("--after", "sqlite:1:2:3:4"),
          Map.entry("--pons", "1"),
          Map.entry("--onu-ids", "1-32"),
          Map.entry("--alloc-ids", "1024-1152"),
          Map.entry("--gem-port-ids", "1024-2048"),
          Map.entry("--flow-ids", "1-2"),
          Map.entry("--shared", "alloc=1"),
          Map.entry("--model", "asfvolt16"),
          Map.entry("--announced", "-"),
          Map.entry("--pool-keys", "with-technology"),
          Map.entry("--for-template-path", "service/voltha/technology_profiles"),
          Map.entry("--for", "7.9"),
          Map.entry("--olts", "1"),
          Map.entry("--onus", "1"),
          Map.entry("--unis", "1"),
          Map.entry("--file", "-"),
          Map.entry("--also", "service/voltha/adapter"),
          Map.entry("--templates", "1"),
          Map.entry("--concurrency", "1"),
          Map.entry("--in-flight", "1"),
          Map.entry("--warm-up", "0"),
          Map.entry("--restarts", "1"),
          Map.entry("--restart-heap", "512m"),
          Map.entry("--churn-per-s", "1"),
          Map.entry("--seconds", "1"),
          Map.entry("--listen", "127.0.0.1"),
          Map.entry("--port", "0"),
          Map.entry("--host-names", "localhost"),
          Map.entry("--insecure-listen", "false"),
          Map.entry("--server-cert", "/dev/null"),
          Map.entry("--server-key", "/dev/null"),
          Map.entry("--client-ca", "/dev/null"),
          Map.entry("--client-certificates", "optional"),
          Map.entry("--tokens", "/dev/null"),
          Map.entry("--certificates", "/dev/null"),
          Map.entry("--jwks", "/dev/null"),
          Map.entry("--jwt-algorithm", "ES256"),
          Map.entry("--jwt-issuer", "https://issuer.example"),
          Map.entry("--jwt-audience", "ponkeeper"),
          Map.entry("--max-message-bytes", "4194304"),
          Map.entry("--max-header-bytes", "16384"),
          Map.entry("--max-connections", "100"),
          Map.entry("--max-streams-per-connection", "100"),
          Map.entry("--max-calls", "100"),
          Map.entry("--max-waiting-calls", "100"),
          Map.entry("--max-streams", "100"),
          Map.entry("--idle", "5m"),
          Map.entry("--request-time", "60s"),
          Map.entry("--log-format", "text"),
          Map.entry("--log-level", "info"),
          Map.entry("--grace", "1s"),
          Map.entry("--stop-delay", "1s"),
          Map.entry("--max-arriving-calls", "10"),
          Map.entry("--max-total-bytes", "1048576"),
          Map.entry("--max-upload-bytes", "1048576"),
          Map.entry("--history-interval", "1m"),
          Map.entry("--unread", "1s"),
          Map.entry("--config", "/dev/null"),
          Map.entry("--role", "viewer"),
          Map.entry("--only-olts", "olt-1"),
          Map.entry("--seed", "1"));

  /** Options whose value is one number; for the others a number is a word like any other. */
  private static final Set<String> NUMBERS =
      Set.of(
          "--template",
          "--id",
          "--pon",
          "--onu",
          "--to-pon",
          "--to-onu",
          "--uni",
          "--flow",
          "--count",
          "--olts",
          "--onus",
          "--unis",
          "--templates",
          "--concurrency",
          "--in-flight",
          "--warm-up",
          "--restarts",
          "--churn-per-s",
          "--seconds");

  private static final Map<String, String> ARGUMENTS =
      Map.of(
          "UNI_PORT",
          "olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}",
          "IDS",
          "1024",
          "TEXT",
          "1024",
          "NAME",
          "lab",
          "FILE",
          "-");

  private static final String SIGNATURE = "(?s)ponkeeper: [A-Z_]+: .*\n  what to do: .*\n";

  private final Cli cli = Cli.on("memory:");

  /** A command that does something, by its words. */
  record Command(String words, CommandLine line) {

    List<OptionSpec> optionsWithValue() {
      return line.getCommandSpec().options().stream()
          .filter(option -> option.arity().max() > 0 && !option.hidden())
          .toList();
    }

    /** The command with all that it needs. */
    List<String> right() {
      List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
      optionsWithValue().stream()
          .filter(OptionSpec::required)
          .forEach(option -> all.addAll(given(option)));
      line.getCommandSpec().positionalParameters().stream()
          .filter(argument -> argument.arity().min() > 0)
          .forEach(argument -> all.add(word(ARGUMENTS, argument.paramLabel())));
      return all;
    }

    /** The same without an option. */
    List<String> rightWithout(OptionSpec option) {
      List<String> all = right();
      int at = Collections.indexOfSubList(all, given(option));
      if (at >= 0) {
        all.subList(at, at + 2).clear();
      }
      return all;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private static List<String> given(OptionSpec option) {
    return List.of(option.longestName(), word(VALUES, option.longestName()));
  }

  private static String word(Map<String, String> words, String name) {
    return Objects.requireNonNull(words.get(name), () -> "no right word for " + name);
  }

  static Stream<Command> commands() {
    CommandLine all = Main.allCommands();
    List<Command> commands = new ArrayList<>();
    collect(all, "", commands);
    return commands.stream();
  }

  private static void collect(CommandLine line, String words, List<Command> commands) {
    if (line.getSubcommands().isEmpty()) {
      commands.add(new Command(words.strip(), line));
    }
    line.getSubcommands().forEach((name, below) -> collect(below, words + " " + name, commands));
  }

  @Test
  void everyCommandIsAmongThem() {
    assertThat(commands().map(Command::words))
        .contains(
            "demo",
            "bench",
            "simulate",
            "audit",
            "store migrate",
            "id owner",
            "onu-map set",
            "flow-info delete",
            "template lint",
            "instance create",
            "olt register")
        .hasSizeGreaterThan(30);
  }

  private Cli.Answer wrong(List<String> words, String code, String named) {
    Cli.Answer answer = cli.run(words.toArray(String[]::new));
    assertThat(answer.exitCode()).as("%s\n%s", words, answer.err()).isEqualTo(2);
    assertThat(answer.out()).as("%s", words).isEmpty();
    assertThat(answer.err())
        .as("%s", words)
        .matches(SIGNATURE)
        .startsWith("ponkeeper: " + code)
        .contains(named);
    return answer;
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anUnknownOptionIsNamed(Command command) {
    for (List<String> unknown : List.of(List.of("--frobnicate"), List.of("--frobnicate", "7"))) {
      String[] words = unknown.toArray(String[]::new);
      wrong(with(command.right(), words), "USAGE_INVALID: ", "'--frobnicate'");
      List<String> first = new ArrayList<>(command.right());
      first.addAll(command.words().split(" ", -1).length, unknown);
      wrong(first, "USAGE_INVALID: ", "'--frobnicate'");
    }
    wrong(with(command.right(), "--frobnicate=7"), "USAGE_INVALID: ", "--frobnicate");
    wrong(with(command.right(), "-x"), "USAGE_INVALID: ", "'-x'");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aMisspeltOptionIsNamedWhateverComesOfItsValue(Command command) {
    for (OptionSpec option : command.optionsWithValue()) {
      String name = option.longestName();
      String misspelt = name.substring(0, name.length() - 2) + name.substring(name.length() - 1);
      if (command.line().getCommandSpec().optionsMap().containsKey(misspelt)) {
        continue;
      }
      List<String> words = command.rightWithout(option);
      int at = command.words().split(" ", -1).length;
      words.addAll(at, List.of(misspelt, word(VALUES, name)));

      wrong(words, "USAGE_INVALID: ", "'" + misspelt + "'");
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatIsMissingIsNamed(Command command) {
    for (OptionSpec option : command.optionsWithValue()) {
      String name = option.longestName();
      wrong(with(command.rightWithout(option), name), "USAGE_INVALID: ", name);
      if (option.required()) {
        wrong(command.rightWithout(option), "USAGE_INVALID: ", name);
      }
    }
    command.line().getCommandSpec().positionalParameters().stream()
        .filter(argument -> argument.arity().min() > 0)
        .forEach(argument -> {
          List<String> words = command.right();
          words.removeLast();
          wrong(words, "USAGE_INVALID: ", argument.paramLabel());
        });
  }

  /** All but the one that takes any number of files. */
  static Stream<Command> commandsWithAnEnd() {
    return commands().filter(command -> !command.words().equals("template lint"));
  }

  @ParameterizedTest
  @MethodSource("commandsWithAnEnd")
  void anExtraWordIsNamed(Command command) {
    List<String> words = command.right();
    command.line().getCommandSpec().positionalParameters().stream()
        .filter(argument -> argument.arity().min() == 0)
        .filter(argument -> ARGUMENTS.containsKey(argument.paramLabel()))
        .forEach(argument -> words.add(word(ARGUMENTS, argument.paramLabel())));
    wrong(with(words, "extra"), "USAGE_INVALID: ", "'extra'");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anOptionThatIsGivenTwiceIsNamed(Command command) {
    for (OptionSpec option : command.optionsWithValue()) {
      if (option.isMultiValue()) {
        continue; // each time it names one more
      }
      List<String> words = with(command.rightWithout(option), given(option).toArray(String[]::new));
      wrong(
          with(words, given(option).toArray(String[]::new)),
          "USAGE_INVALID: ",
          option.longestName());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anEmptyValueIsRefusedAndItsOptionNamed(Command command) {
    for (OptionSpec option : command.optionsWithValue()) {
      String name = option.longestName();
      wrong(with(command.rightWithout(option), name, ""), "", name);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aWordThatIsNoNumberIsNamed(Command command) {
    for (OptionSpec option : command.optionsWithValue()) {
      String name = option.longestName();
      if (isNumber(option)) {
        for (String word : List.of("sixty", "1.5", "0x40", "1e3", "7 ")) {
          Cli.Answer answer =
              wrong(
                  with(command.rightWithout(option), name, word),
                  "USAGE_INVALID: ",
                  "option: " + name);
          assertThat(answer.err()).contains("reason: '" + word + "' is not a number\n");
        }
      }
    }
  }

  /** Of the same name, some options take one number and others ranges. */
  private static boolean isNumber(OptionSpec option) {
    return NUMBERS.contains(option.longestName()) && !option.paramLabel().equals("NUMBERS");
  }

  /** Those that have an option with a number. */
  static Stream<Command> commandsWithNumbers() {
    return commands()
        .filter(command -> command.optionsWithValue().stream().anyMatch(WrongWordsTest::isNumber));
  }

  @ParameterizedTest
  @MethodSource("commandsWithNumbers")
  void aNumberThatIsTooSmallOrTooGreatIsNamed(Command command) {
    Set<String> codes = new TreeSet<>();
    for (OptionSpec option : command.optionsWithValue()) {
      String name = option.longestName();
      if (isNumber(option)) {
        for (String word : List.of("-1", "99999999999999999999")) {
          Cli.Answer answer = wrong(with(command.rightWithout(option), name, word), "", name);
          assertThat(answer.err()).contains(word);
          codes.add(answer.err().split(": ", -1)[1]);
        }
      }
    }
    assertThat(codes)
        .isNotEmpty()
        .isSubsetOf("ID_OUT_OF_LEGAL_SPACE", "COUNT_OUT_OF_RANGE", "USAGE_INVALID");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "instance create --technolgy XGS-PON --template 64 x | Unknown option: '--technolgy'; did"
            + " you mean --technology?",
        "instance list --pon x                   | option: --pon",
        "instance list -o xml                    | use table, json or yaml, not 'xml'",
        "instance list --olt                     | --olt",
        "instance list --base-path=              | option: --base-path",
        "instance list --template-path=/x        | option: --template-path",
        "instance list --store nowhere           | option: --store",
        "instance list --tls-ca missing.pem      | option: --tls-ca",
        "olt list --timeout soon                 | option: --timeout",
        "bench --pons 0                          | --pons: 0",
        "bench --count 99999999999               | '99999999999' is too large",
        "bench --restart-heap much               | option: --restart-heap",
        "onu-map list --technology GPON --olt a --onu 1 | option: --onu",
      })
  void theMessageSaysWhatIsWrongWithWhichWord(String words, String message) {
    assertThat(wrong(List.of(words.split(" ", -1)), "", message).err()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({"--owner", "--olt"})
  void aNameWithABlankIsNoNumber(String option) {
    List<String> words =
        new ArrayList<>(
            List.of("id", "allocate", "--technology", "XGS-PON", "--pon", "0", "--type", "onu"));
    words.addAll(List.of("--owner", option.equals("--owner") ? "a lab" : "lab"));
    words.addAll(List.of("--olt", option.equals("--olt") ? "olt 1" : "olt-1"));

    assertThat(wrong(words, "NAME_INVALID: ", "option: " + option).err()).contains("legal: 1 to ");
  }
}
