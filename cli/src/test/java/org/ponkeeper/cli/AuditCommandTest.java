package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

  private static final String POOL =
      "service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{1}";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  private void putPool(String base64) {
    cli.put(
        POOL,
        "{\"end_idx\":2048,\"pon_intf_id\":1,\"pool\":\"%s\",\"start_idx\":1024}"
            .formatted(base64)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void soundDataHaveNoFindings() {
    Cli.Answer answer = cli.line("audit -o json").done();

    assertThat(answer.out()).isEqualTo("[]\n");
    assertThat(cli.line("audit").done().err()).contains("OLTs: 1; errors: 0, warnings: 0");
  }

  @Test
  void problemsAreReportedAndRepaired() {
    // given: of 1024 to 1027, which are owned, 1027 is free; 1030 is taken
    putPool("Rw==");

    // when
    Cli.Answer answer = cli.line("audit -o json");

    // then
    assertThat(answer.exitCode()).isEqualTo(5);
    assertThat(answer.json().get(0).get("kind").stringValue()).isEqualTo("owned-not-taken");
    assertThat(answer.json().get(0).get("ids").get(0).intValue()).isEqualTo(1027);
    assertThat(answer.json().get(1).get("kind").stringValue()).isEqualTo("taken-by-nobody");
    assertThat(answer.json().get(1).get("ids").get(0).intValue()).isEqualTo(1030);

    // and when
    Cli.Answer repaired = cli.line("audit --repair").done();

    // then
    assertThat(repaired.err()).contains("gem-port pool 1: taken 1027, freed 1030");
    assertThat(cli.line("audit").done().out()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsFoundAndNothingIsOverwritten() {
    cli.put(POOL, "garbage".getBytes(StandardCharsets.UTF_8));
    List<String> before = cli.exported();

    Cli.Answer answer = cli.line("audit --repair");

    assertThat(answer.exitCode()).isEqualTo(5);
    assertThat(answer.out()).contains("error: unreadable-pool: XGS-PON olt-1: gem-port pool 1: ");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void anOltThatIsNotThereIsRefused() {
    cli.line("audit --olt nope").failed(3, "OLT_NOT_REGISTERED");
  }
}
