package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code instance create} and {@code instance delete} of many. */
class BulkCommandTest {

  private static final String RANGES =
      Scene.OLT + " --template 64 --pons 0-1 --onus 1-3,5 --unis 0";
  private static final String T64 = "--technology XGS-PON --template 64";

  @TempDir Path folder;
  private Cli cli;

  /** Three instances: on ONUs 1 and 2 of PON 0, and ONU 1 of PON 1. */
  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("requests"), text).toString();
  }

  private List<String> listed() {
    return paths(cli.line("instance list -o json").done().json());
  }

  private static List<String> paths(JsonNode array) {
    return array.valueStream().map(entry -> entry.get("path").stringValue()).toList();
  }

  private static List<String> results(Cli.Answer answer) {
    return answer.json().valueStream().map(entry -> entry.get("result").stringValue()).toList();
  }

  private static String path(int pon, int onu) {
    return "XGS-PON/64/" + Scene.port(pon, onu, 0);
  }

  @Test
  void rangesIncludeBothEnds() {
    Cli.Answer answer = cli.line("instance create " + RANGES + " -o json").done();

    assertThat(paths(answer.json()))
        .containsExactly(
            path(0, 1),
            path(0, 2),
            path(0, 3),
            path(0, 5),
            path(1, 1),
            path(1, 2),
            path(1, 3),
            path(1, 5));
    assertThat(results(answer))
        .containsExactly(
            "existed", "existed", "created", "created", "existed", "created", "created", "created");
    assertThat(answer.err()).isEqualTo("created: 5, existed: 3\n");
    assertThat(cli.line("instance create " + RANGES).done().out())
        .isEqualTo("created: 0, existed: 8\n");
    assertThat(listed()).containsExactlyElementsOf(paths(answer.json()));
  }

  @Test
  void anAnswerHasTheIdsOfItsInstance() {
    JsonNode created = cli.line("instance create " + RANGES + " -o json").done().json().get(2);

    assertThat(created.toString())
        .isEqualTo(
            "{\"line\":null,\"path\":\""
                + path(0, 3)
                + "\",\"technology\":\"XGS-PON\","
                + "\"olt\":\"olt-1\",\"pon\":0,\"onu\":3,\"uni\":0,\"template_id\":64,"
                + "\"result\":\"created\",\"alloc_id\":1026,"
                + "\"gemport_ids\":[1032,1033,1034,1035]}");
  }

  @Test
  void aListCanBePipedIntoADelete() {
    byte[] list =
        cli.line("instance list --pon 0 -o json").done().out().getBytes(StandardCharsets.UTF_8);

    Cli.Answer first = cli.runOn(list, "instance", "delete", "--file", "-", "--yes").done();
    Cli.Answer second =
        cli.runOn(list, "instance", "delete", "--file", "-", "--yes", "-o", "json").done();

    assertThat(first.out()).isEqualTo("deleted: 2, absent: 0\n");
    assertThat(results(second)).containsExactly("absent", "absent");
    assertThat(listed()).containsExactly(path(1, 1));
  }

  @Test
  void nothingIsDoneIfALineIsWrongUnlessItIsToBeSkipped() throws IOException {
    String file = file("pon,onu,uni\n0,7,0\n0,x,0\n0,8,300\n0,9,0\n");
    List<String> before = cli.exported();
    String create = "instance create " + T64 + " --olt olt-1 --file " + file;

    // when
    Cli.Answer refused = cli.line(create).failed(2, "FILE_INVALID");

    // then
    assertThat(refused.err())
        .contains(
            "  reason: 2 problems\n",
            "  line 3, column 3: onu: 'x' is not a number\n",
            "  line 4, column 5: uni: the id is outside its legal range; uni: 300; legal: 0-255\n",
            "--skip-invalid");
    assertThat(cli.exported()).isEqualTo(before);

    // when
    Cli.Answer skipped = cli.line(create + " --skip-invalid -o json");

    // then
    assertThat(skipped.exitCode()).isEqualTo(2);
    assertThat(results(skipped)).containsExactly("invalid", "invalid", "created", "created");
    assertThat(skipped.json().get(0).get("line").intValue()).isEqualTo(3);
    assertThat(skipped.json().get(0).get("column").intValue()).isEqualTo(3);
    assertThat(skipped.json().get(3).get("line").intValue()).isEqualTo(5);
    assertThat(skipped.err())
        .contains("warning: line 3, column 3: skipped: onu: 'x' is not a number\n")
        .endsWith("created: 2, existed: 0, skipped as invalid: 2\n");
  }

  @Test
  void ofManyProblemsTheFirstAreNamedAndTheOthersCounted() throws IOException {
    String file = file("pon,onu,uni\n" + "0,x,0\n".repeat(30));

    Cli.Answer answer =
        cli.line("instance create " + T64 + " --olt olt-1 --file " + file)
            .failed(2, "FILE_INVALID");

    assertThat(answer.err().lines().filter(line -> line.startsWith("  line "))).hasSize(20);
    assertThat(answer.err()).contains("  reason: 30 problems\n", "  not shown: 10\n");
  }

  @Test
  void aSyntaxErrorInAJsonArrayCannotBeSkipped() throws IOException {
    String file = file("[{\"path\":\"" + path(0, 7) + "\"},\n oops]");

    cli.line("instance create --skip-invalid --file " + file).failed(2, "FILE_INVALID");

    assertThat(listed()).doesNotContain(path(0, 7));
  }

  @Test
  void eachFailureIsOneLineAndTheWorstGivesTheExitCode() throws IOException {
    String file =
        file(
            "path\n"
                + String.join("\n", path(0, 7), path(9, 1), "XGS-PON/65/" + Scene.port(0, 1, 0)));

    Cli.Answer answer = cli.line("instance create --file " + file);

    assertThat(answer.exitCode()).isEqualTo(3);
    assertThat(answer.out()).isEqualTo("created: 1, existed: 0, failed: 2\n");
    assertThat(answer.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "line 3: " + path(9, 1) + ": PON_NOT_REGISTERED: the PON is not registered")
                    .contains("; what to do: "),
            line -> assertThat(line).startsWith("line 4: XGS-PON/65/").contains("TEMPLATE_NOT_"));
    JsonNode failed =
        Cli.JSON.readTree(cli.line("instance create -o json --file " + file).out()).get(1);
    assertThat(failed.get("result").stringValue()).isEqualTo("failed");
    assertThat(failed.get("code").stringValue()).isEqualTo("PON_NOT_REGISTERED");
    assertThat(failed.get("facts").get("PON").stringValue()).isEqualTo("9");
    assertThat(failed.get("remedy").stringValue()).isNotEmpty();
  }

  @Test
  void aStoreThatFailsIsNotAskedForEachOfTheOthers() throws IOException {
    String file =
        file(
            "onu,uni,pon\n"
                + IntStream.range(0, 2000)
                    .mapToObj(n -> n / 200 + "," + n % 200 + ",0")
                    .collect(Collectors.joining("\n")));

    Cli.Answer answer =
        Cli.on("etcd://127.0.0.1:1")
            .line("instance create --timeout 500ms " + T64 + " --olt olt-1 --file " + file);

    assertThat(answer.exitCode()).isEqualTo(4);
    assertThat(answer.out()).isEqualTo("created: 0, existed: 0, failed: 1,024, not tried: 976\n");
    assertThat(answer.err())
        .contains(
            "line 1026: XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{5}/uni-{24}: not tried, like all "
                + "after it; run the command again to continue\n");
  }

  @Test
  void deletingMoreThanOneAsks() throws IOException {
    String one = file("path\n" + path(0, 2));
    cli.line("instance delete --file " + one).done();
    assertThat(listed()).hasSize(2);
    String delete = "instance delete " + RANGES;

    assertThat(cli.line(delete).failed(2, "NOT_CONFIRMED").err())
        .contains("  would be deleted: up to 8 instances\n", "no terminal", "--yes");
    assertThat(cli.lineAsPerson(delete, "no\n").failed(2, "NOT_CONFIRMED").err())
        .contains("delete up to 8 instances? [yes/no]");
    assertThat(
            cli.runOn(
                    ("path\n" + path(0, 1) + "\n" + path(0, 2)).getBytes(StandardCharsets.UTF_8),
                    "instance",
                    "delete",
                    "--file",
                    "-")
                .failed(2, "NOT_CONFIRMED")
                .err())
        .contains("standard input is the file");
    assertThat(listed()).hasSize(2);

    assertThat(cli.lineAsPerson(delete, "y\n").done().out()).isEqualTo("deleted: 2, absent: 6\n");
    assertThat(listed()).isEmpty();
  }

  @Test
  void aDryRunSaysWhatWouldBeDeleted() {
    List<String> before = cli.exported();

    Cli.Answer answer = cli.line("instance delete --dry-run " + RANGES + " -o json").done();

    assertThat(results(answer))
        .containsExactly(
            "would-delete",
            "would-delete",
            "absent",
            "absent",
            "would-delete",
            "absent",
            "absent",
            "absent");
    assertThat(answer.json().get(0).get("freed_alloc_id").intValue()).isEqualTo(1024);
    assertThat(cli.line("instance delete --dry-run " + RANGES).done().out())
        .isEqualTo("would be deleted: 3, absent: 5\n");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void wrongCombinationsAreNamed() throws IOException {
    String port = " " + Scene.port(0, 1, 0);
    String file = " --file " + file("path\n");

    assertThat(cli.line("instance create " + T64).failed(2, "USAGE_INVALID").err())
        .contains("UNI_PORT", "--file", "--onus");
    assertThat(cli.line("instance create " + T64 + file + port).failed(2, "USAGE_INVALID").err())
        .contains("give only one of");
    assertThat(cli.line("instance delete " + RANGES + file).failed(2, "USAGE_INVALID").err())
        .contains("give only one of");
    assertThat(
            cli.line("instance delete --technology XGS-PON --pons 0 --onus 1")
                .failed(2, "USAGE_INVALID")
                .err())
        .contains("'--template=N', '--olt=ID', '--unis=NUMBERS'");
    assertThat(cli.line("instance create " + T64 + " --skip-invalid" + port).err())
        .contains("--skip-invalid needs --file");
    assertThat(cli.line("instance create " + T64 + " --olt olt-2" + port).err())
        .contains("it is olt-2, and the path says olt-1");
    cli.line("instance create " + Scene.OLT + " --template 64 --pons 0 --onus 5-1 --unis 0")
        .failed(2, "RANGE_INVALID");
    cli.line(
            "instance create "
                + Scene.OLT
                + " --template 64 --pons 0-255 --onus 0-1000 --unis 0-255")
        .failed(2, "COUNT_OUT_OF_RANGE");
    cli.line("instance create --file " + folder + "/none").failed(2, "FILE_INVALID");
  }

  @Test
  void anEmptyFileIsNothingToDo() throws IOException {
    Cli.Answer answer = cli.line("instance delete --file " + file(""));

    assertThat(answer.done().out()).isEqualTo("deleted: 0, absent: 0\n");
  }

  @Test
  void anInterruptEndsWithAnAnswerForEachAndARepeatCompletes() throws Exception {
    // given
    cli.line(
            "olt register --technology XGS-PON --olt olt-2 --pons 0-3 --onu-ids 1-1000"
                + " --alloc-ids 1024-16383 --gem-port-ids 1024-65534")
        .done();
    String create =
        "instance create -o json " + T64 + " --olt olt-2 --pons 0-3 --onus 1-1000 --unis 0-9";
    String store = "sqlite:" + folder.resolve("store.db");

    // when
    JsonNode answers;
    try (CommandProcess process = CommandProcess.start(folder, store, create)) {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (process.out().isEmpty() && process.isAlive() && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      process.interrupt();
      assertThat(process.awaitEnd()).as(process.err()).isEqualTo(130);
      answers = Cli.JSON.readTree(process.out());
    }

    // then
    assertThat(answers.size()).isEqualTo(40_000);
    List<String> created =
        answers
            .valueStream()
            .filter(answer -> answer.get("result").stringValue().equals("created"))
            .map(answer -> answer.get("path").stringValue())
            .toList();
    assertThat(paths(cli.line("instance list --olt olt-2 -o json").done().json()))
        .containsExactlyInAnyOrderElementsOf(created);
    assertThat(created).isNotEmpty().hasSizeLessThan(40_000);
    assertThat(
            answers
                .valueStream()
                .filter(answer -> answer.get("result").stringValue().equals("not-tried")))
        .hasSize(40_000 - created.size());
    assertThat(cli.line(create.replace(" -o json", "")).done().out())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "created: %,d, existed: %,d%n",
                40_000 - created.size(),
                created.size()));
    assertThat(cli.line("audit --olt olt-2").exitCode()).isZero();
  }
}
