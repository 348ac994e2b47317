package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid pools: commands that need them report an error, and nothing is changed. */
class DamagedPoolsTest {

  private static final String KEY =
      "service/voltha/resource_manager/{XGS-PON}/{olt-1}/gemport_id_pool/{0}";
  private static final String GEM = Scene.OLT + " --pon 0 --type gem-port";

  @TempDir Path folder;

  private Cli scene(String value) {
    Cli cli = Cli.in(folder);
    Scene.prepare(cli);
    cli.put(KEY, value.getBytes(StandardCharsets.UTF_8));
    return cli;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // empty, and JSON that is cut off, or of another form
        "EMPTY                                                            | not a JSON object",
        "null                                                             | not a JSON object",
        "[]                                                               | not a JSON object",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"/w                | not JSON: ",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"start_idx\":1024}          | \"pool\" is missing",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":null,\"start_idx\":1024} | \"pool\" is missing",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":255,\"start_idx\":1024}  | \"pool\" is missing",
        // base64 that is none, or cut off
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"?w==\",\"start_idx\":1024} | not base64",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"/w=\",\"start_idx\":1024}  | cut off",
        "{\"end_idx\":2048,\"pon_intf_id\":0,\"pool\":\"/w\",\"start_idx\":1024}   | cut off",
        // a range that is none
        "{\"end_idx\":1023,\"pon_intf_id\":0,\"pool\":\"/w==\",\"start_idx\":1024} | is less than",
        "{\"end_idx\":-1,\"pon_intf_id\":0,\"pool\":\"/w==\",\"start_idx\":1024}   | \"end_idx\" is",
        "{\"end_idx\":\"2048\",\"pon_intf_id\":0,\"pool\":\"/w==\",\"start_idx\":1024} | \"end_idx\" is",
        "{\"pon_intf_id\":0,\"pool\":\"/w==\",\"start_idx\":1024}              | \"end_idx\" is missing",
      })
  void whatCannotBeReadIsSaidByEveryCommandThatNeedsIt(String value, String reason) {
    Cli cli = scene(value.equals("EMPTY") ? "" : value);
    List<String> before = cli.exported();

    for (String line :
        List.of(
            "id list " + GEM,
            "id owner " + GEM + " 1024",
            "id allocate " + GEM + " --owner a",
            "id allocate " + GEM + " --owner a 1500",
            "id release " + GEM + " 1030",
            "id release " + GEM + " --owner a",
            "instance create --technology XGS-PON --template 64 " + Scene.port(0, 9, 0),
            "instance delete --technology XGS-PON --template 64 " + Scene.port(0, 1, 0),
            "olt register " + Scene.OLT + " --gem-port-ids 1024-4000 --resize")) {
      Cli.Answer answer = cli.line(line).failed(5, "CORRUPT_DATA");
      assertThat(answer.err()).contains("what: gem-port pool 0 of OLT olt-1").contains(reason);
    }
    assertThat(cli.line("audit").out()).contains("unreadable-pool").contains(reason);
    cli.line("audit --repair");
    assertThat(cli.exported()).isEqualTo(before);
    // What does not need it goes on.
    Scene.create(cli, Scene.port(1, 9, 0)).done();
    cli.line("instance list --olt olt-1").done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/w==", "Dw==", "//8="})
  void aBitmapMayBeShorterThanTheRange(String bits) {
    Cli cli = scene(pool(2048, bits));

    // Ids beyond it are free, and those that are owned are not handed out though they are.
    String allocated = cli.line("id allocate " + GEM + " --owner a").done().out();

    assertThat(allocated)
        .isEqualTo("allocated: gem-port ids " + (bits.equals("//8=") ? 1040 : 1032) + "\n");
  }

  @Test
  void aBitmapMayBeLongerThanTheRangeAndItsIdsLive() {
    // 1024 to 1031 are owned; 1040 is past the end of the range, and taken.
    Cli cli = scene(pool(1032, "/wAB"));
    cli.line("olt register " + Scene.OLT + " --gem-port-ids 1024-1032 --resize")
        .failed(3, "RANGE_DIFFERS");
    List<String> before = cli.exported();

    assertThat(cli.line("audit").done().out())
        .contains(
            "pool-range-differs", "taken-by-nobody: XGS-PON olt-1: gem-port pool 0: ids 1040");
    assertThat(cli.line("id owner " + GEM + " 1040").done().out()).contains("unknown owner");
    cli.line("id allocate " + GEM + " --owner a --count 2").failed(3, "POOL_EXHAUSTED");
    assertThat(cli.exported()).isEqualTo(before);
    assertThat(cli.line("id allocate " + GEM + " --owner a").done().out()).contains("ids 1032");
    assertThat(cli.line("id release " + GEM + " 1040").done().out()).contains("ids 1040");
  }

  private static String pool(int last, String bits) {
    return "{\"end_idx\":%d,\"pon_intf_id\":0,\"pool\":\"%s\",\"start_idx\":1024}"
        .formatted(last, bits);
  }
}
