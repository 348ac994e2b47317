package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that cannot be read: reported, never overwritten, and in the way of nothing else. */
class GarbageTest {

  private static final String BASE = "service/voltha/";
  private static final String INSTANCE =
      BASE + "resource_instances/XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}";
  private static final String POOL = BASE + "resource_manager/{XGS-PON}/{olt-1}/alloc_id_pool/{0}";
  private static final String RECORD = BASE + "ponkeeper/olts/XGS-PON/olt-1";
  private static final String RESERVED = BASE + "resource_manager/config/reserved_gemport_ids";
  private static final String TEMPLATE = BASE + "technology_profiles/XGS-PON/64";

  /** Exit codes of an answer, a refusal, and unreadable data; 1 is a bug. */
  private static final List<Integer> PROPER = List.of(0, 2, 3, 5);

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = Cli.in(folder);
    Scene.prepare(cli);
  }

  private static List<byte[]> garbage() {
    List<byte[]> garbage = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "null",
            "{}",
            "{",
            "[-1]",
            "[{}]",
            "{\"end_idx\":-1,\"pon_intf_id\":0,\"pool\":\"AA==\",\"start_idx\":1}",
            "{\"end_idx\":99999999999,\"pon_intf_id\":0,\"pool\":\"AA==\",\"start_idx\":1}",
            "{\"end_idx\":16,\"pon_intf_id\":0,\"pool\":5,\"start_idx\":\"1\"}",
            "{\"pons\":[-1],\"ranges\":{\"alloc\":\"5-1\"}}",
            "[".repeat(5000))) {
      garbage.add(text.getBytes(StandardCharsets.UTF_8));
    }
    Random random = new Random(1);
    for (int length : new int[] {7, 5000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      garbage.add(bytes);
    }
    return garbage;
  }

  @Test
  void noCommandCrashesOnAnyStoredValueOrOverwritesIt() {
    for (String key : List.of(INSTANCE, POOL, RECORD, RESERVED, TEMPLATE)) {
      byte[] good = cli.export().get(key);
      for (byte[] value : garbage()) {
        cli.put(key, value);
        for (String command :
            List.of(
                "instance list --derived",
                "instance get --technology XGS-PON --template 64 " + Scene.port(0, 1, 0),
                "olt show " + Scene.OLT,
                "template show --technology XGS-PON --id 64 -o json",
                "olt register " + Scene.OLT,
                "instance create --technology XGS-PON --template 64 " + Scene.port(0, 1, 0),
                "instance delete --technology XGS-PON --template 64 " + Scene.port(0, 1, 0))) {
          assertProper(key, value, command);
        }
        assertThat(cli.export().get(key))
            .as("%s with %s", key, new String(value, StandardCharsets.ISO_8859_1))
            .satisfiesAnyOf(
                there -> assertThat(there).isEqualTo(value), there -> assertReadable(key, value));
      }
      if (good == null) {
        cli.put(key, "[]".getBytes(StandardCharsets.UTF_8));
      } else {
        cli.put(key, good);
      }
    }
  }

  private void assertProper(String key, byte[] value, String command) {
    Cli.Answer answer = cli.line(command);
    assertThat(answer.exitCode())
        .as(
            "%s with %s%n%s%n%s",
            command, key, new String(value, StandardCharsets.ISO_8859_1), answer.err())
        .isIn(PROPER);
    assertThat(answer.err()).doesNotContain("\tat ");
  }

  /** What a command may change: {@code []} and the like are empty lists of reserved ids. */
  private static void assertReadable(String key, byte[] value) {
    assertThat(Map.of(RESERVED, List.of("", "null", "[]")).getOrDefault(key, List.of()))
        .contains(new String(value, StandardCharsets.UTF_8));
  }

  @Test
  void aGarbledInstanceBlocksOnlyItself() {
    // given
    cli.put(INSTANCE, new byte[] {(byte) 0xff});

    // then
    Cli.Answer list = cli.line("instance list -o json").done();
    assertThat(list.json().size()).isEqualTo(2);
    assertThat(list.err().lines())
        .singleElement()
        .asString()
        .startsWith("warning: XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0}: ");
    assertThat(cli.line("instance list --pon 1").done().err()).isEmpty();
    for (String verb : List.of("get", "create", "delete")) {
      Scene.instance(cli, verb, Scene.port(0, 1, 0)).failed(5, "CORRUPT_DATA");
    }
    Scene.create(cli, Scene.port(0, 3, 0)).done();
    Scene.instance(cli, "delete", Scene.port(0, 2, 0)).done();
  }

  @Test
  void aGarbledPoolBlocksChangesThatNeedIt() {
    // given
    cli.put(POOL, "{".getBytes(StandardCharsets.UTF_8));

    // then
    Cli.Answer list = cli.line("instance list --pon 0").done();
    assertThat(list.err()).startsWith("warning: XGS-PON olt-1: alloc pool 0: ");
    assertThat(cli.line("instance list --pon 1").done().err()).isEmpty();
    Scene.create(cli, Scene.port(0, 3, 0)).failed(5, "CORRUPT_DATA");
    Scene.instance(cli, "delete", Scene.port(0, 1, 0)).failed(5, "CORRUPT_DATA");
    Scene.create(cli, Scene.port(1, 3, 0)).done();
  }

  @Test
  void garbledReservedIdsBlockCreates() {
    cli.put(RESERVED, "{".getBytes(StandardCharsets.UTF_8));

    Scene.create(cli, Scene.port(0, 3, 0)).failed(5, "CORRUPT_DATA");
    assertThat(cli.line("instance list").done().err()).contains("reserved GEM port ids");
  }

  @Test
  void aGarbledRecordBlocksChangesOfTheOlt() {
    cli.put(RECORD, "{".getBytes(StandardCharsets.UTF_8));

    Scene.create(cli, Scene.port(0, 3, 0)).failed(5, "CORRUPT_DATA");
    cli.line("olt register " + Scene.OLT).failed(5, "CORRUPT_DATA");
    assertThat(cli.line("instance list -o json").done().json().size()).isEqualTo(3);
  }

  @Test
  void anUnreadableTemplateIsRefusedUnlessTheDefaultIsAllowed() {
    // given
    cli.put(TEMPLATE, "{".getBytes(StandardCharsets.UTF_8));

    // then
    Scene.create(cli, Scene.port(0, 3, 0)).failed(5, "TEMPLATE_UNREADABLE");
    Cli.Answer created = Scene.create(cli, Scene.port(0, 3, 0), "--fallback-to-default").done();
    assertThat(created.err()).startsWith("warning: ");
    assertThat(created.out()).contains("Default_1tcont_1gem_Profile", "built-in");
    assertThat(cli.line("template show --technology XGS-PON --id 64").done().out()).isEqualTo("{");
  }

  @Test
  void anUnfitTemplateIsRefusedUnlessTheDefaultIsAllowed() {
    // given
    cli.put(TEMPLATE, Scene.fourQueues("\"num_gem_ports\": 4", "\"num_gem_ports\": 9"));

    // then
    Scene.create(cli, Scene.port(0, 3, 0)).failed(3, "TEMPLATE_UNFIT");
    Scene.create(cli, Scene.port(0, 3, 0), "--fallback-to-default").done();
  }
}
