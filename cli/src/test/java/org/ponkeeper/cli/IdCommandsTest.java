package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdCommandsTest {

  private static final String ONU = Scene.OLT + " --pon 0 --type onu";
  private static final String GEM = Scene.OLT + " --pon 0 --type gem-port";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void anOwnerGetsTheLowestFreeIdsAndTheSameAgain() {
    assertThat(cli.line("id allocate " + ONU + " --owner ALCL1").done().out())
        .isEqualTo("allocated: onu ids 1\n");
    assertThat(cli.line("id allocate " + ONU + " --owner ALCL2 --count 2").done().out())
        .isEqualTo("allocated: onu ids 2-3\n");
    assertThat(cli.line("id allocate " + ONU + " --owner ALCL1 -o json").done().out())
        .isEqualTo(
            "{"
                + Scene.PLACE
                + "\"pon\":0,\"type\":\"onu\",\"pool\":0,\"ids\":[1],\"changed\":false}\n");
    cli.line("id allocate " + ONU + " --owner ALCL1 --count 2").failed(2, "COUNT_OUT_OF_RANGE");
  }

  @Test
  void justTheseIdsAreAllocatedOrNone() {
    cli.line("id allocate " + GEM + " --owner mgmt 1040-1041,1050").done();
    cli.line("id allocate " + GEM + " --owner other 1041,1042").failed(3, "ID_OWNED");

    assertThat(cli.line("id owner " + GEM + " 1042 -o json").done().out())
        .isEqualTo(
            "[{\"id\":1042,\"type\":\"gem-port\",\"state\":\"free\","
                + Scene.PLACE
                + "\"pon\":0}]\n");
  }

  @Test
  void listAndOwnerDistinguishInstancesOwnersAndFreeIds() {
    cli.line("id allocate " + GEM + " --owner mgmt").done();

    assertThat(cli.line("id list " + GEM).done().out())
        .startsWith("gem-port pool 0, range 1024-2048: 9 taken, 1016 free\n")
        .contains("1024  instance XGS-PON/64/" + Scene.port(0, 1, 0))
        .contains("1032  owner mgmt on PON 0");
    assertThat(cli.line("id owner " + GEM + " 1027-1028,1032-1033").done().out().lines())
        .hasSize(5)
        .last()
        .isEqualTo("1033  free");
  }

  @Test
  void theOldNameOfOwnerStillWorks() {
    assertThat(cli.line("id who " + GEM + " 1024-1033").done().out())
        .isEqualTo(cli.line("id owner " + GEM + " 1024-1033").done().out());
  }

  @Test
  void whatAnInstanceOrAClaimOwnsCannotBeReleasedFromUnderIt() {
    cli.line("id allocate " + GEM + " --owner mgmt").done();
    List<String> before = cli.exported();

    cli.line("id release " + GEM + " 1024").failed(3, "ID_OWNED");
    cli.line("id release " + GEM + " 1032").failed(3, "ID_OWNED");
    cli.line("id release " + GEM + " 1900").failed(3, "ID_NOT_TAKEN");
    assertThat(cli.exported()).isEqualTo(before);

    assertThat(cli.line("id release " + GEM + " --owner mgmt").done().out())
        .isEqualTo("released: gem-port ids 1032\n");
    assertThat(cli.line("id release " + GEM + " --owner mgmt").done().out())
        .isEqualTo("nothing to release\n");
  }

  @ParameterizedTest
  @CsvSource({
    "id allocate {pool} --owner a/b, NAME_INVALID",
    "id allocate {pool} --owner a --count 0, COUNT_OUT_OF_RANGE",
    "id allocate {pool} --owner a --count -1, COUNT_OUT_OF_RANGE",
    "id allocate {pool} --owner a --count 99999999999, COUNT_OUT_OF_RANGE",
    "id allocate {pool} --owner a 0, ID_OUT_OF_LEGAL_SPACE",
    "id allocate {pool} --owner a 9-5, ID_OUT_OF_LEGAL_SPACE",
    "id allocate {pool} --owner a 1x, USAGE_INVALID",
    "id allocate {pool} --owner a --count 2 7, COUNT_OUT_OF_RANGE",
  })
  void wrongCallsChangeNothing(String line, String code) {
    List<String> before = cli.exported();

    cli.line(line.replace("{pool}", ONU)).failed(2, code);

    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void aReleaseSaysEitherWhoseOrWhich() {
    for (String more : List.of("", " --owner a 7")) {
      Cli.Answer answer = cli.line("id release " + ONU + more);

      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(answer.err())
          .isEqualTo(
              """
              ponkeeper: USAGE_INVALID: the command line is wrong
                reason: give either --owner or IDS
                see: ponkeeper id release --help
                what to do: correct the command as its --help shows
              """);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allocate {onu} --owner a --count 33          | 3 | POOL_EXHAUSTED        | needed: 33",
        "allocate {onu} --owner a --count 1025        | 2 | COUNT_OUT_OF_RANGE    | legal: 1-1024",
        "allocate {onu} --owner a 30-33               | 2 | ID_OUT_OF_LEGAL_SPACE | range: 1-32",
        "allocate {gem} --owner a --count 1020        | 3 | POOL_EXHAUSTED        | free: 1017",
        "allocate {gem} --owner a 1000                | 2 | ID_OUT_OF_LEGAL_SPACE | range: "
            + "1024-2048",
        "allocate {gem} --owner a 1500,1024           | 3 | ID_OWNED              | held by: "
            + "instance",
        "release {gem} 1024                           | 3 | ID_OWNED              | held by: "
            + "instance",
        "release {gem} 2048                           | 3 | ID_NOT_TAKEN          | id: 2048",
        "release {gem} 2049                           | 2 | ID_OUT_OF_LEGAL_SPACE | range: "
            + "1024-2048",
        "release {gem} 1023                           | 2 | ID_OUT_OF_LEGAL_SPACE | range: "
            + "1024-2048",
        "release {onu} 5                              | 3 | ID_NOT_TAKEN          | id: 5",
      })
  void whatTheStateDoesNotAllowIsSaidAndChangesNothing(
      String line, int exitCode, String code, String fact) {
    List<String> before = cli.exported();

    Cli.Answer answer =
        cli.line("id " + line.strip().replace("{onu}", ONU).replace("{gem}", GEM))
            .failed(exitCode, code);

    assertThat(answer.err()).contains("  " + fact);
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void anIdThatTheOltDoesNotOfferIsNotCalledFree() {
    assertThat(cli.line("id owner " + GEM + " 2048-2049").done().out())
        .contains("2048  free", "2049  no owner; outside the range 1024-2048");
    assertThat(cli.line("id owner " + GEM + " 5 -o json").done().out())
        .isEqualTo(
            "[{\"id\":5,\"type\":\"gem-port\",\"state\":\"outside\","
                + Scene.PLACE
                + "\"pon\":0}]\n");
  }

  @Test
  void poolsThatAreNotThereAreRefused() {
    cli.line("id list " + Scene.OLT + " --pon 9 --type onu").failed(3, "PON_NOT_REGISTERED");
    cli.line("id list --technology GPON --olt nope --pon 0 --type onu")
        .failed(3, "OLT_NOT_REGISTERED");
    cli.line("id allocate " + Scene.OLT + " --pon 0 --type flow --owner a")
        .failed(3, "RANGE_DIFFERS");
  }
}
