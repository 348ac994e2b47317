package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowInfoCommandsTest {

  private static final String UNI = Scene.OLT + " --pon 0 --onu 1 --uni 0";
  private static final String KEYS =
      "service/voltha/resource_manager/{XGS-PON}/{olt-1}/flow_id_info/{0,1,0}/";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void storedValuesAreReadBackByteForByteAndDeleted() {
    String info = " {\"Cookie\": 12345678901234567890,\n  \"b\":[1]}\n";
    set(UNI + " --flow 7", info).done();

    assertThat(cli.line("flow-info get " + UNI + " --flow 7").done().out()).isEqualTo(info);
    assertThat(new String(cli.export().get(KEYS + "{7}"), StandardCharsets.UTF_8)).isEqualTo(info);

    cli.line("flow-info delete " + UNI + " --flow 7").done();
    cli.line("flow-info delete " + UNI + " --flow 7").done();
    cli.line("flow-info get " + UNI + " --flow 7").failed(3, "FLOW_INFO_NOT_FOUND");
    assertThat(cli.export()).doesNotContainKey(KEYS + "{7}");
  }

  @Test
  void aFlowInfoFromAFileReplacesTheStoredOne() throws IOException {
    Path file = Files.writeString(folder.resolve("flow.json"), "[1]");
    set(UNI + " --flow 7", "{}").done();

    cli.line("flow-info set " + UNI + " --flow 7 " + file).done();

    assertThat(cli.line("flow-info get " + UNI + " --flow 7").done().out()).isEqualTo("[1]");
  }

  @Test
  void theFlowsOfThatPortAreListedAsNumbers() {
    assertThat(cli.line("flow-info list " + UNI + " -o json").done().out()).isEqualTo("[]\n");
    set(UNI + " --flow 10", "{}").done();
    set(UNI + " --flow 9", "null").done();
    set(Scene.OLT + " --pon 0 --onu 1 --flow 8", "{}").done();

    assertThat(cli.line("flow-info list " + UNI).done().out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches(" *9 +4"))
        .anyMatch(line -> line.matches(" *10 +2"));
    assertThat(cli.line("flow-info list " + UNI + " -o json").done().out())
        .isEqualTo(
            "[{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":0,\"flow\":9,\"bytes\":4},"
                + "{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":0,\"flow\":10,\"bytes\":2}]\n");
    assertThat(cli.line("flow-info list " + Scene.OLT + " --pon 0 --onu 1 -o json").done().out())
        .isEqualTo(
            "[{" + Scene.PLACE + "\"pon\":0,\"onu\":1,\"uni\":null,\"flow\":8,\"bytes\":2}]\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--pon 0 --onu 1 --flow -1                  | ID_OUT_OF_LEGAL_SPACE",
        "--pon 0 --onu 1 --flow x                   | USAGE_INVALID",
        "--pon 0 --onu 1 --flow 1234567890123456789 | ID_OUT_OF_LEGAL_SPACE",
        "--pon 0 --onu 1023 --flow 7                | ID_OUT_OF_LEGAL_SPACE",
        "--pon 0 --onu 1 --uni 256 --flow 7         | ID_OUT_OF_LEGAL_SPACE",
      })
  void numbersThatCannotBeAreRefused(String which, String code) {
    List<String> before = cli.exported();

    for (String verb : List.of("get", "set", "delete")) {
      cli.runOn(bytes("{}"), words("flow-info " + verb + " " + Scene.OLT + " " + which))
          .failed(2, code);
    }

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void whatIsNoJsonIsRefusedAndTheOldNoteStays() {
    set(UNI + " --flow 7", "{}").done();

    for (String wrong : List.of("", "{", "{} {}", "{\"a\":}")) {
      set(UNI + " --flow 7", wrong).failed(2, "FLOW_INFO_INVALID");
    }

    assertThat(cli.line("flow-info get " + UNI + " --flow 7").done().out()).isEqualTo("{}");
  }

  @Test
  void anOltThatIsNotThereIsRefused() {
    set("--technology GPON --olt nope --pon 0 --onu 1 --flow 7", "{}")
        .failed(3, "OLT_NOT_REGISTERED");
  }

  private Cli.Answer set(String which, String info) {
    return cli.runOn(bytes(info), words("flow-info set " + which));
  }

  private static String[] words(String line) {
    return line.split(" ", -1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
