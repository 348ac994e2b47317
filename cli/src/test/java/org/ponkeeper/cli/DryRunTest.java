package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** A dry run decides and answers as the command itself, and changes nothing. */
class DryRunTest {

  private static final String ONU = Scene.OLT + " --pon 0 --onu 1";
  private static final String POOL = Scene.OLT + " --pon 0 --type gem-port";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void open() {
    cli = Cli.in(folder);
    ReadingTest.prepare(cli);
    cli.line("id allocate " + POOL + " --owner lab --count 3").done();
  }

  /** Commands that delete something there. */
  static List<String> deletions() {
    return List.of(
        "instance delete --technology XGS-PON --template 64 " + Scene.port(0, 1, 0),
        "instance delete " + Scene.OLT + " --template 64 --pons 0 --onus 1-9 --unis 0 --yes",
        "onu delete --yes " + ONU,
        "olt delete --yes " + Scene.OLT,
        "id release " + POOL + " --owner lab",
        "template delete --technology XGS-PON --id 64 --force",
        "onu-map delete " + ONU,
        "onu-map delete " + ONU + " --uni 0 --type gem-port",
        "flow-info delete " + ONU + " --flow 7");
  }

  /** The same that are refused. */
  static List<String> refusals() {
    return List.of(
        "instance delete XGS-PON/64/olt-{olt-9}/pon-{0}/onu-{1}/uni-{0}",
        "olt delete --technology XGS-PON --olt olt-9",
        "olt unregister --technology XGS-PON --olt olt-9",
        "olt unregister " + Scene.OLT,
        "id release " + POOL + " 1024",
        "template delete --technology XGS-PON --id 64",
        "template delete --technology XGS-PON --id 77");
  }

  @ParameterizedTest
  @MethodSource("deletions")
  void nothingIsChanged(String words) {
    // given
    List<String> before = cli.exported();

    // when
    Cli.Answer table = cli.line(words + " --dry-run").done();
    Cli.Answer json = cli.line(words + " --dry-run -o json").done();

    // then
    assertThat(table.out() + table.err()).contains("would be");
    assertThat(json.out()).doesNotContain("\"deleted\":true", "\"changed\":true");
    assertThat(cli.exported()).isEqualTo(before);
    cli.line(words).done();
    assertThat(cli.exported()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatIsRefusedIsRefusedInADryRunToo(String words) {
    Cli.Answer dry = cli.line(words + " --dry-run");
    Cli.Answer real = cli.line(words);

    assertThat(dry.exitCode()).isEqualTo(3);
    assertThat(dry).isEqualTo(real);
  }

  @Test
  void anOltThatNeedsNoRecordWouldBeUnregistered() {
    cli.line("id release " + POOL + " --owner lab").done();
    List<String> before = cli.exported();

    assertThat(cli.line("olt unregister --dry-run " + Scene.OLT).done().out())
        .isEqualTo("the record of XGS-PON olt-1 would be removed, and nothing else\n");
    assertThat(cli.exported()).isEqualTo(before);
  }

  @Test
  void anImportAndARepairCanBePlanned() throws IOException {
    // given
    Path backup = folder.resolve("backup");
    cli.run("store", "export", backup.toString()).done();
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).done();
    List<String> before = cli.exported();

    // when
    Cli.Answer imported =
        cli.run("store", "import", "--overwrite", "--merge", "--dry-run", backup.toString()).done();

    // then
    assertThat(imported.out()).startsWith("would be imported: ").contains(" replaced another");
    assertThat(cli.exported()).isEqualTo(before);
    cli.run("store", "import", "--overwrite", "--merge", backup.toString()).done();
    assertThat(cli.exported()).isNotEqualTo(before);
  }

  @Test
  void everyCommandThatDeletesHasADryRun() {
    List<CommandLine> leaves = leaves(Main.allCommands()).toList();

    assertThat(leaves)
        .filteredOn(command -> command.getCommandName().matches("delete|release|unregister"))
        .hasSizeGreaterThan(6)
        .allSatisfy(command ->
            assertThat(command.getCommandSpec().optionsMap())
                .as(command.getCommandSpec().qualifiedName())
                .containsKey("--dry-run"));
  }

  private static Stream<CommandLine> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command)
        : command.getSubcommands().values().stream().flatMap(DryRunTest::leaves);
  }
}
