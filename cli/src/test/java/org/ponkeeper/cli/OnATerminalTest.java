package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees at a terminal, where answers and messages come to the same place. */
@Timeout(120)
class OnATerminalTest {

  private static final String APPLY = "template apply --technology XGS-PON --id 64";

  @TempDir private Path folder;

  private List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.sqlite.tmpdir=" + folder,
        "-Dponkeeper.terminal=true",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /** What a command shows on a terminal of its own, while these words are typed. */
  private String shown(String words, String typed) throws Exception {
    String command =
        Stream.concat(java().stream(), Stream.of(words.split(" ", -1)))
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    List<String> script = new ArrayList<>(List.of("script", "-qec", command, "/dev/null"));
    ProcessBuilder builder = new ProcessBuilder(script).redirectErrorStream(true);
    builder.environment().put("PONKEEPER_STORE", "sqlite:" + folder.resolve("store.db"));
    // 'script' comes with every Linux (util-linux; Debian's bsdutils).
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream();
        InputStream out = process.getInputStream()) {
      in.write(typed.getBytes(StandardCharsets.UTF_8));
      in.flush();
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text.replace("\r\n", "\n");
    }
  }

  @Test
  void theSummaryOfAnAuditIsPrintedBelowItsFindings() throws Exception {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.put(
        "service/voltha/resource_instances/XGS-PON/64/" + Scene.port(0, 1, 0),
        "garbage".getBytes(StandardCharsets.UTF_8));

    String shown = shown("audit", "");

    assertThat(shown.indexOf("audited OLTs: 1; errors: "))
        .as(shown)
        .isGreaterThan(shown.lastIndexOf("error: "))
        .isGreaterThan(shown.lastIndexOf("warning: "));
    assertThat(shown).contains("error: ");
  }

  @Test
  void whatIsWaitedForIsSaid() throws Exception {
    // Ctrl-D ends what is typed
    assertThat(shown(APPLY, "no template\n\u0004"))
        .contains("reading from standard input; press Ctrl-D to end\n")
        .contains("TEMPLATE_INVALID");
  }

  @Test
  void everyCommandThatReadsStandardInputSaysSoToAPerson() {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    String flow = "flow-info set " + Scene.OLT + " --pon 0 --onu 1 --flow 7";
    for (String words :
        List.of(
            APPLY,
            APPLY + " -",
            "template lint -",
            flow,
            "store import",
            "store import -",
            "store restore --yes -")) {
      String notice = "reading from standard input; press Ctrl-D to end\n";
      assertThat(cli.lineAsPerson(words, "{}").err()).as(words).containsOnlyOnce(notice);
      assertThat(cli.runOn("{}".getBytes(StandardCharsets.UTF_8), words.split(" ", -1)).err())
          .as(words)
          .doesNotContain(notice);
    }
  }

  @Test
  void outputThatCannotBeWrittenIsReportedEvenIfAMessageFollows() throws Exception {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.put(
        "service/voltha/resource_instances/XGS-PON/64/" + Scene.port(0, 1, 0),
        "garbage".getBytes(StandardCharsets.UTF_8));
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > /dev/full", "sh"));
    command.addAll(java());
    command.add("audit");

    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PONKEEPER_STORE", "sqlite:" + folder.resolve("store.db"));
    Process process = builder.start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(err).isEqualTo(4);
    assertThat(err).contains("the output cannot be written to standard output");
  }
}
