package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.RefusedException;
import org.ponkeeper.olt.OltRecord;

/** The remedy of an error fits the command that was run. */
class RemediesTest {

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void given() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  @Test
  void aTemplateThatIsInUseIsDeletedAfterItsInstances() {
    Cli.Answer answer =
        cli.line("template delete --technology XGS-PON --id 64").failed(3, "TEMPLATE_IN_USE");

    assertThat(answer.err())
        .contains("instances: 3\n", "what to do: delete the instances first; --force deletes")
        .doesNotContain("shape");
  }

  @Test
  void interruptedWorkIsCompletedByItsCommand() {
    for (OltRecord.State state : OltRecord.State.values()) {
      RefusedException busy =
          new RefusedException(ErrorCode.OLT_BUSY)
              .with("state", state)
              .with("reason", "work")
              .with("new pool keys", "with-technology");

      assertThat(Remedies.facts(busy).get("reason"))
          .isEqualTo(
              "work"
                  + switch (state) {
                    case LIVE -> "";
                    case RESIZING -> "; 'olt register --resize' completes it";
                    case MIGRATING -> "; 'store migrate --pool-keys with-technology' completes it";
                    case RENAMING -> "; 'store migrate --technology-names' completes it";
                    case DELETING -> "; 'olt delete' completes it";
                    case UNREGISTERING -> "; 'olt unregister' completes it";
                    case RESTORING -> "; 'store restore' completes it";
                  });
    }
  }

  @Test
  void aResizeSaysWhoHoldsTheIdsThatWouldFallOutside() {
    Cli.Answer answer =
        cli.line("olt register " + Scene.OLT + " --gem-port-ids 1026-2048 --resize")
            .failed(3, "RANGE_DIFFERS");

    assertThat(answer.err())
        .contains(
            "ids in use that would fall outside: gem-port pool 0: 1024-1025; gem-port pool 1:",
            "held by: gem-port pool 0 id 1024: instance XGS-PON/64/" + Scene.port(0, 1, 0),
            "what to do: delete the services that hold these ids, or give ranges that contain them")
        .doesNotContain("--resize");
  }

  @Test
  void aResizeSaysWhatItCannotChange() {
    for (String change : new String[] {"--pons 0-1", "--shared alloc=1"}) {
      Cli.Answer answer =
          cli.line("olt register " + Scene.OLT + " --resize " + change).failed(3, "RANGE_DIFFERS");

      assertThat(answer.err())
          .contains(
              "reason: a resize cannot change these\n", "what to do: leave out what the message")
          .doesNotContain("--resize");
    }
  }

  @Test
  void aLintHasStoredNothingAndSaysNothingOfThat() throws IOException {
    Path file = folder.resolve("odd.json");
    Files.write(file, Scene.fourQueues("0b00000011", "0b0000011"));

    Cli.Answer answer = cli.run("template", "lint", file.toString());

    assertThat(answer.refused(2, "TEMPLATE_INVALID").err())
        .endsWith("  what to do: correct what the message names\n");
  }

  @Test
  void anExportIntoAFullDeviceAsksForAnotherFile() {
    assertThat(cli.line("store export /dev/full").failed(2, "FILE_INVALID").err())
        .contains("file: /dev/full\n")
        .endsWith("  what to do: choose another file, or free some space\n");
    assertThat(cli.run("store", "export", folder.toString()).failed(2, "FILE_INVALID").err())
        .endsWith("  what to do: choose another file, or free some space\n");
  }

  @Test
  void aPersonMayAnswerWithOneLetter() {
    String delete = "olt delete " + Scene.OLT;

    for (String no : new String[] {"n\n", "\n", "yo\n", ""}) {
      assertThat(cli.lineAsPerson(delete, no).exitCode()).as(no).isEqualTo(2);
    }
    cli.lineAsPerson(delete, "Y\n").done();
    Scene.prepare(cli);
    cli.lineAsPerson(delete, "y\n").done();
  }

  @Test
  void filesForTlsThatCannotBeUsedAreNamed() throws IOException {
    Path odd = Files.writeString(folder.resolve("odd.pem"), "no certificate");
    String missing = folder.resolve("missing.pem").toString();

    assertThat(Cli.on("etcds://127.0.0.1:1").run("olt", "list", "--tls-ca", odd.toString()).err())
        .startsWith("ponkeeper: STORE_URL_INVALID: ")
        .contains(odd.toString(), "what to do: check the files for TLS: ")
        .doesNotContain("sqlite:");
    assertThat(
            Cli.with(Map.of("PONKEEPER_STORE", "etcds://127.0.0.1:1", "PONKEEPER_TLS_CA", missing))
                .line("olt list")
                .failed(2, "STORE_URL_INVALID")
                .err())
        .contains(missing, "what to do: check the files for TLS: ");
    assertThat(Cli.on("etcd://127.0.0.1:1").run("olt", "list", "--tls-ca", odd.toString()).err())
        .contains("what to do: use etcds:// in the URL");
    assertThat(Cli.on("etcds://127.0.0.1:1").run("olt", "list", "--tls-cert", odd.toString()).err())
        .contains("what to do: give both --tls-cert and --tls-key\n");
  }

  @Test
  void aTypoInOneOfAFewWordsIsAnsweredWithThem() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "olt list -o xml",
                "use table, json or yaml, not 'xml'",
                "id list " + Scene.OLT + " --pon 0 --type gem",
                "use onu, alloc, gem-port or flow,",
                "onu-map set " + Scene.OLT + " --pon 0 --onu 1 --type onu 1",
                "use alloc, gem-port or flow, not 'onu'",
                "store migrate --pool-keys new",
                "use with-technology or without-technology,",
                "bench create",
                "use create-one-at-a-time, create-in-flight,")
            .entrySet()) {
      assertThat(cli.line(wrong.getKey()).failed(2, "USAGE_INVALID").err())
          .contains("reason: " + wrong.getValue());
    }
  }

  @Test
  void anOltOfWhichTheStoreKnowsNothingNeedsAllRanges() {
    assertThat(
            cli.line("olt register --technology XGS-PON --olt olt-9")
                .failed(2, "RANGES_MISSING")
                .err())
        .contains(
            "what to do: give what is missing with --pons, --onu-ids, --alloc-ids and "
                + "--gem-port-ids");
  }

  @Test
  void anEmptyPathIsNamedByItsOption() {
    for (String option : List.of("--base-path", "--template-path", "--store", "--tls-ca")) {
      assertThat(cli.run("olt", "list", option, "").failed(2, "USAGE_INVALID").err())
          .contains("option: " + option + "\n", "reason: the value is empty\n")
          .doesNotContain("use sqlite:PATH");
    }
  }

  @Test
  void anIdThatIsNoNumberIsNamedByItsOption() {
    for (String option :
        List.of("template show --technology XGS-PON --id", "instance list --pon")) {
      assertThat(cli.line(option + " sixty").failed(2, "USAGE_INVALID").err())
          .contains("reason: 'sixty' is not a number\n")
          .doesNotContain("legal");
    }
  }

  @Test
  void aFileOfANewerFormatAsksForANewerPonkeeper() throws Exception {
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
        Statement statement = raw.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    for (String words : List.of("olt list", "olt delete --yes " + Scene.OLT)) {
      assertThat(cli.line(words).failed(2, "STORE_URL_INVALID").err())
          .contains("reason: its format is 99,")
          .endsWith("  what to do: use the Ponkeeper that wrote the file, or a newer one\n");
    }
  }
}
