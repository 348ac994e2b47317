package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnuMapCommandsTest {

  private static final String ONU = Scene.OLT + " --pon 0 --onu 1";
  private static final String UNI = ONU + " --uni 0";
  private static final String NAME = "olt-{olt-1}/pon-{0}/onu-{1}";
  private static final String KEYS = "service/voltha/resource_manager/{XGS-PON}/{olt-1}/";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void aMapIsWrittenChangedReadAndDeleted() {
    assertThat(cli.line("onu-map set " + UNI + " --type gem-port 1024-1026").done().out())
        .isEqualTo("gem-port map of " + NAME + "/uni-{0}: 1024,1025,1026\n");
    assertThat(cli.line("onu-map add " + UNI + " --type gem-port 1025,1030").done().out())
        .isEqualTo("gem-port map of " + NAME + "/uni-{0}: 1024,1025,1026,1030\n");
    assertThat(cli.line("onu-map remove " + UNI + " --type gem-port 1024,1999").done().out())
        .isEqualTo("gem-port map of " + NAME + "/uni-{0}: 1025,1026,1030\n");
    assertThat(text(KEYS + "{0,1,0}/gemport_ids")).isEqualTo("[1025,1026,1030]");

    assertThat(cli.line("onu-map delete " + UNI + " --type gem-port").done().out())
        .isEqualTo("gem-port map of " + NAME + "/uni-{0}: none\n");
    assertThat(cli.export()).doesNotContainKey(KEYS + "{0,1,0}/gemport_ids");
  }

  @Test
  void theMapOfAnOnuIsNotThatOfItsPort() {
    cli.line("onu-map set " + ONU + " --type alloc 1024").done();
    cli.line("onu-map set " + UNI + " --type flow 7").done();
    cli.line("onu-map set " + Scene.OLT + " --pon 1 --onu 1 --type alloc 1024").done();

    assertThat(text(KEYS + "{0,1}/alloc_ids")).isEqualTo("[1024]");
    assertThat(text(KEYS + "{0,1,0}/flow_ids")).isEqualTo("[7]");
    assertThat(cli.line("onu-map list " + Scene.OLT).done().out().lines())
        .hasSize(4)
        .first()
        .asString()
        .matches("PON +ONU +UNI +type +ids");
    assertThat(cli.line("onu-map list " + Scene.OLT + " --pon 0").done().out().lines()).hasSize(3);
    assertThat(cli.line("onu-map list " + ONU).done().out().lines())
        .anyMatch(line -> line.matches(" *0 +1 +- +alloc +1024"))
        .anyMatch(line -> line.matches(" *0 +1 +0 +flow +7"));
  }

  @Test
  void scriptsReadJson() {
    assertThat(cli.line("onu-map set " + UNI + " --type alloc 1024 -o json").done().out())
        .isEqualTo(
            "{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":0,\"type\":\"alloc\",\"ids\":[1024],\"changed\":true}\n");
    assertThat(cli.line("onu-map add " + UNI + " --type alloc 1024 -o json").done().out())
        .isEqualTo(
            "{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":0,\"type\":\"alloc\",\"ids\":[1024],\"changed\":false}\n");
    cli.line("onu-map set " + ONU + " --type flow 1-2").done();

    assertThat(cli.line("onu-map list " + ONU + " -o json").done().out())
        .isEqualTo(
            "[{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":null,\"type\":\"flow\",\"ids\":[1,2]},"
                + "{"
                + Scene.PLACE
                + "\"pon\":0,\"onu\":1,\"uni\":0,\"type\":\"alloc\",\"ids\":[1024]}]\n");
    assertThat(cli.line("onu-map delete " + ONU + " -o json").done().out())
        .isEqualTo(
            "{" + Scene.PLACE + "\"pon\":0,\"onu\":1,\"uni\":null,\"maps\":2,\"flow_infos\":0}\n");
    assertThat(cli.line("onu-map list " + ONU + " -o json").done().out()).isEqualTo("[]\n");
  }

  @Test
  void deletingAnOnuDeletesOnlyItsOwnPortsAndFlowInfos() {
    List<String> before = cli.exported();
    cli.line("onu-map set " + Scene.OLT + " --pon 0 --onu 10 --type alloc 1025").done();
    List<String> withOther = cli.exported();
    cli.line("onu-map set " + ONU + " --type alloc 1024").done();
    cli.line("onu-map set " + UNI + " --type flow 7").done();
    cli.runOn(
            "{}".getBytes(StandardCharsets.UTF_8),
            ("flow-info set " + UNI + " --flow 7").split(" "))
        .done();

    assertThat(cli.line("onu-map delete " + ONU).done().out())
        .isEqualTo("deleted: 2 maps, 1 flow infos\n");

    assertThat(cli.exported()).isEqualTo(withOther).isNotEqualTo(before);
  }

  @Test
  void aMapThatCannotBeReadIsNeverWrittenOver() {
    cli.put(KEYS + "{0,1,0}/alloc_ids", "[1024".getBytes(StandardCharsets.UTF_8));

    cli.line("onu-map add " + UNI + " --type alloc 1025").failed(5, "CORRUPT_DATA");
    cli.line("onu-map set " + UNI + " --type alloc 1025").failed(5, "CORRUPT_DATA");
    assertThat(text(KEYS + "{0,1,0}/alloc_ids")).isEqualTo("[1024");
    Cli.Answer list = cli.line("onu-map list " + ONU).done();
    assertThat(list.out()).contains("unreadable");
    assertThat(list.err()).contains("alloc map of " + NAME + "/uni-{0} cannot be read: ");
    assertThat(cli.line("onu-map list " + ONU + " -o json").done().json().get(0).get("problem"))
        .isNotNull();

    cli.line("onu-map delete " + UNI + " --type alloc").done();
    cli.line("onu-map add " + UNI + " --type alloc 1025").done();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set {olt} --pon 0 --onu 1 --type alloc 9-5          | 2 | ID_OUT_OF_LEGAL_SPACE",
        "set {olt} --pon 0 --onu 1 --type alloc x            | 2 | USAGE_INVALID",
        "add {olt} --pon 0 --onu 1 --type alloc -1           | 2 | ID_OUT_OF_LEGAL_SPACE",
        "add {olt} --pon 0 --onu 1023 --type alloc 1024      | 2 | ID_OUT_OF_LEGAL_SPACE",
        "add {olt} --pon 0 --onu 1 --uni 256 --type alloc 1  | 2 | ID_OUT_OF_LEGAL_SPACE",
        "remove {olt} --pon 256 --onu 1 --type alloc 1       | 2 | ID_OUT_OF_LEGAL_SPACE",
        "list {olt} --onu 1                                  | 2 | USAGE_INVALID",
        "set --technology GPON --olt nope --pon 0 --onu 1 --type alloc 1 | 3 | OLT_NOT_REGISTERED",
      })
  void wrongCallsChangeNothing(String line, int exitCode, String code) {
    List<String> before = cli.exported();

    cli.line("onu-map " + line.strip().replace("{olt}", Scene.OLT)).failed(exitCode, code);

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void anUnknownTypeIsAWrongCall() {
    Cli.Answer answer = cli.line("onu-map set " + UNI + " --type onu 1");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("--type").contains("onu-map set --help");
  }

  private String text(String key) {
    return new String(cli.export().get(key), StandardCharsets.UTF_8);
  }
}
