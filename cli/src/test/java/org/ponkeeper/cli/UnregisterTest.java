package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Undoing a registration removes the record, and nothing else. */
class UnregisterTest {

  private static final String RECORD = "service/voltha/ponkeeper/olts/XGS-PON/olt-1";
  private static final String UNREGISTER = "olt unregister " + Scene.OLT;

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.applyTemplate(cli);
  }

  @Test
  void onlyTheRecordGoesAndTheOltWorksAsBefore() {
    // given
    GoPools.withTechnology(cli).putTwoCards();
    Scene.create(cli, Scene.port(2, 1, 0)).done();
    List<String> before = cli.exported();
    cli.line("olt register " + Scene.OLT).done();

    // when
    Cli.Answer answer = cli.line(UNREGISTER).done();

    // then
    assertThat(answer.out())
        .isEqualTo("removed the record of XGS-PON olt-1; nothing else was changed\n");
    assertThat(answer.err()).isEmpty();
    assertThat(cli.exported()).isEqualTo(before);
    Scene.create(cli, Scene.port(2, 2, 0)).done();
    cli.line(UNREGISTER).failed(3, "OLT_NOT_REGISTERED");
    cli.line("olt register " + Scene.OLT).done();
    assertThat(cli.line("audit").done().out()).isEmpty();
  }

  @Test
  void optionsThatARegistrationForgetsAreReported() {
    Scene.prepare(cli);

    JsonNode answer;
    Cli.Answer said = cli.line(UNREGISTER + " -o json").done();
    answer = said.json();

    assertThat(said.err())
        .isEqualTo(
            """
            no longer known: PONs 2-3, which have neither pools nor instances
            no longer known: the range 1-32 of onu ids of PONs 0-3
            """);
    assertThat(answer.get("record").get("ranges").toString())
        .isEqualTo("{\"onu\":\"1-32\",\"alloc\":\"1024-1152\",\"gem_port\":\"1024-2048\"}");
    assertThat(answer.get("forgotten")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--shared gem-port=1                       | that all PONs share gem-port pool 1",
        "--resize --alloc-ids 1024-1100,1102-1152  | the gaps in the range 1024-1100,1102-1152",
      })
  void aRecordWithInformationOfItsOwnIsKept(String options, String told) {
    cli.line(
            "olt register "
                + Scene.OLT
                + " --pons 0-1 --onu-ids 1-32 --gem-port-ids 1024-2048"
                + (options.contains("--alloc") ? " " : " --alloc-ids 1024-1152 ")
                + options)
        .done();
    Scene.create(cli, Scene.port(1, 1, 0)).done();
    Map<String, byte[]> before = cli.export();

    Cli.Answer refused = cli.line(UNREGISTER).failed(3, "RECORD_NEEDED");

    assertThat(refused.err()).contains("stored only in the record: " + told);
    assertThat(cli.export().get(RECORD)).isEqualTo(before.get(RECORD));
    Scene.create(cli, Scene.port(1, 2, 0)).done();
  }

  @Test
  void claimsKeepTheRecordUntilTheyAreReleased() {
    Scene.prepare(cli);
    String lab = Scene.OLT + " --pon 0 --type onu --owner lab";
    cli.line("id allocate " + lab).done();

    assertThat(cli.line(UNREGISTER).failed(3, "RECORD_NEEDED").err())
        .contains("claim of lab to onu ids on PON 0");

    cli.line("id release " + lab).done();
    cli.line(UNREGISTER).done();
  }

  @Test
  void poolsThatLieInTheOtherLayoutToo() {
    Scene.prepare(cli);
    GoPools.withoutTechnology(cli).put("alloc", 0, 1024, 1152);

    assertThat(cli.line(UNREGISTER).failed(3, "RECORD_NEEDED").err())
        .contains("stored only in the record: that its pools are those with-technology");
  }
}
